"""Use case by role, own or foreign object, private chat or group: who may, in one table.

What is expected stands here; everything else is generated from the code. A use case without a row
fails, and so does one that lets in whom its row does not name.
"""

import importlib
import inspect
import pkgutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any, get_args, get_type_hints

import pytest

from integration.office import TOKEN, Office, person
from klyngebot import services
from klyngebot.domain.answers import Typed
from klyngebot.domain.audiences import Dimension, Place
from klyngebot.domain.broadcasts import Acknowledging, BroadcastId, ChangeId, Mark
from klyngebot.domain.cards import PartnerEntry, PersonEntry
from klyngebot.domain.codes import leader_code
from klyngebot.domain.drafts import Draft, DraftId, DraftKind
from klyngebot.domain.errors import KlyngebotError, NotAllowedError, NotPrivateError
from klyngebot.domain.imports import ImportId
from klyngebot.domain.memberships import RequestId
from klyngebot.domain.partners import Category, PartnerId, Standing
from klyngebot.domain.people import PersonField, PersonId, Visibility
from klyngebot.domain.publications import NewsId
from klyngebot.domain.questions import QuestionId
from klyngebot.domain.roles import Caller, GivenRole, Role
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.domain.terms import TermId, TermKind
from klyngebot.store import memberships
from klyngebot.store.database import Transaction
from support.clock import START

KEEPER = "keeper"
"""Whoever looks after the object's partner: its partner contact, and every leader."""

OWNER = "owner"
"""The person the object is about, and their keeper."""

