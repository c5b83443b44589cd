"""The use cases over one real database, and short ways to what tests begin with."""

import asyncio
import itertools
import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from klyngebot.bot.contents import Contents
from klyngebot.domain.answers import Typed
from klyngebot.domain.broadcasts import Broadcast, BroadcastId, BroadcastReport
from klyngebot.domain.deliveries import Content
from klyngebot.domain.drafts import Draft, DraftKind
from klyngebot.domain.partners import Category, PartnerFacts, PartnerId, Standing
from klyngebot.domain.people import PersonFacts, PersonId, Source
from klyngebot.domain.register import RowResult
from klyngebot.domain.roles import Caller, Role
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.files.tables import read_table
from klyngebot.services.acknowledging import Acknowledgements
from klyngebot.services.afterwards import Afterwards
from klyngebot.services.announcements import Announcements, SendingRules
from klyngebot.services.arriving import Arriving
from klyngebot.services.audiences import Audiences
from klyngebot.services.browsing import Browsing
from klyngebot.services.cards import Cards
from klyngebot.services.changes import Changes
from klyngebot.services.composing import Composing
from klyngebot.services.connecting import Connecting
from klyngebot.services.correcting import Correcting
from klyngebot.services.coverage import Coverage
from klyngebot.services.directory import Directory
from klyngebot.services.drafting import Drafting
from klyngebot.services.editing import Editing
from klyngebot.services.exporting import Exporting
from klyngebot.services.importing import Importing
from klyngebot.services.informing import Informing
from klyngebot.services.invitations import Invitations
from klyngebot.services.joining import Joining
from klyngebot.services.leadership import Leadership
from klyngebot.services.mailbox import Mailbox
from klyngebot.services.marking import Marking
from klyngebot.services.newcomers import Newcomers
from klyngebot.services.own_data import OwnData
from klyngebot.services.partnership import Partnership
from klyngebot.services.publishing import Publishing
from klyngebot.services.questions import Questions
from klyngebot.services.register import Register
from klyngebot.services.replies import Replies
from klyngebot.services.requests import Requests
from klyngebot.services.roles import Roles
from klyngebot.services.scheduling import Scheduling
from klyngebot.services.subscriptions import Subscriptions
from klyngebot.services.vocabulary import Terms
from klyngebot.store import audiences, deliveries, memberships, partners, people, subscribers
from klyngebot.store.database import Database
from support.clock import FakeClock

OSLO = ZoneInfo("Europe/Oslo")
TOKEN = "990000000:made-up-token-for-the-tests-only"


async def parameters(contents: Contents, content: Content, locale: str) -> dict[str, Any] | None:
    call = await contents.call(content, locale)
    return call.parameters if call else None


