"""Forged buttons and every command, by everyone, through the whole bot.

What is tapped and typed is generated from the buttons' and commands' own tables, so that new ones
are covered without a word here. Who may change which row stands in ``may_change``, written a second
time on purpose: it is the examiner.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from enum import Enum
from itertools import product
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from klyngebot.domain.audiences import Audience, Dimension, Selection
from klyngebot.domain.broadcasts import BroadcastId, ChangeId, ChangeKind, Part
from klyngebot.domain.drafts import FIELDS, Draft, DraftId, DraftKind
from klyngebot.domain.memberships import RequestId
from klyngebot.domain.partners import Category, PartnerFacts, PartnerId, Standing
from klyngebot.domain.people import PersonFacts, PersonId, Source
from klyngebot.domain.questions import QuestionId
from klyngebot.domain.roles import Caller, Role
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.domain.terms import TermId
from klyngebot.render.data import KINDS, ButtonData, encode
from klyngebot.render.menu import COMMANDS
from klyngebot.sandbox import Sandbox, User, serve
from klyngebot.services.partnership import fingerprint
from klyngebot.store import (
    broadcasts,
    corrections,
    drafts,
    imports,
    memberships,
    partners,
    parts,
    people,
    questions,
    subscribers,
)
from klyngebot.store.database import Database, Transaction
from support.house import TOKEN, House

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SPREAD = TermId(4)
"""The topic the bystander does not follow."""

HIDDEN = ("Hemmeligsen", "hemmelig@nord.example", "99990001", "99 99 00 01", "Sløret")
"""What only a leader may read: somebody hidden, who asks to join elsewhere, another's number."""

MEMBERS_ONLY = ("Listesen", "liste@nord.example", "Kollegasen")
"""What no visitor may read, and nobody in a group."""

SECRET = "+4799990001"
TITLE = "fjellvokter"
"""A word that finds them all, and may be repeated."""

ROLES = {
    "visitor": (Role.VISITOR, False),
    "member": (Role.MEMBER, False),
    "contact": (Role.CONTACT, True),
    "editor": (Role.EDITOR, False),
    "editor who is contact": (Role.EDITOR, True),
    "leader": (Role.LEADER, False),
}

FREE = {"inbox", "draft", "draft_field", "hold", "register_revision", "failed_try", "meta"}
"""Tables that hold nothing of anybody else's, or nothing at all."""

BY_TELEGRAM = {"unreachable_reason", "unreachable_at"}
"""Columns that say what Telegram answered to a message somebody got."""

OF_BROADCASTS = {"broadcast", "broadcast_stopped", "correction", "withdrawal", "reminder"}
"""Kinds of deliveries that only a leader causes."""

SECRET_TEXT = "Til lykke, Sigrid Sløret"
"""What announcements say that nobody here has got."""

OF_A_SUBSCRIBER = ("subscriber_id", "owner_id", "viewer_id", "asker_id", "actor_id")
"""Columns that say whose a row is."""


@dataclass(frozen=True)
class Told:
    """An announcement, one of its messages, a change of it, and what somebody asked."""

    broadcast: BroadcastId
    part: int
    change: ChangeId
    question: QuestionId
    correction: int = 0


@dataclass(frozen=True)
class Thing:
    """A partner, somebody there, who asks to join it, what is being written, and what was told."""

    partner: PartnerId
    person: PersonId
    request: RequestId
    code: str
    told: Told
    draft: Draft | None = None


@dataclass(frozen=True)
class Actor:
    """Somebody with a role, who has a partner of their own and taps one kind of button."""

    user: User
    role: str
    subscriber: SubscriberId
    things: list[Thing]

    @property
    def keeps(self) -> PartnerId | None:
        return self.things[0].partner if ROLES[self.role][1] else None


@dataclass
class World:
    """Everybody there is, by what they tap or type."""

    house: House
    cast: dict[str, list[Actor]] = field(default_factory=dict)
    foreign: Thing | None = None
    told: list[Told] = field(default_factory=list)

    @property
    def actors(self) -> Iterator[Actor]:
        return (actor for actors in self.cast.values() for actor in actors)


