"""People own their data: nothing is left of who is erased, and nobody comes back by a restore."""

import json
import logging
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from integration.office import OSLO, Office, person
from klyngebot.broadcast import Engine, Pacer
from klyngebot.domain.audit import Action
from klyngebot.domain.cards import PersonEntry
from klyngebot.domain.deliveries import (
    Content,
    Deferred,
    Delivered,
    Kind,
    Outcome,
    Refused,
    Uncertain,
)
from klyngebot.domain.drafts import DraftKind
from klyngebot.domain.errors import BadInputError, NotAllowedError
from klyngebot.domain.partners import PartnerId
from klyngebot.domain.people import PersonFacts, PersonField, PersonId, Source, Visibility
from klyngebot.domain.roles import Caller, GivenRole, Role
from klyngebot.domain.terms import TermId
from klyngebot.nightly import Nightly
from klyngebot.store import deliveries, erasure, inbox, memberships, people, terms
from klyngebot.store.backups import admit_restored, back_up
from klyngebot.store.database import Database
from klyngebot.store.deliveries import Settled
from klyngebot.store.inbox import InboxUpdate
from klyngebot.store.ledger import Ledger
from support.sender import FakeSender

UPDATE = 880_001
MARKS = {
    "name": "Zyxmerket Navnesen",
    "title": "zyxtittel",
    "email": "zyxpost@example.no",
    "phone": "+4799887766",
    "languages": "zyxspråk",
    "alias": "Zyxalias",
    "address": "7788990011223",
    "draft": "zyxutkast",
    "question": "zyxspørsmål",
    "word": "zyxavslag",
    "update": "zyxmelding",
    "invitation": "zyxhash",
}


@dataclass
class Marked:
    """Somebody with a mark in every field there is."""

    caller: Caller
    person_id: PersonId
    partner_id: PartnerId


async def marked(office: Office) -> Marked:
    """Return somebody who has left a mark wherever one can."""
    caller = Caller(address=MARKS["address"], name=MARKS["alias"], language="nb")
    await office.subscriptions.start(caller)
    me = await office.id_of(caller)
    leader = await office.leader(901)
    partner = await office.partner("Zenit Grafitt AS")
    now = office.clock.now()
    facts = PersonFacts(
        **{key: MARKS[key] for key in ("name", "title", "email", "phone", "languages")}
    )
    async with office.db.transaction() as tx:
        who = await people.put(tx, partner, facts, source=Source.IMPORT, now=now)
        await memberships.begin(tx, who, me, now)
        await terms.set_of_person(tx, who, {TermId(9)})
    await office.cards.set_seen_by(caller, PersonField.PHONE, Visibility.MEMBERS)
    await office.write(caller, DraftKind.QUESTION, MARKS["draft"])
    await fill(office, int(me), int(who), int(await office.id_of(leader)), int(partner))
    return Marked(caller=caller, person_id=who, partner_id=partner)


