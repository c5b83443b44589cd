"""Correcting and withdrawing: which rows there are, whatever state the originals are in."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

import pytest

from integration.office import Office, person
from klyngebot.domain.answers import Typed
from klyngebot.domain.broadcasts import (
    Attachment,
    AttachmentKind,
    BroadcastId,
    BroadcastState,
    ChangeReport,
)
from klyngebot.domain.deliveries import (
    UNKNOWN_MESSAGE,
    Deferred,
    Delivered,
    Delivery,
    DeliveryState,
    Kind,
    Outcome,
    Refused,
    Uncertain,
)
from klyngebot.domain.drafts import DraftKind
from klyngebot.domain.errors import BadInputError, NotFoundError
from klyngebot.domain.roles import Caller
from klyngebot.store import deliveries
from klyngebot.store.deliveries import Settled
from support.sender import FakeSender

Rows = list[tuple[str, str, str]]


@pytest.fixture
async def leader(office: Office) -> Caller:
    return await office.leader()


class Sent:
    """A broadcast whose messages are in its author's chat."""

    def __init__(self, office: Office, leader: Caller, broadcast: BroadcastId) -> None:
        self.office, self.leader, self.broadcast = office, leader, broadcast

    async def edit(self, text: str, *, part: int = 0, by: Caller | None = None) -> int:
        """Let the author change a message, and return the fingerprint of what is shown."""
        found = await self.office.announcements.report(self.leader, self.broadcast)
        message_id = found.broadcast.parts[part].message_id
        typed = self.office.typed(text, message_id=message_id)
        shown = await self.office.correcting.note_edit(by or self.leader, typed)
        assert shown is not None
        return shown.correction.fingerprint

    async def correct(self, text: str, *, part: int = 0, update_id: int = 0) -> ChangeReport:
        fingerprint = await self.edit(text, part=part)
        return await self.office.correcting.confirm(
            self.leader,
            self.broadcast,
            fingerprint,
            update_id=update_id or self.office.typed("").update_id,
            progress_message=None,
        )

    async def withdraw(self, update_id: int = 0) -> ChangeReport:
        return await self.office.correcting.withdraw(
            self.leader,
            self.broadcast,
            update_id=update_id or self.office.typed("").update_id,
            progress_message=None,
        )


async def sent(office: Office, leader: Caller, *texts: str, to: Sequence[int] = (1, 2)) -> Sent:
    await office.subscribe(*to)
    return Sent(office, leader, await office.announce(leader, *(texts or ("tirsdag",))))


async def drain(office: Office, *outcomes: Outcome) -> FakeSender:
    """Send all that waits, one at a time; no pacer, since no time passes."""
    sender = FakeSender(outcomes)
    while claimed := await claim(office):
        await settle(office, (claimed[0], await sender.send(claimed[0])))
    return sender


async def claim(office: Office, limit: int = 1) -> list[Delivery]:
    async with office.db.transaction() as tx:
        return await deliveries.claim(tx, office.clock.now(), limit=limit, busy=())


async def settle(office: Office, *settled: tuple[Delivery, Outcome]) -> None:
    async with office.db.transaction() as tx:
        back = [Settled(delivery, outcome) for delivery, outcome in settled]
        await deliveries.settle(tx, back, office.clock.now())


async def rows(office: Office, kind: Kind = Kind.CORRECTION) -> Rows:
    found = await office.db.reader.fetch_all(
        "SELECT address, state, reason FROM delivery WHERE kind = :kind ORDER BY id", kind=kind
    )
    return [(row["address"], row["state"], row["reason"]) for row in found]


async def texts(office: Office) -> list[str]:
    found = await office.db.reader.fetch_all("SELECT html FROM broadcast_part ORDER BY id")
    return [row["html"] for row in found]


async def test_who_has_got_it_gets_a_row_that_names_the_message(
    office: Office, leader: Caller
) -> None:
    one = await sent(office, leader)
    await drain(office, Delivered(11), Delivered(22))

    report = await one.correct("onsdag")
    sender = await drain(office)

    assert report.account.counts == {DeliveryState.PENDING: 2}
    assert [(d.address, d.targets) for d in sender.sent] == [("1", (11,)), ("2", (22,))]
    assert await texts(office) == ["onsdag"]


async def test_nothing_is_changed_until_it_is_confirmed(office: Office, leader: Caller) -> None:
    one = await sent(office, leader)
    await drain(office)

    await one.edit("onsdag")

    assert await texts(office) == ["tirsdag"]
    assert await rows(office) == []