def written_in(kind: type[ButtonData], *, every: bool) -> list[list[DraftKind]]:
    """Return what each role is writing, once for each time that all of them tap ``kind``.

    Where it carries a draft: every kind of draft, or two of them, and each other for some role.
    """
    if DraftId not in get_type_hints(kind).values():
        return [[DraftKind.NEWS] * len(ROLES)]
    alike = list(DraftKind) if every else [DraftKind.NEWS, DraftKind.ANNOUNCEMENT]
    others = [one for one in DraftKind if one not in alike]
    others += others[: -len(others) % len(ROLES)]
    dealt = [others[at : at + len(ROLES)] for at in range(0, len(others), len(ROLES))]
    return [[one] * len(ROLES) for one in alike] + dealt


def forged(kind: type[ButtonData], thing: Thing) -> Iterator[str]:
    """Yield ``kind`` as it would be about ``thing``, with each of its switches on and off."""
    hints = get_type_hints(kind)
    names = [one.name for one in fields(kind)]
    for values in product(*(_values(name, hints[name], thing) for name in names)):
        yield encode(kind(*values))


def _values(name: str, type_: Any, thing: Thing) -> list[object]:
    of_thing: dict[object, object] = {
        PartnerId: thing.partner,
        PersonId: thing.person,
        RequestId: thing.request,
        DraftId: thing.draft.id if thing.draft else 0,
        TermId: SPREAD,
        BroadcastId: thing.told.broadcast,
        ChangeId: thing.told.change,
        QuestionId: thing.told.question,
    }
    if type_ in of_thing:
        return [of_thing[type_]]
    if type_ is bool:
        return [True, False]
    if type_ is str:
        known = {"locale": "en", "field": "title", "words": TITLE, "county": "Troms", "origin": ""}
        return [known.get(name, "phone")]
    if isinstance(type_, type) and issubclass(type_, Enum):
        return [next(iter(type_))]
    seen = {
        "fingerprint": thing.told.correction or (thing.draft.fingerprint if thing.draft else 0),
        "old": fingerprint(thing.code),
        "part": thing.told.part,
    }
    return [seen.get(name, 1)]


def tells(case: str) -> bool:
    """Return whether ``case`` is a button about an announcement."""
    kind = next((k for k in KINDS.values() if k.__name__ == case.split(maxsplit=1)[0]), None)
    return kind is not None and BroadcastId in get_type_hints(kind).values()


def cases(*, every: bool) -> dict[str, list[DraftKind]]:
    """Return what is tapped and typed, each with what those who do it are writing, by role."""
    tapped = {
        f"{kind.__name__} {number}": drafts
        for kind in KINDS.values()
        for number, drafts in enumerate(written_in(kind, every=every))
    }
    typed = {f"/{command.key}": [DraftKind.NEWS] * len(ROLES) for command in COMMANDS}
    return tapped | typed | {TITLE: [DraftKind.JOIN] * len(ROLES)}


SHARES = 4
"""In so many parts everything is tapped and typed, so that they can run side by side."""


async def seed(db: Database, world: World, *, every: bool, share: int) -> None:
    async with db.transaction() as tx:
        foreign = await _partner(tx, "Fremmed AS")
        hidden = await _person(tx, foreign, "Hulda Hemmeligsen", "hemmelig@nord.example", SECRET)
        await people.set_hidden(tx, hidden, on=True)
        await _person(tx, foreign, "Liv Listesen", "liste@nord.example", SECRET)
        bystander = await _subscriber(tx, world.house.person("Tilskuer"))
        await subscribers.set_subscribed(tx, bystander, on=True)
        for topic in (1, 2, 3):
            await subscribers.set_topic(tx, bystander, TermId(topic), on=True)
        writer = await _subscriber(tx, world.house.person("Skriver"))
        request = await _request(tx, foreign, bystander, "Sigrid Sløret")
        await questions.add(
            tx, DraftId(999_998), asker=bystander, text="Hva med Sigrid Sløret?", now=NOW
        )
        recipient = await _recipient(tx, world)
        sent = await _sent(tx, writer, recipient, bystander)
        world.told = [sent, await _waiting(tx, writer), await _paused(tx, writer, recipient)]
        other = Thing(foreign, hidden, request, "kode-Fremmed AS", world.told[1])
        draft = await _draft(tx, writer, DraftKind.NEWS, other, sent)
        world.foreign = replace(other, draft=draft)
        sheet = b"Partner;Kategori\nHemmeligsen AS;bedrift\n"
        await imports.add(tx, writer, "partnere.csv", sheet, update_id=999_999, now=NOW)
        of_share = list(cases(every=every).items())[share::SHARES]
        for number, (case, written) in enumerate(of_share):
            world.cast[case] = [
                await _actor(tx, world, role, f"{number} {role}", kind, tells=tells(case))
                for role, kind in zip(ROLES, written, strict=True)
            ]