async def fill(office: Office, me: int, who: int, leader: int, partner: int) -> None:
    """Write what other use cases write, as they do."""
    at = "2026-11-20T08:00:00.000000Z"
    before = json.dumps({"people": [{"name": MARKS["name"], "email": MARKS["email"]}]})
    statements = (
        """
        INSERT INTO join_request (draft_id, subscriber_id, partner_id, person_id, name, title,
                                  state, asked_at, decided_by, word)
        VALUES (9001, :me, :partner, :who, :name, :title, 'approved', :at, :leader, :word)
        """,
        """
        INSERT INTO invitation (hash, person_id, made_by, made_at, expires_at, used_by)
        VALUES (:invitation, :who, :leader, :at, :at, :me)
        """,
        "INSERT INTO failed_try VALUES (1, :address, :at)",
        "INSERT INTO phone_view VALUES (2, :leader, :who, :at)",
        "INSERT INTO phone_view VALUES (3, :me, :who, :at)",
        """
        INSERT INTO question (id, draft_id, asker_id, text, asked_at)
        VALUES (1, 9002, :me, :question, :at)
        """,
        """
        INSERT INTO question (id, draft_id, asker_id, text, asked_at, closed_at, closed_by)
        VALUES (2, 9006, :leader, 'Hei', :at, :at, :me)
        """,
        """
        INSERT INTO broadcast (id, author_id, state, audience, changed_at, progress_shown)
        VALUES (77, :leader, 'sending', '{"include": [{}], "exclude": [], "chats": []}', :at,
                'final')
        """,
        """
        INSERT INTO broadcast_change (id, broadcast_id, kind, update_id, made_by, made_at)
        VALUES (1, 77, 'reminder', 9005, :me, :at)
        """,
        "INSERT INTO acknowledgement VALUES (77, :me, :at)",
        "INSERT INTO question_answer VALUES (1, 9003, 1, :leader, 'Hei ' || :name, :at)",
        """
        INSERT INTO import_file (update_id, owner_id, name, body, state, made_at, before)
        VALUES (4, :leader, 'fil.csv', CAST(:name AS BLOB), 'waiting', :at, :before)
        """,
        "INSERT INTO hold VALUES (:address, :at)",
        "INSERT INTO draft (owner_id, kind) VALUES (:leader, 'edit')",
        """
        INSERT INTO draft_field
        SELECT 9004, id, 'before', :email, -9 FROM draft WHERE owner_id = :leader
        """,
        "INSERT INTO used_code VALUES ('h', :at, :me)",
    )
    values = {**MARKS, "me": me, "who": who, "leader": leader, "partner": partner, "at": at}
    async with office.db.transaction() as tx:
        for statement in statements:
            await tx.execute(statement, before=before, **values)
        body = json.dumps(
            {"update_id": UPDATE, "callback_query": {"from": {"first_name": MARKS["alias"]}}}
        )
        lane = int(MARKS["address"])
        await inbox.put(
            tx, [InboxUpdate(update_id=UPDATE, lane=lane, body=body)], office.clock.now()
        )
        put_aside = json.dumps({"text": MARKS["update"], "card": MARKS["name"]})
        await inbox.put(
            tx,
            [
                InboxUpdate(update_id=5, lane=lane, body=put_aside),
                InboxUpdate(update_id=6, lane=901, body=put_aside.replace(MARKS["update"], "")),
            ],
            office.clock.now(),
        )
        await inbox.quarantine(tx, 5, "x")
        await inbox.quarantine(tx, 6, "x")


def found_in(folder: Path) -> set[str]:
    """Return which marks the bytes of the files in ``folder`` hold."""
    bytes_ = b"".join(
        path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "backups" not in path.parts
    )
    return {
        key
        for key, mark in MARKS.items()
        for form in {mark, mark.casefold(), json.dumps(mark)[1:-1]}
        if form.encode() in bytes_
    }


async def test_the_marks_are_there_before(office: Office, tmp_path: Path) -> None:
    await marked(office)

    assert found_in(tmp_path) == set(MARKS)


@pytest.mark.parametrize("by_leader", [False, True], ids=["oneself", "a leader"])
async def test_no_byte_is_left_of_who_is_erased(
    office: Office, tmp_path: Path, caplog: pytest.LogCaptureFixture, *, by_leader: bool
) -> None:
    caplog.set_level(logging.DEBUG, logger="klyngebot")
    who = await marked(office)

    if by_leader:
        await office.owndata.erase_person(person(901), who.person_id, update_id=UPDATE)
    else:
        await office.owndata.erase_me(who.caller, update_id=UPDATE)
    async with office.db.transaction() as tx:
        await inbox.finish(tx, UPDATE)

    assert found_in(tmp_path) == set()
    assert not any(mark in caplog.text for mark in MARKS.values())
    assert tmp_path.joinpath("klyngebot.sqlite3").stat().st_size > 0


