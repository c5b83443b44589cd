"""Announcing: from a draft to a row of proof for each recipient."""

from dataclasses import dataclass

from klyngebot.domain.broadcasts import BroadcastId, BroadcastReport
from klyngebot.domain.clock import Clock
from klyngebot.domain.deliveries import Content, Kind, Reach
from klyngebot.domain.drafts import Draft, DraftId, DraftKind
from klyngebot.domain.errors import BadInputError, NotFoundError
from klyngebot.domain.roles import Caller, Role
from klyngebot.services.authority import known, require
from klyngebot.services.drafting import check_unchanged, own_draft
from klyngebot.store import broadcasts, deliveries, drafts, subscribers
from klyngebot.store.database import Database, Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementPreview:
    """What goes out, to whom if it went now, and whether the author is among them."""

    draft: Draft
    reach: Reach
    to_author: bool


class Announcements:
    """Use cases of broadcasts. All are for leaders."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def preview(self, caller: Caller, draft_id: DraftId) -> AnnouncementPreview:
        """Return what a draft would send, and to how many.

        Raises:
            NoDraftError: It is finished or cancelled.
            BadInputError: There is nothing in it.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            draft = await own_draft(tx, actor, draft_id, DraftKind.ANNOUNCEMENT)
            if not draft.parts:
                raise BadInputError("nothing_to_send")
            author = await subscribers.get(tx, known(actor))
            return AnnouncementPreview(
                draft=draft,
                reach=await deliveries.reach(tx, None),
                to_author=author.subscribed,
            )

    async def confirm(
        self,
        caller: Caller,
        draft_id: DraftId,
        fingerprint: int,
        *,
        progress_message: int | None,
    ) -> BroadcastReport:
        """Fix the recipients and queue a row for each; a second confirmation changes nothing.

        ``fingerprint`` is that of the draft as it was previewed; ``progress_message`` the message
        in the caller's chat that shows how far it has come.

        Raises:
            NoDraftError: The draft was cancelled.
            BadInputError: It has changed since the preview, or there is nobody to send to.
        """
        async with self._db.transaction() as tx:
            actor = await require(tx, caller, Role.LEADER)
            author = known(actor)
            done = await broadcasts.find_by_draft(tx, draft_id, author)
            if done is not None:
                return await _report(tx, done)
            draft = await own_draft(tx, actor, draft_id, DraftKind.ANNOUNCEMENT)
            check_unchanged(draft, fingerprint)
            if not (await deliveries.reach(tx, None)).people:
                raise BadInputError("nobody_to_send_to")
            now = self._clock.now()
            broadcast_id = await broadcasts.add(tx, draft.id, draft.parts, author=author, now=now)
            for part in range(len(draft.parts)):
                content = Content(kind=Kind.BROADCAST, subject_id=broadcast_id, part=part)
                await deliveries.add_for_audience(tx, content, None, now)
            await drafts.delete(tx, author)
            report = await _report(tx, broadcast_id)
            shown = report.account.progress
            await broadcasts.set_progress(tx, broadcast_id, shown, message_id=progress_message)
            return report

    async def list_recent(self, caller: Caller) -> list[BroadcastReport]:
        """Return the latest broadcasts with their accounts, newest first."""
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            return [await _report(db, id_) for id_ in await broadcasts.list_ids(db, limit=5)]

    async def report(self, caller: Caller, broadcast_id: BroadcastId) -> BroadcastReport:
        """Return what became of a broadcast.

        Raises:
            NotFoundError: There is no such broadcast.
        """
        async with self._db.read() as db:
            await require(db, caller, Role.LEADER)
            return await _report(db, broadcast_id)

    async def send_again(self, caller: Caller, broadcast_id: BroadcastId) -> BroadcastReport:
        """Send once more to those of whom nobody knows; each gets this once only."""
        async with self._db.transaction() as tx:
            await require(tx, caller, Role.LEADER)
            if await deliveries.send_again(tx, broadcast_id, self._clock.now()):
                await broadcasts.reopen_progress(tx, broadcast_id)
            return await _report(tx, broadcast_id)

    async def leave(self, caller: Caller, broadcast_id: BroadcastId) -> BroadcastReport:
        """Let the uncertain ones be."""
        async with self._db.transaction() as tx:
            await require(tx, caller, Role.LEADER)
            await deliveries.leave_uncertain(tx, broadcast_id)
            return await _report(tx, broadcast_id)


async def _report(db: Reader, broadcast_id: BroadcastId) -> BroadcastReport:
    broadcast = await broadcasts.find(db, broadcast_id)
    if broadcast is None:
        raise NotFoundError
    return BroadcastReport(broadcast=broadcast, account=await broadcasts.account(db, broadcast_id))