async def _actor(
    tx: Transaction, world: World, role: str, name: str, kind: DraftKind, *, tells: bool
) -> Actor:
    """Add somebody; who ``tells`` has a draft of an announcement that is ready to be sent."""
    user = world.house.person("Prøve")
    subscriber = await _subscriber(tx, user)
    own = await _partner(tx, f"Egen {name} AS")
    me = await _person(tx, own, f"Selv {name}")
    colleague = await _person(tx, own, f"Kollegasen {name}")
    level, contact = ROLES[role]
    if level in {Role.MEMBER, Role.CONTACT} or contact:
        await memberships.begin(tx, me, subscriber, NOW)
        await memberships.set_contact(tx, subscriber, on=contact)
    if level is Role.EDITOR:
        await tx.execute("UPDATE subscriber SET staff = 'editor' WHERE id = :id", id=subscriber)
    assert world.foreign is not None
    sent, _, paused = world.told
    draft = await _draft(tx, subscriber, kind, world.foreign, sent)
    applicant = await _subscriber(tx, world.house.person("Søker"))
    request = await _request(tx, own, applicant, f"Kollegasen {name} junior")
    mine = Thing(own, me, request, f"kode-Egen {name} AS", sent, draft)
    things = [mine, replace(mine, person=colleague), world.foreign]
    if tells:
        ready = await _announcement(tx, subscriber, "draft")
        things += [replace(mine, told=paused), replace(mine, told=ready)]
    return Actor(user, role, subscriber, things)


async def _subscriber(tx: Transaction, user: User) -> SubscriberId:
    caller = Caller(address=str(user.id), name=user.first_name, language="nb")
    return await subscribers.ensure(tx, await subscribers.find_actor(tx, caller), NOW)


async def _partner(tx: Transaction, name: str) -> PartnerId:
    facts = PartnerFacts(name=name, category=Category.COMPANY, standing=Standing.AGREEMENT)
    return await partners.put(tx, facts, join_code=f"kode-{name}")


async def _person(
    tx: Transaction, partner: PartnerId, name: str, email: str = "", phone: str = ""
) -> PersonId:
    facts = PersonFacts(name=name, title=TITLE, email=email, phone=phone)
    person = await people.put(tx, partner, facts, source=Source.OFFICE, now=NOW)
    await people.set_informed(tx, person, "office", NOW)
    return person


async def _request(
    tx: Transaction, partner: PartnerId, subscriber: SubscriberId, name: str
) -> RequestId:
    return await memberships.add(
        tx,
        DraftId(1_000_000 + partner),
        subscriber_id=subscriber,
        partner_id=partner,
        person_id=None,
        name=name,
        title=TITLE,
        now=NOW,
    )


async def _draft(
    tx: Transaction, owner: SubscriberId, kind: DraftKind, foreign: Thing, sent: Told
) -> Draft:
    """Return a draft with every field filled, as it was before its writer lost the role."""
    about = {
        "partner": str(foreign.partner),
        "card": f"person:{foreign.person}",
        "field": "title",
        "request": "1",
        "question": "1",
        "topic": "1",
        "category": "5",
        "kind": "topic",
        "term": "9",
        "locale": "nb",
        "when": "2099-12-04T09:00:00+01:00",
        "part": str(sent.part),
    }
    names = FIELDS[kind]
    if "broadcast" in names:
        begun = await _announcement(tx, owner, "draft")
        about |= {"broadcast": str(begun.broadcast), "variant": ""}
    return await drafts.begin(tx, owner, kind, {n: about.get(n, f"Ny {n} {owner}") for n in names})