async def test_no_table_leads_to_who_is_erased(office: Office) -> None:
    who = await marked(office)
    me = await office.id_of(who.caller)

    await office.owndata.erase_me(who.caller, update_id=UPDATE)

    rest = await erasure.human_of(office.db.reader, subscriber_id=me)
    row = await office.db.reader.fetch_one("SELECT * FROM subscriber WHERE id = :id", id=me)
    assert row is not None
    assert (row["address"], row["name"], row["staff"], row["subscribed"]) == (
        f"erased-{me}",
        "",
        None,
        0,
    )
    assert rest.person_ids == ()
    assert await office.value("SELECT count(*) FROM membership WHERE ended_at IS NULL") == 0
    assert await office.value("SELECT count(*) FROM consent") == 0
    assert await office.value("SELECT count(*) FROM question_answer") == 0


async def test_what_was_counted_is_counted_as_before(office: Office) -> None:
    who = await marked(office)
    await office.subscribe(1, 2)
    leader = await office.leader()
    broadcast = await office.announce(leader, "Hei")
    sender = FakeSender()
    await Engine(office.db, sender, Pacer(None, office.clock.monotonic), office.clock).drain()
    before = await office.announcements.report(leader, broadcast)
    states = await office.states()

    await office.owndata.erase_me(who.caller, update_id=UPDATE)

    after = await office.announcements.report(leader, broadcast)
    assert await office.states() == states
    assert after.account.counts == before.account.counts
    assert await office.value("SELECT count(*) FROM delivery WHERE address = ''") == 1


async def test_nothing_more_goes_out_to_who_is_erased(office: Office) -> None:
    who = await marked(office)
    me = await office.id_of(who.caller)
    await office.queue(Content(kind=Kind.JOIN_ANSWER, subject_id=1), who.caller)
    await office.queue(Content(kind=Kind.JOIN_ANSWER, subject_id=2), who.caller)
    async with office.db.transaction() as tx:  # one is on its way while they are erased
        await tx.execute("UPDATE delivery SET state = 'sending' WHERE subject_id = 2")

    await office.owndata.erase_me(who.caller, update_id=UPDATE)
    engine = Engine(office.db, FakeSender(), Pacer(None, office.clock.monotonic), office.clock)
    await engine.recover()
    await engine.drain()

    assert await office.states() == {"withdrawn": 1, "uncertain": 1}
    assert await office.value("SELECT count(*) FROM delivery WHERE address <> ''") == 0
    assert await erasure.is_erased(office.db.reader, me)


async def test_who_comes_back_is_a_stranger(office: Office) -> None:
    who = await marked(office)
    before = await office.id_of(who.caller)
    await office.owndata.erase_me(who.caller, update_id=UPDATE)

    settings = await office.subscriptions.start(who.caller)

    assert settings.role is Role.VISITOR
    assert await office.id_of(who.caller) != before
    assert (await office.cards.mine(who.caller)).sheet is None


async def test_a_second_tap_erases_nobody_and_is_no_error(office: Office, tmp_path: Path) -> None:
    who = await marked(office)

    for _ in range(2):
        await office.owndata.erase_me(who.caller, update_id=UPDATE)

    assert len(Ledger.beside(tmp_path / "klyngebot.sqlite3").read()) == 1
    noted = "SELECT count(*) FROM audit WHERE action = 'person_erased'"
    assert await office.value(noted) == 1


async def test_the_update_that_erases_can_be_tried_again_and_does_nothing(office: Office) -> None:
    who = await marked(office)

    await office.owndata.erase_me(who.caller, update_id=UPDATE)

    waiting = [u for u in await inbox.list_waiting(office.db.reader) if u.update_id == UPDATE]
    assert [json.loads(update.body) for update in waiting] == [{"update_id": UPDATE}]