async def test_who_waits_gets_no_row_and_the_new_text(office: Office, leader: Caller) -> None:
    one = await sent(office, leader)
    (first,) = await claim(office)
    await settle(office, (first, Delivered(11)))

    await one.correct("onsdag")

    assert await rows(office) == [("1", "pending", "")]
    (second,) = await claim(office)
    assert (second.address, second.content.kind) == ("2", Kind.BROADCAST)
    assert second.content.revision > first.content.revision  # so it is rendered anew


async def test_what_is_on_its_way_is_corrected_once_it_has_arrived(
    office: Office, leader: Caller
) -> None:
    one = await sent(office, leader, to=[1])
    (original,) = await claim(office)

    await one.correct("onsdag")
    await settle(office, (original, Delivered(11, (12,))))
    (edit,) = await claim(office)

    assert (edit.content.kind, edit.targets) == (Kind.CORRECTION, (11, 12))


@pytest.mark.parametrize(
    ("outcome", "original", "correction"),
    [
        (Deferred(5), "pending", ("withdrawn", "")),
        (Refused("Forbidden: bot was blocked by the user"), "refused", ("withdrawn", "")),
        (Uncertain("http 502"), "uncertain", ("refused", UNKNOWN_MESSAGE)),
        (Uncertain("crash"), "uncertain", ("refused", UNKNOWN_MESSAGE)),
    ],
)
async def test_what_is_on_its_way_and_does_not_arrive_needs_no_correction(
    office: Office, leader: Caller, outcome: Outcome, original: str, correction: tuple[str, str]
) -> None:
    one = await sent(office, leader, to=[1])
    (flying,) = await claim(office)

    await one.correct("onsdag")
    await settle(office, (flying, outcome))

    assert await rows(office) == [("1", *correction)]
    assert (await rows(office, Kind.BROADCAST))[0][1] == original
    assert await texts(office) == ["onsdag"]  # what waits goes out with it


async def test_a_crash_leaves_the_correction_of_what_was_on_its_way_refused(
    office: Office, leader: Caller
) -> None:
    one = await sent(office, leader, to=[1])
    await claim(office)
    await one.correct("onsdag")

    async with office.db.transaction() as tx:
        await deliveries.recover(tx, office.clock.now())

    assert await rows(office) == [("1", "refused", UNKNOWN_MESSAGE)]


async def test_where_nobody_knows_whether_it_arrived_the_account_names_who(
    office: Office, leader: Caller
) -> None:
    one = await sent(office, leader)
    await drain(office, Uncertain("http 502"), Delivered(None))

    report = await one.correct("onsdag")

    assert report.account.counts == {DeliveryState.REFUSED: 2}
    assert {p.reason for p in report.account.problems} == {UNKNOWN_MESSAGE}


async def test_a_correction_is_made_once_however_often_it_is_confirmed(
    office: Office, leader: Caller
) -> None:
    one = await sent(office, leader)
    await drain(office)
    first = await one.correct("onsdag", update_id=4711)

    again = await office.correcting.confirm(
        leader, one.broadcast, 1, update_id=4711, progress_message=None
    )
    tapped_twice = await office.correcting.confirm(
        leader, one.broadcast, 1, update_id=4712, progress_message=None
    )
    await one.edit("torsdag")  # the same update once more, after a newer edit
    late = await office.correcting.confirm(
        leader, one.broadcast, 1, update_id=4711, progress_message=None
    )

    assert {again.change.id, tapped_twice.change.id, late.change.id} == {first.change.id}
    assert len(await rows(office)) == 2
    assert (
        await office.value("SELECT count(*) FROM audit WHERE action = 'broadcast_corrected'") == 1
    )


async def test_only_what_was_seen_is_corrected(office: Office, leader: Caller) -> None:
    one = await sent(office, leader)
    await drain(office)
    seen = await one.edit("onsdag")
    await one.edit("torsdag")

    with pytest.raises(BadInputError, match="correction_changed"):
        await office.correcting.confirm(
            leader, one.broadcast, seen, update_id=1, progress_message=None
        )

    assert await rows(office) == []


async def test_only_the_messages_that_differ_are_edited(office: Office, leader: Caller) -> None:
    one = await sent(office, leader, "en", "to", "tre", to=[1])
    await drain(office, Delivered(11), Delivered(12), Delivered(13))

    await one.correct("TO", part=1)
    sender = await drain(office)

    assert [d.targets for d in sender.sent] == [(12,)]