async def _announcement(tx: Transaction, author: SubscriberId, state: str) -> Told:
    """Add an announcement that was looked over, for the one recipient, whom all must answer."""
    partner = await tx.value("SELECT id FROM partner WHERE name = 'Mottaker AS'")
    only = Audience(include=(Selection({Dimension.PARTNER: (str(partner),)}),))
    broadcast = await broadcasts.add(tx, author, NOW, audience=only)
    for number in (1, 2):
        message = Part(id=0, html=SECRET_TEXT, message_id=number)
        await parts.add(tx, broadcast, "", message, update_id=-number)
    await tx.execute(
        """
        UPDATE broadcast
           SET state = :state, previewed = content_revision, acknowledging = 'everybody',
               progress_shown = 'final',
               confirmed_at = iif(:state = 'draft', NULL, changed_at),
               due_at = iif(:state = 'draft', NULL, changed_at)
         WHERE id = :id
        """,
        id=broadcast,
        state=state,
    )
    part = await tx.value("SELECT max(id) FROM broadcast_part")
    return Told(broadcast, int(part), ChangeId(1), QuestionId(1))


async def _recipient(tx: Transaction, world: World) -> SubscriberId:
    partner = await _partner(tx, "Mottaker AS")
    person = await _person(tx, partner, "Mottaker Sløret")
    recipient = await _subscriber(tx, world.house.person("Mottaker"))
    await subscribers.set_subscribed(tx, recipient, on=True)
    await memberships.begin(tx, person, recipient, NOW)
    return recipient


async def _sent(
    tx: Transaction, author: SubscriberId, recipient: SubscriberId, bystander: SubscriberId
) -> Told:
    """Add what one has got and another perhaps: corrected, reminded of, answered, to be corrected.

    The office has seen to one answer, and not to another.
    """
    told = await _announcement(tx, author, "sending")
    await _deliver(tx, told, recipient, "delivered")
    await _deliver(tx, told, bystander, "uncertain")
    changes = [
        await corrections.add(tx, told.broadcast, kind, author, NOW, update_id=-10 - number)
        for number, kind in enumerate((ChangeKind.CORRECTION, ChangeKind.REMINDER))
    ]
    await tx.execute("UPDATE broadcast_change SET progress_shown = 'final'")
    asked = [
        await questions.add_reply(
            tx,
            told.broadcast,
            follows=None,
            asker=bystander,
            text="Er det Sigrid Sløret?",
            message_id=100 + number,
            update_id=-20 - number,
            now=NOW,
        )
        for number in (1, 2)
    ]
    await questions.close(tx, asked[0], by=author, now=NOW)
    await tx.execute(
        "UPDATE broadcast_part SET new_html = 'Beklager, Sløret' WHERE id = :id", id=told.part
    )
    broadcast = await broadcasts.find(tx, told.broadcast)
    assert broadcast is not None
    new = await corrections.find_new(tx, broadcast)
    return replace(told, change=changes[1], question=asked[0], correction=new.fingerprint)


async def _waiting(tx: Transaction, author: SubscriberId) -> Told:
    """Add what goes out in another age, which one more by now fits."""
    told = await _announcement(tx, author, "waiting")
    await tx.execute(
        "UPDATE broadcast SET due_at = '2099-12-04T08:00:00.000000Z' WHERE id = :id",
        id=told.broadcast,
    )
    return replace(told, question=QuestionId(2))


async def _paused(tx: Transaction, author: SubscriberId, recipient: SubscriberId) -> Told:
    told = await _announcement(tx, author, "paused")
    await _deliver(tx, told, recipient, "pending")
    return replace(told, question=QuestionId(3))


async def _deliver(tx: Transaction, told: Told, recipient: SubscriberId, state: str) -> None:
    for part in (0, 1):
        await tx.execute(
            """
            INSERT INTO delivery (kind, subject_id, subscriber_id, part, channel, address, state,
                                  due_at, held, message_id)
            SELECT 'broadcast', :broadcast, id, :part, channel, address, :state,
                   created_at, :state = 'pending', iif(:state = 'delivered', 9, NULL)
              FROM subscriber WHERE id = :recipient
            """,
            broadcast=told.broadcast,
            recipient=recipient,
            part=part,
            state=state,
        )