async def test_the_last_leader_stays(office: Office) -> None:
    leader = await office.leader()

    with pytest.raises(BadInputError, match="last_leader_erase"):
        await office.owndata.ask_erase(leader)
    with pytest.raises(BadInputError, match="last_leader_erase"):
        await office.owndata.erase_me(leader, update_id=UPDATE)
    await office.leader(902)
    await office.owndata.erase_me(leader, update_id=UPDATE)

    assert await office.value("SELECT count(*) FROM subscriber WHERE staff = 'leader'") == 1


async def test_a_leader_is_not_erased_by_another(office: Office) -> None:
    who = await marked(office)
    async with office.db.transaction() as tx:
        await tx.execute(
            "UPDATE subscriber SET staff = 'leader' WHERE address = :a", a=who.caller.address
        )

    with pytest.raises(BadInputError, match="erase_staff"):
        await office.owndata.erase_person(person(901), who.person_id, update_id=UPDATE)


async def test_who_changed_partner_is_erased_at_both(office: Office) -> None:
    who = await marked(office)
    other = await office.partner("Ny Arbeidsgiver AS")
    again = await office.employee(other, MARKS["name"])
    async with office.db.transaction() as tx:
        await memberships.begin(tx, again, await office.id_of(who.caller), office.clock.now())

    await office.owndata.erase_me(who.caller, update_id=UPDATE)

    assert await office.value("SELECT count(*) FROM person") == 0


async def put_back(copy: Path, office: Office) -> Database:
    """Put ``copy`` in place of the database, as docs/operations.md says; the ledger stays."""
    await office.db.close()
    for name in ("", "-wal", "-shm"):
        Path(f"{office.db.path}{name}").unlink(missing_ok=True)
    shutil.copy(copy, office.db.path)
    return await Database.open(office.db.path)


@pytest.mark.parametrize("renamed", [False, True])
async def test_who_was_erased_after_the_copy_is_erased_again(
    office: Office, tmp_path: Path, *, renamed: bool
) -> None:
    who = await marked(office)
    stays = await office.someone(Role.MEMBER, 7)
    copy = await back_up(office.db, tmp_path / "backups", office.clock.now())
    office.clock.advance(3600)
    if renamed:
        async with office.db.transaction() as tx:
            await people.change(tx, who.person_id, PersonFacts(name="Noe Annet"))
            await tx.execute("UPDATE membership SET person_id = NULL")
        await office.owndata.erase_person(person(901), who.person_id, update_id=UPDATE)
    else:
        await office.owndata.erase_me(who.caller, update_id=UPDATE)

    db = await put_back(copy, office)
    async with db.transaction() as tx:
        restored = await admit_restored(tx, Ledger.beside(db.path), office.clock.now())
    await db.checkpoint()

    assert restored is not None
    assert (restored.erased, restored.unknown) == (1, 0)
    assert found_in(tmp_path) == set()
    there = Office(db, office.clock, tmp_path)
    assert (await there.cards.mine(stays)).sheet is not None
    await db.close()


async def test_no_file_waits_in_a_copy_for_somebody_who_was_erased_since(
    office: Office, tmp_path: Path
) -> None:
    who = await marked(office)
    other = await office.leader(903)
    body = f"Partner;Kategori;Kontaktperson\nNy AS;bedrift;{MARKS['name']}".encode()
    copied = await office.importing.receive(other, "ny.csv", body, update_id=77)
    async with office.db.transaction() as tx:
        await people.delete(tx, who.person_id)  # so far only the file names them
    copy = await back_up(office.db, tmp_path / "backups", office.clock.now())
    office.clock.advance(3600)
    assert copied.file is not None
    await office.importing.apply(other, copied.file.id, copied.plan.fingerprint)
    added = PersonId(await office.value("SELECT max(id) FROM person"))
    await office.owndata.erase_person(other, added, update_id=UPDATE)

    db = await put_back(copy, office)
    async with db.transaction() as tx:
        await admit_restored(tx, Ledger.beside(db.path), office.clock.now())

    assert await db.reader.value("SELECT count(*) FROM import_file WHERE body IS NOT NULL") == 0
    await db.close()