async def test_a_newer_correction_overtakes_an_older_one_that_has_not_left(
    office: Office, leader: Caller
) -> None:
    one = await sent(office, leader)
    await drain(office, Delivered(11), Delivered(22))
    older = await one.correct("onsdag")
    (edit,) = await claim(office)
    await settle(office, (edit, Delivered()))

    newer = await one.correct("torsdag")
    sender = await drain(office)

    assert [d.content.subject_id for d in sender.sent] == [newer.change.id] * 2
    assert (await office.correcting.change(leader, older.change.id)).account.counts == {
        DeliveryState.DELIVERED: 1,
        DeliveryState.WITHDRAWN: 1,
    }
    assert await texts(office) == ["torsdag"]


async def test_a_newer_correction_of_another_message_lets_the_older_one_go_on(
    office: Office, leader: Caller
) -> None:
    one = await sent(office, leader, "en", "to", to=[1])
    await drain(office, Delivered(11), Delivered(12))
    await one.correct("EN")

    await one.correct("TO", part=1)
    sender = await drain(office)

    assert [d.targets for d in sender.sent] == [(11,), (12,)]


async def test_an_edit_of_which_nobody_knows_is_not_made_again_once_it_is_overtaken(
    office: Office, leader: Caller
) -> None:
    one = await sent(office, leader, to=[1])
    await drain(office, Delivered(11))
    await one.correct("onsdag")
    (edit,) = await claim(office)

    await one.withdraw()
    await settle(office, (edit, Uncertain("http 502")))
    sender = await drain(office)

    assert [d.content.kind for d in sender.sent] == [Kind.WITHDRAWAL]
    assert await rows(office) == [("1", "withdrawn", "http 502")]


async def test_an_edit_of_which_nobody_knows_is_made_again_by_itself(
    office: Office, leader: Caller
) -> None:
    one = await sent(office, leader, to=[1])
    await drain(office, Delivered(11))
    await one.correct("onsdag")

    sender = await drain(office, Uncertain("http 502"))

    assert [d.targets for d in sender.sent] == [(11,), (11,)]
    assert await rows(office) == [("1", "delivered", "")]


async def test_what_is_withdrawn_is_deleted_where_it_arrived_and_goes_to_nobody_else(
    office: Office, leader: Caller
) -> None:
    one = await sent(office, leader, "en", "to", to=[1, 2, 3])
    arrived, flying, waits = await claim(office, limit=3)
    await settle(office, (arrived, Delivered(11)))

    report = await one.withdraw()
    await settle(office, (flying, Delivered(22)), (waits, Deferred(5)))
    sender = await drain(office)

    assert [(d.content.kind, d.targets) for d in sender.sent] == [
        (Kind.WITHDRAWAL, (11,)),
        (Kind.WITHDRAWAL, (22,)),
    ]
    assert (await office.correcting.change(leader, report.change.id)).account.counts == {
        DeliveryState.DELIVERED: 2,
        DeliveryState.WITHDRAWN: 1,
    }
    found = await office.announcements.report(leader, one.broadcast)
    assert found.broadcast.state is BroadcastState.CANCELLED
    assert found.withdrawal is not None


async def test_what_nobody_knows_of_stays_uncertain_once_it_is_withdrawn(
    office: Office, leader: Caller
) -> None:
    """An urgent one would go out again by itself, and be shown as if it had never left."""
    one = await sent(office, leader, to=[1])
    async with office.db.transaction() as tx:
        await tx.execute("UPDATE delivery SET resends = 1")
    (flying,) = await claim(office)

    await one.withdraw()
    await settle(office, (flying, Uncertain("http 502")))

    assert (await rows(office, Kind.BROADCAST))[0][1] == "uncertain"
    assert await rows(office, Kind.WITHDRAWAL) == [("1", "refused", UNKNOWN_MESSAGE)]


async def test_nothing_is_sent_again_once_it_is_withdrawn(office: Office, leader: Caller) -> None:
    one = await sent(office, leader, to=[1])
    await drain(office, Uncertain("http 502"))
    await one.withdraw()

    await office.announcements.send_again(leader, one.broadcast)

    assert (await rows(office, Kind.BROADCAST))[0][1] == "uncertain"


async def test_it_is_withdrawn_once(office: Office, leader: Caller) -> None:
    one = await sent(office, leader)
    await drain(office)

    first, second = await one.withdraw(), await one.withdraw()

    assert first.change.id == second.change.id
    assert len(await rows(office, Kind.WITHDRAWAL)) == 2