Row = tuple[str, tuple[tuple[str, Any], ...]]


def privileged(house: House) -> set[Row]:
    """Return every row of every table that is not ``FREE``."""
    with closing(sqlite3.connect(house.settings.store.path)) as connection:
        connection.row_factory = sqlite3.Row
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        ).fetchall()
        return {
            (
                table["name"],
                tuple(
                    pair for pair in zip(row.keys(), row, strict=True) if pair[0] not in BY_TELEGRAM
                ),
            )
            for table in tables
            if table["name"] not in FREE
            for row in connection.execute(f"SELECT * FROM {table['name']}")
        }


def may_change(world: World, row: Row) -> bool:  # noqa: PLR0911 - a table of rules
    """Return whether one of those who are no leaders may have added, changed or removed ``row``."""
    table, columns = row[0], dict(row[1])
    actors = [actor for actor in world.actors if actor.role != "leader"]
    own = {actor.subscriber for actor in actors}
    themselves = {a.things[0].person for a in actors if a.role not in {"visitor", "editor"}}
    kept = {actor.keeps for actor in actors} - {None}
    at = {t.person: t.partner for actor in actors for t in actor.things[:2]}
    editors = {actor.subscriber for actor in actors if ROLES[actor.role][0] is Role.EDITOR}
    match table:
        case "subscriber":
            return columns["id"] in own
        case "person":
            return columns["id"] in themselves or columns["partner_id"] in kept
        case "partner":
            return columns["id"] in kept
        case "news_item" | "event":
            return columns["author_id"] in editors
        case "import_file":  # one that waits may name who erases themselves, and goes with them
            return columns["state"] in {"waiting", "dropped"}
        case "acknowledgement":  # none of them has got anything to confirm
            return False
        case "delivery" if columns["kind"] in OF_BROADCASTS:
            return False
        case "delivery":  # of what they ask the leaders, and what is answered
            return columns["subscriber_id"] in own or columns["kind"] != "news"
    person = columns.get("person_id")
    return (
        any(columns.get(name) in own for name in OF_A_SUBSCRIBER)
        or columns.get("partner_id") in kept
        or (person is not None and (person in themselves or at.get(person) in kept))
    )


def staff(house: House) -> list[tuple[Any, ...]]:
    return house.rows("SELECT id, staff FROM subscriber WHERE staff IS NOT NULL ORDER BY id")


def told(sandbox: Sandbox, chats: set[int], since: int) -> Iterator[str]:
    """Yield all that was sent to ``chats`` in the calls after ``since``, labels and files too."""
    sent = set()
    for call in sandbox.calls[since:]:
        if call.params.get("chat_id") in chats:
            shown = json.dumps([call.params, call.answer], ensure_ascii=False, default=str)
            sent |= {file.file_id for file in sandbox.files if file.file_id in shown}
            yield shown
    for file in sandbox.files:
        if file.file_id in sent:
            yield file.data.decode("utf-8", "replace")


def do(world: World, case: str, actor: Actor, *, group: int | None = None) -> None:
    """Let ``actor`` tap or type what ``case`` says, about each of its things."""
    sandbox = world.house.sandbox
    kind = next((k for k in KINDS.values() if k.__name__ == case.split(maxsplit=1)[0]), None)
    if kind is None:
        name = next((c.all_names[0] for c in COMMANDS if f"/{c.key}" == case), None)
        sandbox.say(actor.user, f"/{name} {TITLE}" if name else case, chat_id=group)
        return
    once = sorted({data for thing in actor.things for data in forged(kind, thing)})
    for data in once[:1] if group else once:  # a group is answered twenty times a minute
        sandbox.tap_data(actor.user, data, chat_id=group, message_id=1)


