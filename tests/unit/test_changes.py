from dataclasses import fields, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from klyngebot.domain.audit import Action, Entry
from klyngebot.domain.partners import PartnerFacts
from klyngebot.domain.people import PersonFacts, PersonField
from klyngebot.domain.roles import Role
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.i18n import LOCALES, translator
from klyngebot.render import changes
from klyngebot.render.data import ShowChanges
from klyngebot.render.reply import Button
from klyngebot.services.changes import ChangesPage

TODAY = datetime(2026, 11, 25, 15, 0, tzinfo=ZoneInfo("Europe/Oslo"))


def entry(
    action: Action,
    *changed: str,
    name: str = "Kari Nordmann",
    who: str = "Ola",
    year: int = 2026,
) -> Entry:
    return Entry(
        id=7,
        at=datetime(year, 11, 25, 13, 3, tzinfo=UTC),
        actor_id=SubscriberId(1),
        actor_name=who,
        role=Role.LEADER,
        action=action,
        object_id=3,
        object_name=name,
        fields=changed,
    )


def said(one: Entry, locale: str = "nb") -> str:
    page = ChangesPage(entries=[one], paged=False, has_older=False)
    shown = changes.page(page, TODAY, translator(locale)).html.unescape()
    return shown.splitlines()[1]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_act_has_words(locale: str) -> None:
    assert changes.WORDS.keys() == set(Action)

    lines = {said(entry(action, "contact"), locale) for action in Action}

    assert len(lines) == len(Action)


def test_every_field_of_the_register_has_a_word() -> None:
    of_partner = {field.name for field in fields(PartnerFacts)}
    of_person = {field.name for field in fields(PersonFacts)} | set(PersonField)
    visibility = {f"{field}_seen_by" for field in PersonField}

    assert of_partner | of_person | visibility | {"left_on"} <= changes.FIELDS.keys()


def test_a_line_says_when_who_and_what() -> None:
    line = said(entry(Action.ROLE_GIVEN, "contact"))

    assert line == "25. nov. 14:03 · Ola · ga Kari Nordmann rollen partnerkontakt"


def test_changed_fields_are_called_as_on_the_screen() -> None:
    line = said(entry(Action.PARTNER_CHANGED, "website", "email", name="Senjagrafitt"))

    assert line.endswith("endret Senjagrafitt: nettsted og e-post")


def test_a_year_is_said_when_it_is_another() -> None:
    assert said(entry(Action.EXPORT_MADE, year=2025)).startswith("25. nov. 2025 14:03 · ")


def test_who_has_been_erased_is_not_named() -> None:
    line = said(entry(Action.PERSON_CHANGED, "phone", name="", who=""))

    assert line.endswith("· en som er slettet · endret kortet til en som er slettet: telefon")


def test_what_does_not_fit_one_message_comes_with_the_next_page() -> None:
    everything = [field.name for field in fields(PartnerFacts)]
    one = entry(Action.PARTNER_CHANGED, *everything, name="Å" * 300, who="😀" * 300)
    entries = [replace(one, id=number) for number in range(20, 0, -1)]
    page = ChangesPage(entries=entries, paged=True, has_older=False)

    shown = changes.page(page, TODAY, translator("nb"))

    lines = shown.html.count("\n")
    assert 10 < lines < 20
    assert shown.buttons == [
        [Button("Nyeste", ShowChanges(0)), Button("Eldre", ShowChanges(entries[lines - 1].id))]
    ]