async def test_what_is_withdrawn_is_corrected_no_more(office: Office, leader: Caller) -> None:
    one = await sent(office, leader)
    await drain(office)
    await one.correct("onsdag")
    await one.withdraw()

    with pytest.raises(BadInputError, match="was_withdrawn"):
        await one.edit("torsdag")

    assert {state for _, state, _ in await rows(office)} == {"withdrawn"}


async def test_who_has_left_has_it_corrected_and_deleted_all_the_same(
    office: Office, leader: Caller
) -> None:
    one = await sent(office, leader, to=[1])
    await drain(office, Delivered(11))
    await one.correct("onsdag")

    await office.subscriptions.stop(person(1))
    sender = await drain(office)

    assert [d.targets for d in sender.sent] == [(11,)]


async def test_a_message_too_old_to_be_deleted_is_counted_before(
    office: Office, leader: Caller
) -> None:
    one = await sent(office, leader)
    (old, _new) = await claim(office, limit=2)
    await settle(office, (old, Delivered(11)))
    office.clock.advance(timedelta(hours=49).total_seconds())
    await settle(office, (_new, Delivered(22)))

    shown = await office.correcting.ask_withdraw(leader, one.broadcast)

    assert (shown.reach.reached, shown.reach.too_old, shown.reach.deletable) == (2, 1, 1)


async def test_any_leader_corrects_from_the_account(office: Office, leader: Caller) -> None:
    one = await sent(office, leader, to=[1])
    await drain(office, Delivered(11))
    other = await office.leader(901)
    (part,) = (await office.correcting.choose(other, one.broadcast)).parts

    await office.correcting.begin(other, part.id)
    typed = office.typed("onsdag")
    settled = await office.drafting.answer(other, typed)
    again = await office.drafting.answer(other, typed)
    shown = await office.correcting.preview(other, one.broadcast)
    await office.correcting.confirm(
        other, one.broadcast, shown.correction.fingerprint, update_id=1, progress_message=None
    )

    assert settled == again
    assert settled is not None
    assert settled.kind is DraftKind.CORRECTION
    assert shown.reach.reached == 1
    assert await texts(office) == ["onsdag"]
    assert await rows(office) == [("1", "pending", "")]


async def test_somebody_elses_message_is_not_corrected_by_an_edit(
    office: Office, leader: Caller
) -> None:
    one = await sent(office, leader)
    other = await office.leader(901)

    shown = await office.correcting.note_edit(other, office.typed("onsdag", message_id=1))

    assert shown is None
    assert one.broadcast


async def test_what_is_said_before_is_no_correction(office: Office, leader: Caller) -> None:
    one = await sent(office, leader)
    await drain(office)
    await one.edit("onsdag")

    back = await one.edit("tirsdag")

    shown = await office.correcting.preview(leader, one.broadcast)
    assert shown.is_empty
    assert back == shown.correction.fingerprint


@pytest.mark.parametrize("state", [BroadcastState.WAITING, BroadcastState.PAUSED])
async def test_what_has_not_gone_out_is_corrected_before_it_does(
    office: Office, leader: Caller, state: BroadcastState
) -> None:
    one = await sent(office, leader, to=[1])
    async with office.db.transaction() as tx:
        await tx.execute("UPDATE broadcast SET state = :state", state=state)
        await tx.execute("UPDATE delivery SET held = 1")

    report = await one.correct("onsdag")

    assert report.account.total == 0
    assert await texts(office) == ["onsdag"]


async def test_what_is_taken_back_keeps_what_its_author_has_changed(
    office: Office, leader: Caller
) -> None:
    one = await sent(office, leader, to=[1])
    async with office.db.transaction() as tx:
        await tx.execute("UPDATE broadcast SET state = 'waiting'")
    await one.edit("onsdag")

    report = await office.announcements.take_back(leader, one.broadcast)

    assert await texts(office) == ["onsdag"]
    assert not report.broadcast.is_previewed