LEAST: dict[str, Role | str] = {
    "Acknowledgements.acknowledge": Role.VISITOR,
    "Acknowledgements.confirmations": Role.LEADER,
    "Acknowledgements.remind": Role.LEADER,
    "Acknowledgements.standings": Role.LEADER,
    "Afterwards.account": Role.LEADER,
    "Afterwards.attention": Role.LEADER,
    "Afterwards.list_lost": Role.LEADER,
    "Afterwards.list_unreachable": Role.LEADER,
    "Afterwards.take_account": Role.LEADER,
    "Afterwards.take_addresses": Role.LEADER,
    "Afterwards.unreached": Role.LEADER,
    "Announcements.cancel": Role.LEADER,
    "Announcements.confirm": Role.LEADER,
    "Announcements.go_on": Role.LEADER,
    "Announcements.leave": Role.LEADER,
    "Announcements.list_recent": Role.LEADER,
    "Announcements.note_previewed": Role.LEADER,
    "Announcements.pause": Role.LEADER,
    "Announcements.preview": Role.LEADER,
    "Announcements.report": Role.LEADER,
    "Announcements.send_again": Role.LEADER,
    "Announcements.take_back": Role.LEADER,
    "Arriving.note": Role.VISITOR,
    "Audiences.card": Role.LEADER,
    "Audiences.choose_all": Role.LEADER,
    "Audiences.remove": Role.LEADER,
    "Audiences.set_chat": Role.LEADER,
    "Audiences.set_people": Role.LEADER,
    "Audiences.set_value": Role.LEADER,
    "Audiences.take_newcomers": Role.LEADER,
    "Audiences.why": Role.VISITOR,
    "Browsing.count_categories": Role.VISITOR,
    "Browsing.count_competences": Role.VISITOR,
    "Browsing.count_counties": Role.VISITOR,
    "Browsing.list_category": Role.VISITOR,
    "Browsing.list_county": Role.VISITOR,
    "Browsing.list_tagged": Role.VISITOR,
    "Cards.mine": Role.VISITOR,
    "Cards.my_partner": Role.CONTACT,
    "Cards.partner": KEEPER,
    "Cards.person": OWNER,
    "Cards.set_seen_by": Role.MEMBER,
    "Changes.list_latest": Role.LEADER,
    "Composing.begin": Role.LEADER,
    "Composing.copy": Role.LEADER,
    "Composing.current": Role.LEADER,
    "Composing.delete": Role.LEADER,
    "Composing.drop_part": Role.LEADER,
    "Composing.list_drafts": Role.LEADER,
    "Composing.open": Role.LEADER,
    "Composing.put_away": Role.LEADER,
    "Composing.set_acknowledging": Role.LEADER,
    "Composing.set_mark": Role.LEADER,
    "Connecting.disconnect": Role.LEADER,
    "Connecting.list_connected": Role.LEADER,
    "Correcting.ask_withdraw": Role.LEADER,
    "Correcting.begin": Role.LEADER,
    "Correcting.change": Role.LEADER,
    "Correcting.choose": Role.LEADER,
    "Correcting.confirm": Role.LEADER,
    "Correcting.let_be": Role.LEADER,
    "Correcting.note_edit": Role.VISITOR,
    "Correcting.preview": Role.LEADER,
    "Correcting.withdraw": Role.LEADER,
    "Coverage.list_partners": Role.LEADER,
    "Coverage.partner": KEEPER,
    "Coverage.person": KEEPER,
    "Coverage.summary": Role.LEADER,
    "Directory.partner": Role.VISITOR,
    "Directory.person": Role.MEMBER,
    "Directory.phone_views": Role.MEMBER,
    "Directory.save": Role.MEMBER,
    "Directory.search": Role.VISITOR,
    "Directory.show_phone": Role.MEMBER,
    "Drafting.answer": Role.VISITOR,
    "Drafting.begin": Role.LEADER,
    "Drafting.cancel": Role.VISITOR,
    "Drafting.choose_topic": Role.EDITOR,
    "Drafting.correct": Role.VISITOR,
    "Drafting.find": Role.VISITOR,
    "Drafting.go_back": Role.VISITOR,
    "Editing.clear": Role.MEMBER,
    "Editing.edit_partner": KEEPER,
    "Editing.edit_person": OWNER,
    "Editing.go_on": Role.MEMBER,
    "Editing.let_be": Role.MEMBER,
    "Editing.use_mine": Role.MEMBER,
    "Exporting.offer": Role.LEADER,
    "Exporting.take": Role.LEADER,
    "Importing.apply": Role.LEADER,
    "Importing.choose": Role.LEADER,
    "Importing.drop": Role.LEADER,
    "Importing.latest": Role.LEADER,
    "Importing.preview": Role.LEADER,
    "Importing.receive": Role.LEADER,
    "Importing.undo": Role.LEADER,
    "Informing.confirm": Role.LEADER,
    "Informing.list_untold": Role.LEADER,
    "Invitations.find": KEEPER,
    "Invitations.invite": KEEPER,
    "Invitations.invite_all": Role.LEADER,
    "Invitations.list_partners": Role.CONTACT,
    "Invitations.list_people": KEEPER,
    "Invitations.open": Role.VISITOR,
    "Joining.end": KEEPER,
    "Joining.leave": Role.VISITOR,
    "Joining.list_links": Role.LEADER,
    "Joining.open_link": Role.VISITOR,
    "Joining.pick": Role.VISITOR,
    "Joining.step": Role.VISITOR,
    "Joining.submit": Role.VISITOR,
    "Leadership.enter": Role.VISITOR,
    "Leadership.overview": Role.LEADER,
    "Mailbox.close": Role.LEADER,
    "Mailbox.list": Role.LEADER,
    "Mailbox.list_to": Role.LEADER,
    "Mailbox.reopen": Role.LEADER,
    "Mailbox.show": Role.LEADER,
    "Marking.list_categories": Role.LEADER,
    "Marking.partner_terms": KEEPER,
    "Marking.person_terms": OWNER,
    "Marking.set_category": Role.LEADER,
    "Marking.set_partner_term": KEEPER,
    "Marking.set_person_term": OWNER,
    "Marking.set_standing": Role.LEADER,
    "Newcomers.add_colleague": KEEPER,
    "Newcomers.add_partner": Role.LEADER,
    "Newcomers.choose_category": Role.LEADER,
    "Newcomers.confirm_partner": Role.LEADER,
    "Newcomers.confirm_person": Role.CONTACT,
    "Newcomers.skip": Role.CONTACT,
    "OwnData.ask_erase": Role.VISITOR,
    "OwnData.erase_me": Role.VISITOR,
    "OwnData.erase_person": Role.LEADER,
    "OwnData.find_person": Role.LEADER,
    "OwnData.hide": Role.LEADER,
    "OwnData.hide_me": Role.MEMBER,
    "OwnData.take_out": Role.VISITOR,
    "Partnership.come_back": Role.LEADER,
    "Partnership.leave": Role.LEADER,
    "Partnership.link": KEEPER,
    "Partnership.replace_link": KEEPER,
    "Publishing.list_events": Role.VISITOR,
    "Publishing.list_news": Role.VISITOR,
    "Publishing.list_topics": Role.VISITOR,
    "Publishing.news": Role.VISITOR,
    "Publishing.preview": Role.EDITOR,
    "Publishing.publish": Role.EDITOR,
    "Questions.answer": Role.LEADER,
    "Questions.answering": Role.LEADER,
    "Questions.ask": Role.MEMBER,
    "Questions.begin_answer": Role.LEADER,
    "Replies.correct": Role.VISITOR,
    "Replies.take": Role.VISITOR,
    "Requests.approve": KEEPER,
    "Requests.approve_anyway": KEEPER,
    "Requests.asker": KEEPER,
    "Requests.begin_decline": KEEPER,
    "Requests.decline": KEEPER,
    "Requests.declining": Role.CONTACT,
    "Requests.show": KEEPER,
    "Requests.waiting": Role.CONTACT,
    "Roles.holder": Role.LEADER,
    "Roles.list_holders": Role.LEADER,
    "Roles.search": Role.LEADER,
    "Roles.set": Role.LEADER,
    "Scheduling.begin": Role.LEADER,
    "Scheduling.clear": Role.LEADER,
    "Subscriptions.set_locale": Role.VISITOR,
    "Subscriptions.set_reachable": Role.VISITOR,
    "Subscriptions.set_topic": Role.VISITOR,
    "Subscriptions.settings": Role.VISITOR,
    "Subscriptions.start": Role.VISITOR,
    "Subscriptions.stop": Role.VISITOR,
    "Terms.begin_new": Role.LEADER,
    "Terms.begin_rename": Role.LEADER,
    "Terms.begin_synonyms": Role.LEADER,
    "Terms.count": Role.LEADER,
    "Terms.fill_rest": Role.LEADER,
    "Terms.list_kind": Role.LEADER,
    "Terms.save": Role.LEADER,
    "Terms.set_retired": Role.LEADER,
    "Terms.spread": Role.LEADER,
    "Terms.step": Role.LEADER,
    "Terms.term": Role.LEADER,
}
"""Who may: the least role whatever the object, ``KEEPER`` or ``OWNER``.

``Drafting.begin`` is asked for a change of a term here.
"""