async def test_who_was_erased_before_the_copy_and_came_again_stays(
    office: Office, tmp_path: Path
) -> None:
    who = await marked(office)
    await office.owndata.erase_me(who.caller, update_id=UPDATE)
    office.clock.advance(3600)
    await office.subscriptions.start(who.caller)
    copy = await back_up(office.db, tmp_path / "backups", office.clock.now())

    db = await put_back(copy, office)
    async with db.transaction() as tx:
        restored = await admit_restored(tx, Ledger.beside(db.path), office.clock.now())

    assert restored is not None
    assert restored.erased == 0
    assert (await Office(db, office.clock, tmp_path).cards.mine(who.caller)).subscribed
    await db.close()


async def test_erasures_under_another_key_are_counted(office: Office, tmp_path: Path) -> None:
    who = await marked(office)
    copy = await back_up(office.db, tmp_path / "backups", office.clock.now())
    await office.owndata.erase_me(who.caller, update_id=UPDATE)
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("UPDATE erasure_key SET secret = '00'")

    db = await put_back(copy, office)
    async with db.transaction() as tx:
        restored = await admit_restored(tx, Ledger.beside(db.path), office.clock.now())

    assert restored is not None
    assert (restored.erased, restored.unknown) == (0, 1)
    await db.close()


async def test_the_ledger_names_nobody_and_is_for_its_owner_alone(
    office: Office, tmp_path: Path
) -> None:
    who = await marked(office)

    await office.owndata.erase_me(who.caller, update_id=UPDATE)

    ledger = Ledger.beside(office.db.path)
    assert ledger.path == tmp_path / "klyngebot.erased"
    assert ledger.path.stat().st_mode & 0o077 == 0
    assert not any(mark in ledger.path.read_text() for mark in MARKS.values())


async def test_a_line_cut_short_hides_no_other(office: Office) -> None:
    who = await marked(office)
    ledger = Ledger.beside(office.db.path)
    ledger.path.write_text("2026-11-\n")

    await office.owndata.erase_me(who.caller, update_id=UPDATE)

    assert len(ledger.read()) == 1


async def test_the_night_drops_lines_no_copy_is_older_than(office: Office, tmp_path: Path) -> None:
    who = await marked(office)
    nightly = Nightly(office.db, office.clock, zone=OSLO, folder=tmp_path / "backups", keep=2)
    await nightly.work()
    await office.owndata.erase_me(who.caller, update_id=UPDATE)
    kept = []
    for _ in range(5):
        await nightly.work()
        kept.append(len(Ledger.beside(office.db.path).read()))
        office.clock.advance(24 * 3600)

    assert kept == [1, 1, 1, 0, 0]


async def test_everything_about_oneself_is_taken_out(office: Office) -> None:
    who = await marked(office)

    mine = await office.owndata.take_out(who.caller, update_id=1)

    text = json.dumps(mine.tables, ensure_ascii=False)
    missing = {key for key, mark in MARKS.items() if mark not in text}
    assert missing == {"invitation"}  # a hash of a link is no use to anybody
    assert mine.tables["my_number_looked_at"][0].keys() == {"update_id", "person_id", "at"}


async def test_taking_out_is_noted_once(office: Office) -> None:
    who = await marked(office)

    for _ in range(2):
        await office.owndata.take_out(who.caller, update_id=1)

    noted = "SELECT count(*) FROM audit WHERE action = :action"
    assert await office.value(noted, action=Action.DATA_TAKEN_OUT) == 1


