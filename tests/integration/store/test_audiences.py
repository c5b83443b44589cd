"""The SQL of audiences against the same said in plain Python, over random registers."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from klyngebot.domain.audiences import OF_REGISTER, Audience, Dimension, Selection
from klyngebot.domain.broadcasts import Broadcast, BroadcastId
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.store import audiences, broadcasts
from klyngebot.store.database import Database, Transaction, stamp

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
TOPICS, CATEGORIES, SKILLS = (1, 2), (5, 6), (9, 10)
COUNTIES = ("Finnmark", "Troms", "")
AUTHOR, EARLIER = 1, 1

VALUES: dict[Dimension, list[str]] = {
    Dimension.ROLE: ["member", "contact", "editor", "leader"],
    Dimension.TOPIC: [*map(str, TOPICS), "99"],
    Dimension.CATEGORY: [*map(str, CATEGORIES), "99"],
    Dimension.COUNTY: ["Finnmark", "Troms", "Oslo"],
    Dimension.COMPETENCE: [*map(str, SKILLS), "99"],
    Dimension.PARTNER: ["1", "2", "3", "99"],
    Dimension.UNCONFIRMED: [str(EARLIER), "99"],
}


@dataclass(frozen=True)
class Org:
    """A partner."""

    category: int
    county: str
    agreement: bool
    skills: frozenset[int]


@dataclass(frozen=True)
class Chat:
    """A subscriber: who they work for, if anybody, and what became of the earlier broadcast."""

    partner: int | None
    named: bool
    contact: bool
    former: bool
    staff: str | None
    kind: str
    subscribed: bool
    erased: bool
    locale: str
    topics: frozenset[int]
    skills: frozenset[int]
    earlier: str | None
    confirmed: bool


@dataclass(frozen=True)
class World:
    """A register and the chats; the earlier broadcast asks everybody, or one at each partner."""

    orgs: tuple[Org, ...]
    chats: tuple[Chat, ...]
    one_is_enough: bool


def some(values: Any) -> st.SearchStrategy[frozenset[Any]]:
    return st.frozensets(st.sampled_from(values), max_size=2)


ORGS = st.builds(
    Org, st.sampled_from(CATEGORIES), st.sampled_from(COUNTIES), st.booleans(), some(SKILLS)
)
CHATS = st.builds(
    Chat,
    partner=st.sampled_from([None, 0, 1, 2]),
    named=st.booleans(),
    contact=st.booleans(),
    former=st.booleans(),
    staff=st.sampled_from([None, None, "editor", "leader"]),
    kind=st.sampled_from(["private", "private", "private", "group", "channel"]),
    subscribed=st.sampled_from([True, True, True, False]),
    erased=st.sampled_from([False, False, False, True]),
    locale=st.sampled_from(["nb", "en", "nn"]),
    topics=some(TOPICS),
    skills=some(SKILLS),
    earlier=st.sampled_from([None, "delivered", "refused", "withdrawn"]),
    confirmed=st.booleans(),
)
WORLDS = st.builds(
    World, st.tuples(ORGS, ORGS, ORGS), st.lists(CHATS, max_size=8).map(tuple), st.booleans()
)
SELECTIONS = st.dictionaries(st.sampled_from(list(Dimension)), st.just(None), max_size=3).flatmap(
    lambda chosen: st.fixed_dictionaries(
        {one: st.lists(st.sampled_from(VALUES[one]), max_size=2).map(tuple) for one in chosen}
    ).map(Selection)
)
AUDIENCES = st.builds(
    Audience,
    include=st.lists(SELECTIONS, max_size=3).map(tuple),
    exclude=st.lists(SELECTIONS, max_size=2).map(tuple),
    chats=some([1, 2, 3]).map(lambda ids: tuple(SubscriberId(AUTHOR + id_) for id_ in ids)),
)


_ORG = Org(category=5, county="Troms", agreement=True, skills=frozenset())
_CHAT = Chat(
    partner=0,
    named=True,
    contact=False,
    former=False,
    staff=None,
    kind="private",
    subscribed=True,
    erased=False,
    locale="nb",
    topics=frozenset(),
    skills=frozenset(),
    earlier="delivered",
    confirmed=False,
)
ASKED_ONE = World(
    orgs=(_ORG, replace(_ORG, county="Finnmark"), _ORG),
    chats=(
        _CHAT,
        replace(_CHAT, confirmed=True),
        replace(_CHAT, partner=1),
        replace(_CHAT, partner=None),
        replace(_CHAT, partner=None, confirmed=True),
        replace(_CHAT, partner=0, former=True),
        replace(_CHAT, partner=None, staff="editor", earlier=None),
    ),
    one_is_enough=True,
)
"""Of two at one partner one has confirmed; nobody has for those who work nowhere."""

UNCONFIRMED = Audience(include=(Selection({Dimension.UNCONFIRMED: (str(EARLIER),)}),))
IN_TROMS = Selection({Dimension.COUNTY: ("Troms",)})
BOTH = Audience(include=(Selection({**IN_TROMS.criteria, **UNCONFIRMED.include[0].criteria}),))


def partner_of(world: World, chat: Chat) -> Org | None:
    return None if chat.partner is None or chat.former else world.orgs[chat.partner]


def has(  # noqa: PLR0911 - a table of dimensions
    world: World, chat: Chat, dimension: Dimension, values: tuple[str, ...]
) -> bool:
    org = partner_of(world, chat)
    numbers = {int(one) for one in values if one.isdigit()}
    match dimension:
        case Dimension.ROLE:
            member = org is not None and (
                "member" in values or (chat.contact and "contact" in values)
            )
            return member or chat.staff in values
        case Dimension.TOPIC:
            return bool(chat.topics & numbers)
        case Dimension.CATEGORY:
            return org is not None and org.category in numbers
        case Dimension.COUNTY:
            return org is not None and org.county in values
        case Dimension.COMPETENCE:
            own = chat.skills if chat.named else frozenset()
            return org is not None and bool((own | org.skills) & numbers)
        case Dimension.PARTNER:
            return org is not None and chat.partner is not None and chat.partner + 1 in numbers
        case Dimension.UNCONFIRMED:
            return (
                EARLIER in numbers
                and chat.earlier in {"delivered", "refused"}
                and not (done(world, chat))
            )


def done(world: World, chat: Chat) -> bool:
    same = [
        one
        for one in world.chats
        if one.earlier and partner_of(world, one) and one.partner == chat.partner
    ]
    colleagues = same if world.one_is_enough and partner_of(world, chat) else []
    return any(one.confirmed for one in [chat, *colleagues])


def chooses(world: World, chat: Chat, selection: Selection) -> bool:
    return all(has(world, chat, *asked) for asked in selection.criteria.items())


def chosen(world: World, audience: Audience) -> dict[int, int]:
    """Return which selection chooses whom, by the number of their chat."""
    found = {}
    for number, chat in enumerate(world.chats):
        if not chat.subscribed or chat.erased or chat.kind != "private":
            continue
        by = [n for n, one in enumerate(audience.include) if chooses(world, chat, one)]
        if by and not any(chooses(world, chat, one) for one in audience.exclude):
            found[AUTHOR + 1 + number] = by[0]
    return found


async def seed(tx: Transaction, world: World) -> None:
    for table in ("acknowledgement", "delivery", "broadcast", "subscription", "membership"):
        await tx.execute(f"DELETE FROM {table}")
    for table in ("person", "partner", "subscriber"):
        await tx.execute(f"DELETE FROM {table}")
    await tx.execute("DELETE FROM sqlite_sequence WHERE name IN ('broadcast', 'person')")
    await _subscriber(tx, AUTHOR)
    await broadcasts.add(tx, SubscriberId(AUTHOR), NOW)
    asks = "partners" if world.one_is_enough else "everybody"
    await tx.execute("UPDATE broadcast SET state = 'sending', acknowledging = :asks", asks=asks)
    for number, org in enumerate(world.orgs, start=1):
        await tx.execute(
            """
            INSERT INTO partner (id, name, folded, category_id, standing, county, join_code)
            VALUES (:id, :name, :name, :category, :standing, :county, :name)
            """,
            id=number,
            name=f"partner {number}",
            category=org.category,
            standing="agreement" if org.agreement else "supporter",
            county=org.county,
        )
        await _mark(tx, "partner", number, org.skills)
    for number, chat in enumerate(world.chats, start=AUTHOR + 1):
        await _chat(tx, world, number, chat)


async def _chat(tx: Transaction, world: World, number: int, chat: Chat) -> None:
    await _subscriber(
        tx,
        number,
        locale=chat.locale,
        subscribed=chat.subscribed,
        staff=chat.staff,
        chat=chat.kind,
        erased_at=stamp(NOW) if chat.erased else None,
    )
    for topic in chat.topics:
        await tx.execute("INSERT INTO subscription VALUES (:who, :topic)", who=number, topic=topic)
    if chat.partner is not None:
        await _employ(tx, number, chat)
    if chat.earlier:
        await tx.execute(
            """
            INSERT INTO delivery (kind, subject_id, subscriber_id, channel, address, state, due_at,
                                  partner_id)
            VALUES ('broadcast', :earlier, :who, 'telegram', :who, :state, :now, :partner)
            """,
            earlier=EARLIER,
            who=number,
            state=chat.earlier,
            now=stamp(NOW),
            partner=chat.partner + 1
            if partner_of(world, chat) and chat.partner is not None
            else None,
        )
    if chat.confirmed:
        await tx.execute(
            "INSERT INTO acknowledgement VALUES (:earlier, :who, :now)",
            earlier=EARLIER,
            who=number,
            now=stamp(NOW),
        )


async def _subscriber(tx: Transaction, number: int, **columns: Any) -> None:
    given = {"locale": "nb", "subscribed": False, "staff": None, "chat": "private"} | columns
    await tx.execute(
        """
        INSERT INTO subscriber (id, channel, address, name, locale, subscribed, staff, chat,
                                created_at, erased_at)
        VALUES (:id, 'telegram', :id, :id, :locale, :subscribed, :staff, :chat, :now, :erased_at)
        """,
        id=number,
        now=stamp(NOW),
        **({"erased_at": None} | given),
    )


async def _employ(tx: Transaction, number: int, chat: Chat) -> None:
    assert chat.partner is not None
    if chat.named:
        await tx.execute(
            """
            INSERT INTO person (id, partner_id, name, folded, source, created_at)
            VALUES (:id, :partner, :id, :id, 'import', :now)
            """,
            id=number,
            partner=chat.partner + 1,
            now=stamp(NOW),
        )
        await _mark(tx, "person", number, chat.skills)
    await tx.execute(
        """
        INSERT INTO membership (subscriber_id, person_id, partner_id, is_contact, began_at,
                                ended_at)
        VALUES (:who, :person, :partner, :contact, :now, :ended_at)
        """,
        who=number,
        person=number if chat.named else None,
        partner=chat.partner + 1,
        contact=chat.contact,
        now=stamp(NOW),
        ended_at=stamp(NOW) if chat.former else None,
    )


async def _mark(tx: Transaction, noun: str, number: int, skills: frozenset[int]) -> None:
    for skill in skills:
        await tx.execute(
            f"INSERT INTO {noun}_term VALUES (:number, :skill)", number=number, skill=skill
        )


async def draft(tx: Transaction, audience: Audience) -> Broadcast:
    id_ = await broadcasts.add(tx, SubscriberId(AUTHOR), NOW, audience=audience)
    for locale in ("", "en"):
        await tx.execute(
            """
            INSERT INTO broadcast_part (broadcast_id, locale, html, update_id)
            VALUES (:id, :locale, 'Hei', :update)
            """,
            id=id_,
            locale=locale,
            update=len(locale),
        )
    found = await broadcasts.find(tx, id_)
    assert found is not None
    return found


@pytest.mark.parametrize("_", [0])
@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(world=WORLDS, audience=AUDIENCES)
@example(world=ASKED_ONE, audience=UNCONFIRMED)
@example(world=replace(ASKED_ONE, one_is_enough=False), audience=UNCONFIRMED)
@example(world=ASKED_ONE, audience=Audience(exclude=(IN_TROMS,)))
@example(world=ASKED_ONE, audience=BOTH)
async def test_what_is_counted_and_what_is_fixed_is_what_the_words_say(
    db: Database, _: int, world: World, audience: Audience
) -> None:
    async with db.transaction() as tx:
        await seed(tx, world)
        broadcast = await draft(tx, Audience.from_json(audience.to_json()))
        reach = await audiences.reach(tx, broadcast)
        await audiences.fix(tx, broadcast, {"": 2, "en": 1}, NOW)
        rows = await tx.fetch_all(
            "SELECT * FROM delivery WHERE subject_id = :id AND kind = 'broadcast'", id=broadcast.id
        )

    people = chosen(world, audience)
    chats = {n: world.chats[n - AUTHOR - 1] for n in people}
    orgs = {n: org for n, chat in chats.items() if (org := partner_of(world, chat))}
    groups = {
        n
        for n, chat in enumerate(world.chats, AUTHOR + 1)
        if n in audience.chats and chat.kind != "private" and chat.subscribed
    }
    signed = {chats[n].partner for n, org in orgs.items() if org.agreement}
    assert reach.people == len(people)
    assert len(reach.chats) == len(groups)
    assert reach.partners == len(signed)
    assert reach.without_partner == sum(n not in orgs and chats[n].staff is None for n in people)
    assert reach.variants == Counter("en" if chat.locale == "en" else "" for chat in chats.values())
    private = [row for row in rows if row["subscriber_id"] not in groups]
    assert {row["subscriber_id"]: row["selection"] for row in private} == people
    assert {row["subscriber_id"] for row in rows} == people.keys() | groups
    for row in private:
        chat = chats[row["subscriber_id"]]
        assert row["partner_id"] == (chat.partner + 1 if row["subscriber_id"] in orgs else None)  # type: ignore[operator]
    parts = Counter(row["subscriber_id"] for row in private)
    assert parts == {n: 1 if chat.locale == "en" else 2 for n, chat in chats.items()}
    gets = {chat.partner + 1 for n, chat in chats.items() if n in orgs}  # type: ignore[operator]
    assert set(reach.absent).isdisjoint(f"partner {n}" for n in gets)
    if not any(OF_REGISTER & one.criteria.keys() for one in (*audience.include, *audience.exclude)):
        meant = {n for n, org in enumerate(world.orgs, 1) if org.agreement}
        assert set(reach.absent) in ({f"partner {n}" for n in meant - gets}, set())


async def test_a_broadcast_that_is_no_draft_has_newcomers_only_while_it_waits(db: Database) -> None:
    async with db.transaction() as tx:
        await _subscriber(tx, AUTHOR)
        await _subscriber(tx, 2, subscribed=True)
        broadcast = await draft(tx, Audience())

        assert await audiences.count_newcomers(tx, broadcast) == 0
        await tx.execute("UPDATE broadcast SET state = 'waiting'")
        waiting = await broadcasts.find(tx, BroadcastId(broadcast.id))
        assert waiting is not None
        assert await audiences.count_newcomers(tx, waiting) == 1