WITHOUT_CALLER = {"Register.read_in", "Register.rehearse", "Register.write_out"}
"""Done at the terminal by whoever owns the file."""

OF_CHATS = {"Connecting.connect", "Connecting.disconnect_here", "Connecting.migrate"}
"""Done in a group or channel by its administrators, whoever they are to us."""

PLAUSIBLE: dict[Any, object] = {
    str: "Senjagrafitt",
    str | None: "bot was blocked by the user",
    int: 4711,
    int | None: 4711,
    bool: True,
    bytes: b"Partner;Kategori\nNord;bedrift\n",
    Typed: Typed(text="Hei.", html="Hei.", message_id=4711, update_id=4711),
    Category: Category.COMPANY,
    Draft: Draft(id=DraftId(1), kind=DraftKind.JOIN),
    DraftKind: DraftKind.SYNONYMS,
    DraftId: DraftId(1),
    DraftId | None: DraftId(1),
    BroadcastId: BroadcastId(1),
    ChangeId: ChangeId(1),
    BroadcastId | None: None,
    Mark: Mark.URGENT,
    Acknowledging: Acknowledging.EVERYBODY,
    ImportId: ImportId(1),
    NewsId: NewsId(1),
    QuestionId: QuestionId(1),
    SubscriberId: SubscriberId(1),
    GivenRole: GivenRole.EDITOR,
    TermId: TermId(1),
    TermKind: TermKind.TOPIC,
    PersonEntry: PersonEntry.TITLE,
    PartnerEntry: PartnerEntry.ABOUT,
    PersonField: PersonField.EMAIL,
    Visibility: Visibility.PARTNER,
    Standing: Standing.SUPPORTER,
    Place: Place.FIRST,
    Dimension: Dimension.TOPIC,
    TermId | None: TermId(1),
    BroadcastId | None: BroadcastId(1),
}
"""Values of the arguments that say nothing of whose object it is."""