async def test_a_stranger_has_nothing_to_take_out_or_erase(office: Office) -> None:
    stranger = person(55)

    mine = await office.owndata.take_out(stranger, update_id=1)
    await office.owndata.erase_me(stranger, update_id=2)

    assert mine.tables == {}
    assert await office.value("SELECT count(*) FROM subscriber") == 0


async def test_who_hides_is_found_by_nobody_and_stays_a_member(office: Office) -> None:
    who = await marked(office)
    other = await office.someone(Role.MEMBER, 7)

    for _ in range(2):
        await office.owndata.hide_me(who.caller, on=True)

    assert (await office.directory.search(other, "zyxmerket")).people == []
    assert (await office.cards.mine(who.caller)).role is Role.MEMBER
    noted = "SELECT count(*) FROM audit WHERE action = 'person_hidden'"
    assert await office.value(noted) == 1
    await office.owndata.hide_me(who.caller, on=False)
    assert [p.name for p in (await office.directory.search(other, "zyxmerket")).people]


async def test_a_partner_contact_hides_nobody_else(office: Office) -> None:
    contact = await office.someone(Role.CONTACT, 7)
    partner = PartnerId(await office.value("SELECT partner_id FROM membership"))
    colleague = await office.employee(partner, "Kollega Hansen")

    with pytest.raises(NotAllowedError):
        await office.owndata.hide(contact, colleague, on=True)
    hidden = await office.owndata.hide(await office.leader(), colleague, on=True)

    assert hidden.hidden


async def test_an_editor_without_a_card_is_told_that_there_is_nothing_to_hide(
    office: Office,
) -> None:
    with pytest.raises(BadInputError, match="no_card_of_own"):
        await office.owndata.hide_me(await office.someone(Role.EDITOR, 7), on=True)