async def test_each_language_is_corrected_for_those_who_read_it(
    office: Office, leader: Caller
) -> None:
    await office.subscribe(1, 2)
    await office.subscriptions.set_locale(person(2), "en")
    draft = await office.compose(leader, "tirsdag")
    await office.composing.open(leader, draft.id, "en")
    await office.drafting.answer(leader, office.typed("Tuesday"))
    await office.confirm(leader, await office.previewed(leader, draft.id))
    await drain(office, Delivered(11), Delivered(22))
    (english,) = (await office.correcting.choose(leader, draft.id)).variants["en"]

    await office.correcting.begin(leader, english.id)
    await office.drafting.answer(leader, office.typed("Wednesday"))
    shown = await office.correcting.preview(leader, draft.id)
    await office.correcting.confirm(
        leader, draft.id, shown.correction.fingerprint, update_id=1, progress_message=None
    )
    sender = await drain(office)

    assert shown.reach.reached == 1
    assert [(d.address, d.content.variant, d.targets) for d in sender.sent] == [("2", "en", (22,))]


def media(office: Office, text: str, kind: AttachmentKind, name: str, album: str = "") -> Typed:
    typed = office.typed(text)
    return Typed(
        text=text,
        html=text,
        message_id=typed.message_id,
        update_id=typed.update_id,
        attachment=Attachment(kind=kind, file_id=name),
        album=album,
    )


async def announced(office: Office, leader: Caller, messages: Iterable[Typed]) -> BroadcastId:
    begun = (await office.composing.begin(leader)).broadcast.id
    for message in messages:
        await office.drafting.answer(leader, message)
    return (await office.confirm(leader, await office.previewed(leader, begun))).broadcast.id


async def test_a_caption_is_corrected_with_a_text_alone(office: Office, leader: Caller) -> None:
    await office.subscribe(1)
    picture = media(office, "tirsdag", AttachmentKind.PHOTO, "made-up-picture")
    broadcast = await announced(office, leader, [picture])
    (part,) = (await office.correcting.choose(leader, broadcast)).parts

    await office.correcting.begin(leader, part.id)
    await office.drafting.answer(leader, office.typed("onsdag"))

    (change,) = (await office.correcting.preview(leader, broadcast)).correction.changes
    assert change.after.html == "onsdag"
    assert change.after.attachment == part.attachment


async def test_each_file_of_an_album_that_differs_is_an_edit_of_its_own(
    office: Office, leader: Caller
) -> None:
    await office.subscribe(1)
    names = ["made-up-a", "made-up-b", "made-up-c"]
    pictures = [media(office, n, AttachmentKind.PHOTO, n, album="album") for n in names]
    broadcast = await announced(office, leader, [*pictures, office.typed("Under")])
    await drain(office, Delivered(11, (12, 13)), Delivered(14))
    parts = (await office.correcting.choose(leader, broadcast)).parts

    await office.correcting.begin(leader, parts[1].id)
    new = media(office, "b", AttachmentKind.PHOTO, "made-up-new", album="other")
    await office.drafting.answer(leader, new)
    shown = await office.correcting.preview(leader, broadcast)
    await office.correcting.confirm(
        leader, broadcast, shown.correction.fingerprint, update_id=1, progress_message=None
    )
    sender = await drain(office)

    assert [(d.content.part, d.targets) for d in sender.sent] == [(1, (11, 12, 13))]


async def test_a_correction_that_would_make_another_message_is_refused(
    office: Office, leader: Caller
) -> None:
    await office.subscribe(1)
    names = ["made-up-a", "made-up-b"]
    pictures = [media(office, "", AttachmentKind.PHOTO, n, album="album") for n in names]
    broadcast = await announced(office, leader, [*pictures, office.typed("Under")])
    part = (await office.correcting.choose(leader, broadcast)).parts[0]
    await office.correcting.begin(leader, part.id)

    with pytest.raises(BadInputError, match="other_messages"):
        await office.drafting.answer(leader, office.typed("Se her\nLes: https://example.no"))

    assert (await office.correcting.preview(leader, broadcast)).is_empty


async def test_a_text_does_not_become_a_picture(office: Office, leader: Caller) -> None:
    one = await sent(office, leader)
    (part,) = (await office.correcting.choose(leader, one.broadcast)).parts
    await office.correcting.begin(leader, part.id)

    with pytest.raises(BadInputError, match="other_kind"):
        await office.drafting.answer(
            leader, media(office, "onsdag", AttachmentKind.PHOTO, "made-up-picture")
        )


async def test_a_draft_is_neither_corrected_nor_withdrawn(office: Office, leader: Caller) -> None:
    draft = await office.compose(leader, "tirsdag")

    for act in (office.correcting.choose, office.correcting.ask_withdraw):
        with pytest.raises(NotFoundError):
            await act(leader, draft.id)