class Office:
    def __init__(self, db: Database, clock: FakeClock, folder: Path) -> None:
        self.db = db
        self.clock = clock
        self.subscriptions = Subscriptions(db, clock)
        self.joining = Joining(db, clock)
        self.requests = Requests(db, clock)
        self.invitations = Invitations(db, clock, token=TOKEN)
        self.partnership = Partnership(db, clock, lambda: secrets.token_urlsafe(16))
        self.coverage = Coverage(db)
        self.roles = Roles(db, clock)
        self.leadership = Leadership(db, clock, token=TOKEN, backups=folder / "backups")
        self.directory = Directory(db, clock)
        self.browsing = Browsing(db)
        self.drafting = Drafting(db, clock, OSLO)
        self.publishing = Publishing(db, clock, OSLO)
        self.announcements = Announcements(db, clock, SendingRules(regret=timedelta(0)))
        self.acknowledgements = Acknowledgements(db, clock)
        self.arriving = Arriving(db, clock)
        self.connecting = Connecting(db, clock)
        self.afterwards = Afterwards(db, clock)
        self.composing = Composing(db, clock)
        self.audiences = Audiences(db, clock)
        self.scheduling = Scheduling(db, clock)
        self.correcting = Correcting(db, clock)
        self.cards = Cards(db, clock)
        self.marking = Marking(db, clock)
        self.editing = Editing(db, clock)
        self.newcomers = Newcomers(db, clock, lambda: secrets.token_urlsafe(12))
        self.owndata = OwnData(db, clock)
        self.informing = Informing(db, clock)
        self.questions = Questions(db, clock)
        self.replies = Replies(db, clock)
        self.mailbox = Mailbox(db, clock)
        self.terms = Terms(db, clock)
        self.changes = Changes(db)
        self.register = Register(db, clock, lambda: secrets.token_urlsafe(12))
        self.importing = Importing(db, clock, lambda: secrets.token_urlsafe(12))
        self.exporting = Exporting(db, clock)
        self._updates = itertools.count(1)

    async def visitor(self, number: int) -> Caller:
        """Return somebody who has started the bot."""
        caller = person(number)
        await self.subscriptions.start(caller)
        return caller

    async def subscribe(self, *numbers: int) -> None:
        for number in numbers:
            await self.visitor(number)

    async def someone(self, role: Role, number: int) -> Caller:
        """Return somebody who has ``role``."""
        caller = await self.visitor(number)
        if role in {Role.MEMBER, Role.CONTACT}:
            partner = await self.partner(f"Arbeidsgiver {number} AS")
            who = await self.employee(partner, f"Medlem {number}")
            async with self.db.transaction() as tx:
                await memberships.begin(tx, who, await self.id_of(caller), self.clock.now())
                if role is Role.CONTACT:
                    await memberships.set_contact(tx, await self.id_of(caller), on=True)
        elif role in {Role.EDITOR, Role.LEADER}:
            async with self.db.transaction() as tx:
                await tx.execute(
                    "UPDATE subscriber SET staff = :staff WHERE address = :address",
                    staff=role.name.lower(),
                    address=caller.address,
                )
        return caller

    async def leader(self, number: int = 900) -> Caller:
        """Return a leader who does not get announcements."""
        caller = await self.someone(Role.LEADER, number)
        await self.subscriptions.stop(caller)
        return caller

    async def id_of(self, caller: Caller) -> SubscriberId:
        found = (await subscribers.find_actor(self.db.reader, caller)).subscriber_id
        assert found is not None
        return found

    async def partner(self, name: str, code: str = "") -> PartnerId:
        facts = PartnerFacts(name=name, category=Category.COMPANY, standing=Standing.AGREEMENT)
        async with self.db.transaction() as tx:
            return await partners.put(tx, facts, join_code=code or f"code-{name}")

    async def employee(self, partner: PartnerId, name: str, title: str = "geolog") -> PersonId:
        async with self.db.transaction() as tx:
            who = await people.put(
                tx,
                partner,
                PersonFacts(name=name, title=title),
                source=Source.IMPORT,
                now=self.clock.now(),
            )
            await people.set_informed(tx, who, "office", self.clock.now())
            return who

    async def begin(self, caller: Caller, kind: DraftKind) -> Draft:
        """Return a draft with nothing in it yet."""
        if kind is not DraftKind.ANNOUNCEMENT:
            return await self.drafting.begin(caller, kind)
        await self.composing.current(caller) or await self.composing.begin(caller)
        found = await self.drafting.find(caller)
        assert found is not None
        return found

    async def written(self, leader: Caller) -> list[str]:
        """Return the messages of the announcement the leader is writing."""
        shown = await self.composing.current(leader)
        return [part.html for part in shown.parts] if shown else []

    async def write(self, caller: Caller, kind: DraftKind, *texts: str) -> Draft:
        """Return a draft with ``texts`` typed one after another."""
        draft = await self.begin(caller, kind)
        for text in texts:
            typed = self.typed(text)
            answered = await self.drafting.answer(caller, typed)
            assert answered is not None
            draft = answered
        return draft

    def typed(self, text: str, *, message_id: int | None = None) -> Typed:
        number = next(self._updates)
        return Typed(text=text, html=text, message_id=message_id or number, update_id=number)

    async def compose(self, leader: Caller, *texts: str) -> Broadcast:
        """Return a draft of an announcement with ``texts``, as Telegram has taken them."""
        begun = (await self.composing.begin(leader)).broadcast.id
        for text in texts:
            await self.drafting.answer(leader, self.typed(text))
        return await self.previewed(leader, begun)

    async def previewed(self, leader: Caller, broadcast_id: BroadcastId) -> Broadcast:
        shown = await self.announcements.preview(leader, broadcast_id)
        noted = await self.announcements.note_previewed(
            leader, broadcast_id, shown.broadcast.content_revision
        )
        return noted.broadcast

    async def announce(self, leader: Caller, *texts: str) -> BroadcastId:
        return (await self.confirm(leader, await self.compose(leader, *texts))).broadcast.id

    async def confirm(self, leader: Caller, draft: Broadcast) -> BroadcastReport:
        """Confirm ``draft`` as it was, to as many as it reaches now."""
        people = (await audiences.reach(self.db.reader, draft)).recipients
        return await self.announcements.confirm(
            leader, draft.id, draft.revision, people, progress_message=None
        )

    async def queue(self, content: Content, *recipients: Caller) -> None:
        ids = [await self.id_of(recipient) for recipient in recipients]
        async with self.db.transaction() as tx:
            await deliveries.add(tx, content, ids, self.clock.now())

    @property
    def contents(self) -> Contents:
        return Contents(self.db, self.clock, OSLO, "Prøveklyngen")

    async def payload(self, content: Content, locale: str) -> dict[str, Any] | None:
        """Return what a delivery of ``content`` says."""
        return await parameters(self.contents, content, locale)

    async def import_rows(self, data: bytes) -> tuple[RowResult, ...]:
        """Read ``data`` in as the operator does, and return what became of its rows."""
        return (await self.register.read_in(read_table(data), informed=True)).plan.rows

    async def db_execute(self, sql: str) -> None:
        async with self.db.transaction() as tx:
            await tx.execute(sql)

    async def states(self) -> dict[str, int]:
        rows = await self.db.reader.fetch_all(
            "SELECT state, count(*) AS n FROM delivery GROUP BY state"
        )
        return {row["state"]: row["n"] for row in rows}

    async def value(self, sql: str, **parameters: object) -> Any:
        return await self.db.reader.value(sql, **parameters)


def person(number: int, *, private: bool = True) -> Caller:
    return Caller(address=str(number), name=f"Person {number}", language="nb", private=private)


async def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until ``condition`` holds, however long the machine takes."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.001)