async def test_a_reader_in_the_way_is_told_in_the_log(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    who = await marked(office)
    async with office.db.transaction() as tx:
        await tx.execute("PRAGMA busy_timeout = 50")

    async with office.db.read() as reading:
        await reading.value("SELECT count(*) FROM subscriber")
        await office.owndata.erase_me(who.caller, update_id=UPDATE)

    assert "log_not_emptied" in caplog.text
    assert await office.db.checkpoint()


async def two_have_been_the_same(office: Office) -> tuple[Caller, Caller, PersonId]:
    """Return who was taken for somebody by mistake, who is that person, and the person."""
    wrong, right = await office.visitor(31), await office.visitor(32)
    who = await office.employee(await office.partner("Zink AS"), "Nils Åsen")
    for caller in (wrong, right):
        async with office.db.transaction() as tx:
            await memberships.begin(tx, who, await office.id_of(caller), office.clock.now())
            if caller is wrong:
                await memberships.end(tx, await office.id_of(caller), office.clock.now())
    return wrong, right, who


async def test_who_was_somebody_by_mistake_takes_out_nothing_of_them(office: Office) -> None:
    wrong, right, _ = await two_have_been_the_same(office)

    theirs = await office.owndata.take_out(wrong, update_id=1)
    own = await office.owndata.take_out(right, update_id=2)

    assert "person" not in theirs.tables
    assert [row["name"] for row in own.tables["person"]] == ["Nils Åsen"]


async def test_who_was_somebody_by_mistake_does_not_erase_them(office: Office) -> None:
    wrong, right, who = await two_have_been_the_same(office)

    await office.owndata.erase_me(wrong, update_id=UPDATE)

    sheet = (await office.cards.mine(right)).sheet
    assert sheet is not None
    assert sheet.person.id == who


@pytest.mark.parametrize(
    "outcome",
    [
        Deferred(30.0),
        Refused("Forbidden: bot was blocked by the user", unreachable=True),
        Delivered(4711),
        Uncertain("lost"),
    ],
    ids=lambda outcome: type(outcome).__name__,
)
async def test_what_comes_back_after_an_erasure_brings_nothing_of_them_back(
    office: Office, outcome: Outcome
) -> None:
    who = await marked(office)
    me = await office.id_of(who.caller)
    await office.queue(Content(kind=Kind.BROADCAST, subject_id=1), who.caller)
    async with office.db.transaction() as tx:
        (flying,) = await deliveries.claim(tx, office.clock.now(), limit=1, busy=[])

    await office.owndata.erase_me(who.caller, update_id=UPDATE)
    async with office.db.transaction() as tx:
        await deliveries.settle(tx, [Settled(flying, outcome)], office.clock.now())

    row = await office.db.reader.fetch_one("SELECT * FROM delivery WHERE id = :id", id=flying.id)
    empty = await office.db.reader.fetch_one("SELECT * FROM subscriber WHERE id = :id", id=me)
    assert row is not None
    assert empty is not None
    assert (row["address"], row["reason"], row["message_id"]) == ("", "", None)
    assert (empty["unreachable_reason"], empty["unreachable_at"]) == (None, None)
    assert await office.value("SELECT count(*) FROM hold") == 0


async def test_what_others_write_on_the_card_of_who_is_erased_goes_too(office: Office) -> None:
    who = await marked(office)
    leader = await office.leader(903)
    async with office.db.transaction() as tx:
        await people.change(tx, who.person_id, PersonFacts(name=MARKS["name"]))
    await office.editing.edit_person(leader, who.person_id, PersonEntry.EMAIL)
    await office.drafting.answer(leader, office.typed("privat@example.no"))

    await office.owndata.erase_me(who.caller, update_id=UPDATE)

    assert await office.drafting.find(leader) is None
    assert await office.value("SELECT count(*) FROM draft_field WHERE value LIKE 'privat%'") == 0


async def test_what_others_write_to_who_is_erased_goes_too(office: Office) -> None:
    who, partner = await office.visitor(41), await office.partner("Zink AS", "zink")
    one, two = await office.leader(), await office.leader(902)
    step = await office.joining.open_link(who, "bli-zink", update_id=9000)
    assert step.draft is not None
    for text in ("Nils Åsen", "geolog"):
        await office.drafting.answer(who, office.typed(text))
    request = await office.joining.submit(who, step.draft.id)
    await office.requests.begin_decline(one, request.id, update_id=9001)
    await office.drafting.answer(one, office.typed("Han sluttet i mai."))
    asked = await office.someone(Role.MEMBER, 42)
    draft = await office.write(asked, DraftKind.QUESTION, "Hva koster det?")
    question = await office.questions.ask(asked, draft.id, draft.fingerprint)
    await office.questions.begin_answer(two, question.id, more=False)
    await office.drafting.answer(two, office.typed("Som sist vi snakket sammen."))

    await office.owndata.erase_me(who, update_id=UPDATE)
    await office.owndata.erase_me(asked, update_id=UPDATE + 1)

    assert await office.drafting.find(one) is None
    assert await office.drafting.find(two) is None
    assert (await office.drafting.begin(two, DraftKind.ANNOUNCEMENT)).kind is DraftKind.ANNOUNCEMENT
    assert partner


async def test_what_others_write_to_others_stays(office: Office) -> None:
    who = await marked(office)
    leader = await office.leader(903)
    other = await office.employee(who.partner_id, "Nils Åsen")
    await office.editing.edit_person(leader, other, PersonEntry.EMAIL)

    await office.owndata.erase_me(who.caller, update_id=UPDATE)

    assert await office.drafting.find(leader) is not None


async def test_the_roles_one_was_given_are_taken_out(office: Office) -> None:
    member = await office.someone(Role.MEMBER, 7)
    leader = await office.leader()
    await office.roles.set(leader, await office.id_of(member), GivenRole.CONTACT, on=True)

    mine = await office.owndata.take_out(member, update_id=1)

    assert [row["action"] for row in mine.tables["what_was_done_to_me"]] == ["role_given"]
    assert "actor_id" not in mine.tables["what_was_done_to_me"][0]
