"""Every use case asks who is calling, and nobody gets past it by asking in a group."""

import importlib
import inspect
import pkgutil
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any, get_type_hints

import pytest

from integration.office import TOKEN, Office, person
from klyngebot import services
from klyngebot.domain.answers import Typed
from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.domain.codes import leader_code
from klyngebot.domain.drafts import Draft, DraftId, DraftKind
from klyngebot.domain.errors import KlyngebotError, NotAllowedError, NotPrivateError
from klyngebot.domain.imports import ImportId
from klyngebot.domain.memberships import RequestId
from klyngebot.domain.partners import Category, PartnerId
from klyngebot.domain.people import PersonId
from klyngebot.domain.publications import NewsId
from klyngebot.domain.roles import Caller, Role
from klyngebot.domain.terms import TermId
from support.clock import START

LEAST = {
    "Announcements.confirm": Role.LEADER,
    "Announcements.leave": Role.LEADER,
    "Announcements.list_recent": Role.LEADER,
    "Announcements.preview": Role.LEADER,
    "Announcements.report": Role.LEADER,
    "Announcements.send_again": Role.LEADER,
    "Directory.count_categories": Role.VISITOR,
    "Directory.list_category": Role.VISITOR,
    "Directory.partner": Role.VISITOR,
    "Directory.person": Role.MEMBER,
    "Directory.search": Role.VISITOR,
    "Drafting.answer": Role.VISITOR,
    "Drafting.begin": Role.LEADER,
    "Drafting.cancel": Role.VISITOR,
    "Drafting.choose_topic": Role.EDITOR,
    "Drafting.correct": Role.VISITOR,
    "Drafting.find": Role.VISITOR,
    "Drafting.go_back": Role.VISITOR,
    "Exporting.offer": Role.LEADER,
    "Exporting.take": Role.LEADER,
    "Importing.apply": Role.LEADER,
    "Importing.choose": Role.LEADER,
    "Importing.drop": Role.LEADER,
    "Importing.latest": Role.LEADER,
    "Importing.preview": Role.LEADER,
    "Importing.receive": Role.LEADER,
    "Importing.undo": Role.LEADER,
    "Joining.decide": Role.LEADER,
    "Joining.list_links": Role.LEADER,
    "Joining.open_link": Role.VISITOR,
    "Joining.pick": Role.VISITOR,
    "Joining.step": Role.VISITOR,
    "Joining.submit": Role.VISITOR,
    "Leadership.enter": Role.VISITOR,
    "Leadership.overview": Role.LEADER,
    "Publishing.list_events": Role.VISITOR,
    "Publishing.list_news": Role.VISITOR,
    "Publishing.list_topics": Role.VISITOR,
    "Publishing.news": Role.VISITOR,
    "Publishing.preview": Role.EDITOR,
    "Publishing.publish": Role.EDITOR,
    "Subscriptions.set_locale": Role.VISITOR,
    "Subscriptions.set_reachable": Role.VISITOR,
    "Subscriptions.set_topic": Role.VISITOR,
    "Subscriptions.settings": Role.VISITOR,
    "Subscriptions.start": Role.VISITOR,
    "Subscriptions.stop": Role.VISITOR,
}
"""The least role of each use case. ``Drafting.begin`` is asked for an announcement here."""

WITHOUT_CALLER = {"Register.apply", "Register.export", "Register.plan"}
"""Done at the terminal by whoever owns the file."""

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
    DraftKind: DraftKind.ANNOUNCEMENT,
    DraftId: DraftId(1),
    DraftId | None: DraftId(1),
    BroadcastId: BroadcastId(1),
    ImportId: ImportId(1),
    NewsId: NewsId(1),
    PartnerId: PartnerId(1),
    PersonId: PersonId(1),
    RequestId: RequestId(1),
    TermId: TermId(1),
    TermId | None: TermId(1),
}

BY_NAME = {"field": "person", "code": leader_code(TOKEN, START), "locale": "nb"}
"""Where the type alone says too little."""