async def make_leaders(world: World) -> None:
    leaders = [str(actor.subscriber) for actor in world.actors if actor.role == "leader"]
    await world.house.execute(
        f"UPDATE subscriber SET staff = 'leader' WHERE id IN ({', '.join(leaders)})"
    )


async def calm(house: House) -> None:
    """Wait until no update waits, and no delivery but what is held back."""
    await house.quiet()
    await house.until(
        lambda: (
            not house.rows(
                "SELECT 1 FROM delivery WHERE state = 'sending' OR (state = 'pending' AND held = 0)"
            )
        ),
        seconds=60,
    )


async def play(folder: Path, *, every: bool, share: int) -> None:
    sandbox = Sandbox(token=TOKEN)
    async with serve(sandbox) as server:
        world = World(House(folder, sandbox, server.url))
        db = await Database.open(world.house.settings.store.path)
        await seed(db, world, every=every, share=share)
        await db.close()
        await world.house.start()
        try:
            await _play(world)
        finally:
            await world.house.stop()


async def _play(world: World) -> None:
    """Everybody does everything: in private, then in groups; leaders last."""
    house, sandbox = world.house, world.house.sandbox
    before, staff_before = privileged(house), staff(house)

    for case, actors in world.cast.items():
        for actor in actors:
            if actor.role != "leader":
                do(world, case, actor)
    await calm(house)

    changed = {row for row in before ^ privileged(house) if not may_change(world, row)}
    assert changed == set()
    gone = {id_ for (id_,) in house.rows("SELECT id FROM subscriber WHERE erased_at IS NOT NULL")}
    assert gone <= {
        actor.subscriber
        for case, actors in world.cast.items()
        if case.startswith("EraseMe")
        for actor in actors
    }
    assert staff(house) == [row for row in staff_before if row[0] not in gone]
    everybody = {a.user.id for a in world.actors if a.role != "leader"}
    visitors = {a.user.id for a in world.actors if a.role == "visitor"}
    assert _leaks(told(sandbox, everybody, 0), HIDDEN) == []
    assert _leaks(told(sandbox, visitors, 0), HIDDEN + MEMBERS_ONLY) == []
    _nothing_crashed(world)

    await make_leaders(world)
    after, since = privileged(house), len(sandbox.calls)
    groups = []
    for case, actors in world.cast.items():
        if case[-1].isdigit() and not case.endswith(" 0"):
            continue  # what is being written makes no matter
        for actor in actors:  # a group each: one is answered once a second
            groups.append(sandbox.group(f"{case} {actor.role}", [actor.user]))
            do(world, case, actor, group=groups[-1])
    await calm(house)

    added = privileged(house) - after
    assert after - privileged(house) == set()
    assert {row for row in added if not _connects(row)} == set()
    assert _leaks(told(sandbox, set(groups), since), HIDDEN + MEMBERS_ONLY) == []
    _nothing_crashed(world)

    for case, actors in world.cast.items():
        for actor in actors:
            if actor.role == "leader":
                do(world, case, actor)
    await calm(house)
    _nothing_crashed(world)


def _connects(row: Row) -> bool:
    """Return whether ``row`` is the group somebody runs, which they may connect and nobody else."""
    columns = dict(row[1])
    is_group = row[0] == "subscriber" and columns["chat"] == "group"
    return is_group and columns["name"].startswith("/connect ")


def _leaks(texts: Iterator[str], secrets: tuple[str, ...]) -> list[str]:
    return [text[:300] for text in texts if any(secret in text for secret in secrets)]


def _nothing_crashed(world: World) -> None:
    assert world.house.rows("SELECT reason FROM inbox WHERE state = 'quarantined'") == []


@pytest.mark.no_cover  # thousands of taps, of which each line is covered elsewhere
@pytest.mark.timeout(300)
@pytest.mark.usefixtures("brisk")
@pytest.mark.parametrize("share", range(SHARES))
async def test_whoever_may_not_gets_nothing_and_changes_nothing(tmp_path: Path, share: int) -> None:
    await play(tmp_path, every=False, share=share)


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("share", range(SHARES))
async def test_whoever_may_not_gets_nothing_whatever_they_are_writing(
    tmp_path: Path, share: int
) -> None:
    await play(tmp_path, every=True, share=share)