BY_NAME = {"field": "person", "variant": "en", "code": leader_code(TOKEN, START), "locale": "nb"}
"""Where the type alone says too little."""

OBJECTS = (PartnerId, PersonId, RequestId)
"""Types of arguments that name somebody's object."""

Refusal = type[NotAllowedError] | type[NotPrivateError]
UseCase = Callable[..., Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Object:
    """What a use case is asked about: a partner, a person there, and somebody who asks to join."""

    whose: str
    partner: PartnerId
    person: PersonId
    request: RequestId

    def of_type(self, type_: Any) -> int:
        ids: dict[Any, int] = {
            PartnerId: self.partner,
            PersonId: self.person,
            RequestId: self.request,
        }
        return ids[type_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Somebody, with what is theirs: "self" and "colleague" where they belong to a partner."""

    name: str
    role: Role
    contact: bool
    caller: Caller
    objects: list[Object]

    def may(self, least: Role | str, on: Object) -> bool:
        if isinstance(least, Role):
            return self.role.reaches(least, contact=self.contact)
        keeps = self.role is Role.LEADER or (self.contact and on.whose != "foreign")
        return keeps or (least == OWNER and on.whose == "self")


ASKERS = {
    "visitor": (Role.VISITOR, False),
    "member": (Role.MEMBER, False),
    "contact": (Role.CONTACT, True),
    "editor": (Role.EDITOR, False),
    "editor who is contact": (Role.EDITOR, True),
    "leader": (Role.LEADER, False),
    "leader who is member": (Role.LEADER, False),
}
WITH_PARTNER = ASKERS.keys() - {"visitor", "editor", "leader"}


def use_cases() -> dict[str, Callable[..., Awaitable[object]]]:
    """Return every public method that is awaited, of every public class among the services."""
    found = {}
    for module_info in pkgutil.iter_modules(services.__path__):
        module = importlib.import_module(f"{services.__name__}.{module_info.name}")
        for class_name, class_ in inspect.getmembers(module, inspect.isclass):
            if class_.__module__ != module.__name__ or class_name.startswith("_"):
                continue
            for name, method in inspect.getmembers(class_, inspect.iscoroutinefunction):
                if not name.startswith("_"):
                    found[f"{class_name}.{name}"] = method
    return found


def bound(office: Office, name: str) -> UseCase:
    class_name, method = name.split(".")
    owner = getattr(office, class_name.lower())
    found: UseCase = getattr(owner, method)
    return found


def asked_about(method: UseCase) -> set[object]:
    """Return the types among a use case's arguments that name somebody's object."""
    return {named(type_) for type_ in get_type_hints(method).values()} - {None}


def named(type_: Any) -> object:
    """Return which of ``OBJECTS`` an argument of ``type_`` names, or None."""
    return next((one for one in (type_, *get_args(type_)) if one in OBJECTS), None)


async def call(office: Office, name: str, caller: Caller, on: Object) -> None:
    """Call the use case with arguments made from its types."""
    method = bound(office, name)
    hints = get_type_hints(method)
    plain, keywords = [], {}
    for parameter in list(inspect.signature(method).parameters.values())[1:]:
        type_ = hints[parameter.name]
        value = BY_NAME.get(parameter.name) or (
            on.of_type(named(type_)) if named(type_) else PLAUSIBLE[type_]
        )
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
            keywords[parameter.name] = value
        else:
            plain.append(value)
    await method(caller, *plain, **keywords)


async def refusal(office: Office, name: str, caller: Caller, on: Object) -> Refusal | None:
    """Return which refusal the call ended in; other things people are told are fine."""
    try:
        await call(office, name, caller, on)
    except (NotAllowedError, NotPrivateError) as error:
        return type(error)
    except KlyngebotError:
        return None
    return None


async def asker(office: Office, name: str) -> Asker:
    """Return somebody called ``name`` in ``ASKERS``, with a foreign partner beside their own."""
    role, contact = ASKERS[name]
    caller = await office.someone(role if role > Role.CONTACT else Role.VISITOR, 7)
    foreign = await office.partner("Fremmed AS")
    objects = [await _object(office, "foreign", foreign, await _person(office, foreign, "Fremmed"))]
    if name in WITH_PARTNER:
        own = await office.partner("Egen AS")
        me = await _person(office, own, "Selv")
        async with office.db.transaction() as tx:
            await memberships.begin(tx, me, await office.id_of(caller), office.clock.now())
            await memberships.set_contact(tx, await office.id_of(caller), on=contact)
        objects += [
            await _object(office, "self", own, me),
            await _object(office, "colleague", own, await _person(office, own, "Kollega")),
        ]
    return Asker(name=name, role=role, contact=contact, caller=caller, objects=objects)


async def _person(office: Office, partner: PartnerId, name: str) -> PersonId:
    return await office.employee(partner, f"{name} Nordmann")


async def _object(office: Office, whose: str, partner: PartnerId, person: PersonId) -> Object:
    """Return an object, with a request to join its partner from somebody else."""
    number = 1000 + person
    applicant = await office.id_of(await office.visitor(number))
    async with office.db.transaction() as tx:
        request = await memberships.add(
            tx,
            DraftId(number),
            subscriber_id=applicant,
            partner_id=partner,
            person_id=None,
            name=f"Søker {number}",
            title="geolog",
            now=office.clock.now(),
        )
    return Object(whose=whose, partner=partner, person=person, request=request)


@contextmanager
def rehearsal(office: Office) -> Iterator[None]:
    """Let nothing that is done stay done, so that each call meets the same."""
    really = office.db.transaction

    @asynccontextmanager
    async def rehearse() -> AsyncIterator[Transaction]:
        with suppress(_UndoError):
            async with really() as tx:
                yield tx
                raise _UndoError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(office.db, "transaction", rehearse)
        yield


class _UndoError(Exception):
    pass


def test_every_use_case_has_a_role_in_the_table() -> None:
    assert set(use_cases()) == LEAST.keys() | WITHOUT_CALLER | OF_CHATS


@pytest.mark.parametrize("name", sorted(LEAST))
def test_every_use_case_takes_its_caller_first(name: str) -> None:
    method = use_cases()[name]

    first = list(inspect.signature(method).parameters.values())[1]

    assert first.name == "caller"
    assert get_type_hints(method)["caller"] is Caller


def test_importing_the_register_takes_no_caller() -> None:
    for name in WITHOUT_CALLER:
        assert "caller" not in inspect.signature(use_cases()[name]).parameters


def test_who_may_depends_on_the_object_only_where_there_is_one() -> None:
    found = use_cases()
    for name, least in LEAST.items():
        if not isinstance(least, Role):
            assert asked_about(found[name]), f"{name} is asked about nobody's object"


@pytest.mark.parametrize("name", ASKERS)
async def test_whoever_may_not_is_refused_and_whoever_may_is_not(office: Office, name: str) -> None:
    who = await asker(office, name)

    with rehearsal(office):
        refused = {
            (case, on.whose): await refusal(office, case, who.caller, on)
            for case in LEAST
            for on in who.objects
        }

    assert refused == {
        (case, on.whose): None if who.may(least, on) else NotAllowedError
        for case, least in LEAST.items()
        for on in who.objects
    }


@pytest.mark.parametrize("name", ASKERS)
async def test_no_use_case_is_answered_in_a_group(office: Office, name: str) -> None:
    who = await asker(office, name)
    caller = replace(who.caller, private=False)
    before = await dump(office)

    refused = {
        (case, on.whose): await refusal(office, case, caller, on)
        for case in LEAST
        for on in who.objects
    }

    assert set(refused.values()) == {NotPrivateError}
    assert await dump(office) == before


@pytest.mark.parametrize("name", ASKERS)
async def test_nothing_is_written_for_whoever_is_refused(office: Office, name: str) -> None:
    who = await asker(office, name)
    before = await dump(office)

    for case, least in LEAST.items():
        for on in who.objects:
            if not who.may(least, on):
                assert await refusal(office, case, who.caller, on) is NotAllowedError

    assert await dump(office) == before


async def dump(office: Office) -> dict[str, list[tuple[object, ...]]]:
    names = await office.db.reader.fetch_all("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {
        row["name"]: [tuple(r) for r in await office.db.reader.fetch_all(f"SELECT * FROM {row[0]}")]
        for row in names
    }


async def test_a_stranger_who_never_started_may_look_and_not_act(office: Office) -> None:
    on = (await asker(office, "visitor")).objects[0]
    stranger = person(8)

    with rehearsal(office):
        allowed = {case for case in LEAST if await refusal(office, case, stranger, on) is None}

    for_everyone = {case for case, least in LEAST.items() if least is Role.VISITOR}
    no_subscriber = {"Joining.pick", "Joining.submit"}
    assert for_everyone - no_subscriber <= allowed <= for_everyone


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        (DraftKind.ANNOUNCEMENT, Role.LEADER),
        (DraftKind.NEWS, Role.EDITOR),
        (DraftKind.EVENT, Role.EDITOR),
        (DraftKind.JOIN, Role.VISITOR),
        (DraftKind.QUESTION, Role.MEMBER),
        (DraftKind.ANSWER, Role.LEADER),
    ],
)
@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.name.lower())
async def test_each_kind_of_draft_has_its_own_role(
    office: Office, kind: DraftKind, least: Role, role: Role
) -> None:
    caller = await office.someone(role, 7)

    try:
        await office.drafting.begin(caller, kind)
    except NotAllowedError:
        began = False
    else:
        began = True

    assert began is role.reaches(least)


async def test_a_role_that_is_taken_away_counts_at_once(office: Office) -> None:
    caller = await office.leader()
    async with office.db.transaction() as tx:
        await tx.execute("UPDATE subscriber SET staff = NULL")

    with pytest.raises(NotAllowedError):
        await office.leadership.overview(caller)


async def test_what_somebody_began_as_editor_cannot_be_written_on_without_the_role(
    office: Office,
) -> None:
    caller = await office.someone(Role.EDITOR, 7)
    await office.write(caller, DraftKind.NEWS, "Ny gruve")
    async with office.db.transaction() as tx:
        await tx.execute("UPDATE subscriber SET staff = NULL")

    with pytest.raises(NotAllowedError):
        await office.drafting.answer(caller, office.typed("Og mer."))