ORDER = [*sorted(LEAST.keys() - {"Leadership.enter"}), "Leadership.enter"]
"""What makes somebody a leader comes last."""

ROLES = list(Role)
Refusal = type[NotAllowedError] | type[NotPrivateError]


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


def bound(office: Office, name: str) -> Callable[..., Awaitable[object]]:
    class_name, method = name.split(".")
    owner = getattr(office, class_name.lower())
    found: Callable[..., Awaitable[object]] = getattr(owner, method)
    return found


async def call(office: Office, name: str, caller: Caller) -> None:
    """Call the use case with arguments made from its types."""
    method = bound(office, name)
    hints = get_type_hints(method)
    plain, named = [], {}
    for parameter in list(inspect.signature(method).parameters.values())[1:]:
        value = BY_NAME.get(parameter.name) or PLAUSIBLE[hints[parameter.name]]
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
            named[parameter.name] = value
        else:
            plain.append(value)
    await method(caller, *plain, **named)


async def refusal(office: Office, name: str, caller: Caller) -> Refusal | None:
    """Return which refusal the call ended in; other things people are told are fine."""
    try:
        await call(office, name, caller)
    except (NotAllowedError, NotPrivateError) as error:
        return type(error)
    except KlyngebotError:
        return None
    return None


def test_every_use_case_has_a_role_in_the_table() -> None:
    assert set(use_cases()) == LEAST.keys() | WITHOUT_CALLER


@pytest.mark.parametrize("name", sorted(LEAST))
def test_every_use_case_takes_its_caller_first(name: str) -> None:
    method = use_cases()[name]

    first = list(inspect.signature(method).parameters.values())[1]

    assert first.name == "caller"
    assert get_type_hints(method)["caller"] is Caller


def test_importing_the_register_takes_no_caller() -> None:
    for name in WITHOUT_CALLER:
        assert "caller" not in inspect.signature(use_cases()[name]).parameters


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name.lower())
async def test_a_use_case_is_refused_below_its_role_and_not_above(
    office: Office, role: Role
) -> None:
    caller = await office.someone(role, 7)

    refused = {name: await refusal(office, name, caller) for name in ORDER}

    assert refused == {
        name: None if role >= least else NotAllowedError for name, least in LEAST.items()
    }


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name.lower())
async def test_no_use_case_is_answered_in_a_group(office: Office, role: Role) -> None:
    caller = replace(await office.someone(role, 7), private=False)

    refused = {name: await refusal(office, name, caller) for name in ORDER}

    assert refused == dict.fromkeys(LEAST, NotPrivateError)


async def test_nothing_is_written_for_whoever_is_refused(office: Office) -> None:
    await office.leader()
    caller = await office.someone(Role.MEMBER, 7)
    before = await dump(office)

    for name, least in LEAST.items():
        if least > Role.MEMBER:
            with suppress(NotAllowedError):
                await call(office, name, caller)
        with suppress(NotPrivateError):
            await call(office, name, replace(caller, private=False))

    assert await dump(office) == before


async def dump(office: Office) -> dict[str, list[tuple[object, ...]]]:
    names = await office.db.reader.fetch_all("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {
        row["name"]: [tuple(r) for r in await office.db.reader.fetch_all(f"SELECT * FROM {row[0]}")]
        for row in names
    }


async def test_a_stranger_who_never_started_may_look_and_not_act(office: Office) -> None:
    stranger = person(7)

    refused = {name: await refusal(office, name, stranger) for name in ORDER}

    allowed = {name for name, least in LEAST.items() if least is Role.VISITOR}
    no_subscriber = {"Joining.pick", "Joining.submit"}
    assert {name for name, why in refused.items() if why is None} >= allowed - no_subscriber
    assert not {name for name, why in refused.items() if why is None} - allowed


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        (DraftKind.ANNOUNCEMENT, Role.LEADER),
        (DraftKind.NEWS, Role.EDITOR),
        (DraftKind.EVENT, Role.EDITOR),
        (DraftKind.JOIN, Role.VISITOR),
    ],
)
@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name.lower())
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

    assert began is (role >= least)


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
