"""Audiences in words, the pages on which they are put together, and why one got a message."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klyngebot.domain.audiences import (
    EVERYONE,
    Audience,
    AudienceNames,
    AudienceReach,
    AudienceRole,
    Dimension,
    Place,
    Selection,
    number_of,
    value_of,
)
from klyngebot.domain.broadcasts import (
    Acknowledging,
    Broadcast,
    BroadcastId,
    BroadcastState,
    Mark,
)
from klyngebot.domain.partners import Category, Partner, PartnerFacts, PartnerId, Standing
from klyngebot.domain.places import counties
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.domain.terms import Term, TermId, TermKind, Vocabulary
from klyngebot.domain.text import utf16_length
from klyngebot.i18n import LOCALES, translator
from klyngebot.render import audience, reasons
from klyngebot.render.data import SetAudienceValue, ShowAudienceValues, encode
from klyngebot.render.reply import Button, Text
from klyngebot.services.audiences import AudienceCard, Reason

NB = translator("nb")
ROLE, TOPIC, CATEGORY = Dimension.ROLE, Dimension.TOPIC, Dimension.CATEGORY
COUNTY, COMPETENCE, PARTNER = Dimension.COUNTY, Dimension.COMPETENCE, Dimension.PARTNER
UNCONFIRMED = Dimension.UNCONFIRMED


def term(id_: int, kind: TermKind, name: str, *, retired: bool = False) -> Term:
    return Term(id=TermId(id_), kind=kind, names={"nb": name}, retired=retired)


def partner(id_: int, name: str, county: str, *, left: bool = False) -> Partner:
    facts = PartnerFacts(
        name=name, category=Category.COMPANY, standing=Standing.AGREEMENT, county=county
    )
    gone = date(2026, 11, 1) if left else None
    return Partner(id=PartnerId(id_), facts=facts, join_code=f"kode-{id_}", left_on=gone)


NAMES = AudienceNames(
    vocabulary=Vocabulary(
        (
            term(1, TermKind.TOPIC, "Miljø"),
            term(2, TermKind.TOPIC, "Energi"),
            term(3, TermKind.TOPIC, "Havbruk", retired=True),
            term(5, TermKind.CATEGORY, "Bedrift"),
            term(6, TermKind.CATEGORY, "FoU og utdanning"),
            term(29, TermKind.CATEGORY, "Kommuner & fylker"),
            term(9, TermKind.COMPETENCE, "Prøveboring"),
        )
    ),
    partners={
        "1": partner(1, "Sildefjell", "Finnmark"),
        "2": partner(2, "Bjørkmalm", "Troms"),
        "3": partner(3, "Rødmyra", "Oslo", left=True),
    },
    titles={"7": "Årsmøte 4. desember"},
)


def select(**criteria: str) -> Selection:
    return Selection({Dimension(key): tuple(found.split("|")) for key, found in criteria.items()})


def card(whole: Audience, names: AudienceNames = NAMES) -> AudienceCard:
    broadcast = Broadcast(
        id=BroadcastId(4),
        author_id=SubscriberId(1),
        author_address="1",
        author_locale="nb",
        state=BroadcastState.DRAFT,
        revision=3,
        content_revision=1,
        previewed=1,
        mark=Mark.NORMAL,
        acknowledging=Acknowledging.NOBODY,
        audience=whole,
        variants={},
        changed_at=datetime(2026, 11, 25, tzinfo=UTC),
    )
    reach = AudienceReach(people=2, partners=1, partners_in_all=2, without_partner=0)
    return AudienceCard(broadcast=broadcast, reach=reach, names=names)


def labels(shown: Text) -> list[str]:
    return [button.label for row in shown.buttons for button in row]


WORDS = {
    "bedrifter i Finnmark og Troms": select(category="5", county="Finnmark|Troms"),
    "de som følger Miljø": select(topic="1"),
    "de som følger Miljø eller Energi": select(topic="1|2"),
    "bedrifter i Finnmark som følger Miljø": select(category="5", county="Finnmark", topic="1"),
    "partnere i Troms": select(county="Troms"),
    "Sildefjell og Bjørkmalm": select(partner="1|2"),
    "bedrifter og FoU- og utdanningsinstitusjoner": select(category="5|6"),
    "partnere i kategorien Kommuner &amp; fylker": select(category="29"),
    "partnere med fagfelt Prøveboring": select(competence="9"),
    "bekreftede kontakter": select(role="member"),
    "partnerkontakter hos bedrifter i Finnmark": select(
        role="contact", category="5", county="Finnmark"
    ),
    "bedrifter (bare Sildefjell)": select(category="5", partner="1"),
    "de som ikke har bekreftet «Årsmøte 4. desember»": select(unconfirmed="7"),
    "alle som får meldinger fra boten": Selection(),
    "ingen ennå": Selection({TOPIC: ()}),
    "slettet": select(partner="99"),
}


@pytest.mark.parametrize("words", WORDS)
def test_a_selection_is_said_as_people_say_it(words: str) -> None:
    assert audience.selection_words(WORDS[words], NAMES, NB) == words


def test_a_whole_audience_is_one_sentence() -> None:
    whole = Audience(
        include=(select(category="5", county="Finnmark|Troms"), select(topic="1")),
        exclude=(select(partner="1|2"), select(topic="2")),
    )

    assert audience.audience_words(whole, NAMES, NB) == (
        "bedrifter i Finnmark og Troms, og de som følger Miljø, "
        "men ikke Sildefjell og Bjørkmalm eller de som følger Energi"
    )


def test_what_chooses_nobody_any_more_is_pointed_out_once() -> None:
    whole = Audience(
        include=(select(topic="3", partner="3"), select(topic="3", county="Oslo")),
        exclude=(select(competence="99"),),
    )

    assert audience.remarks(whole, NAMES, NB).splitlines() == [
        "⚠ «Havbruk» er tatt ut av bruk.",
        "⚠ Rødmyra er ikke partner lenger.",
        "⚠ Ingen partner holder til i Oslo nå.",
        "⚠ Noe av det som er valgt, finnes ikke lenger.",
    ]


def test_everyone_is_narrowed_down_in_one_tap_and_others_are_listed() -> None:
    everyone = audience.card(card(EVERYONE), NB)
    but_one = audience.card(card(Audience(exclude=(select(partner="1"),))), NB)
    two = audience.card(card(Audience(include=(select(topic="1"), select(county="Troms")))), NB)

    assert labels(everyone) == [
        "Bare bekreftede kontakter", "Tema", "Kategori", "Fylke", "Partner", "Fagfelt", "Rolle",
        "Har ikke bekreftet", "Alle unntatt …", "Ferdig",
    ]  # fmt: skip
    assert labels(but_one)[-4:] == ["Har ikke bekreftet", "Unntak", "Alle", "Ferdig"]
    assert labels(two) == [
        "Endre: de som følger Miljø", "Endre: partnere i Troms", "Legg til et utvalg", "Unntak",
        "Alle", "Ferdig",
    ]  # fmt: skip


def test_what_is_chosen_and_no_longer_offered_can_still_be_taken_out() -> None:
    shown = card(Audience(include=(select(topic="1|3"),)))

    page = audience.values(shown, Place.FIRST, TOPIC, 0, NB)

    assert labels(page)[:3] == ["✓ Miljø", "○ Energi", "✓ Havbruk (ikke i bruk)"]
    third = page.buttons[2][0]
    assert isinstance(third, Button)
    assert third.data == SetAudienceValue(BroadcastId(4), Place.FIRST, TOPIC, 3, on=False)


def test_many_partners_come_in_pages_and_a_tap_stays_on_its_page() -> None:
    many = {str(n): partner(n, f"Partner {n:02}", "Troms") for n in range(1, 37)}
    shown = card(EVERYONE, replace(NAMES, partners=many))

    first = audience.values(shown, Place.FIRST, PARTNER, 0, NB)
    last = audience.values(shown, Place.FIRST, PARTNER, 99, NB)

    assert labels(first)[-3:] == ["Neste ›", "Snevre inn mer", "Ferdig"]
    assert labels(last)[-4:] == ["○ Partner 36", "‹ Forrige", "Snevre inn mer", "Ferdig"]
    assert audience.page_of(shown, Place.FIRST, PARTNER, 36) == 4


def test_partners_are_leafed_through_by_their_letters() -> None:
    names = ["Altasand", *(f"Berg {n}" for n in range(9)), "Ørnes", "Ålstein", *("Zink",) * 6]
    partners = {str(n): partner(n, name, "Troms") for n, name in enumerate(names, 1)}
    shown = card(EVERYONE, replace(NAMES, partners=partners))

    second = audience.values(shown, Place.FIRST, PARTNER, 1, NB)

    assert [button.label for button in second.buttons[-2]] == ["A–B", "•B–Z", "Z"]
    third = second.buttons[-2][2]
    assert isinstance(third, Button)
    assert third.data == ShowAudienceValues(BroadcastId(4), Place.FIRST, PARTNER, 2)


def test_where_there_is_nothing_to_choose_there_is_a_way_on() -> None:
    shown = card(EVERYONE, replace(NAMES, partners={}))

    page = audience.values(shown, Place.EXCEPTIONS, COUNTY, 0, NB)

    assert "Det er ingenting å velge mellom her ennå." in page.html
    assert labels(page) == ["Andre unntak", "Ferdig"]


def test_a_new_selection_is_empty_until_something_is_chosen() -> None:
    shown = card(Audience(include=(select(topic="1"),)))

    page = audience.selection(shown, Place.SECOND, NB)

    assert page.html.startswith("<b>Utvalg:</b> ingen ennå")
    assert "Fjern utvalget" not in labels(page)


WHY = {
    "Du følger temaet Miljø.": select(topic="1"),
    "Du følger et av temaene Miljø og Energi.": select(topic="1|2"),
    "Du er kontakt hos en bedrift i Finnmark.": select(category="5", county="Finnmark"),
    "Du er kontakt hos en partner i Finnmark eller Troms.": select(county="Finnmark|Troms"),
    "Du er kontakt hos en partner i kategorien Kommuner &amp; fylker.": select(category="29"),
    "Du er kontakt hos Sildefjell.": select(partner="1"),
    "Du eller partneren din har fagfeltet Prøveboring.": select(competence="9"),
    "Du er bekreftet kontakt hos en partner.": select(role="member"),
    "Du har en av disse rollene: redaktører og prosjektledere.": select(role="editor|leader"),
    "Da den gikk ut, var «Årsmøte 4. desember» ikke bekreftet.": select(unconfirmed="7"),
    "Du abonnerer på meldinger fra Mineralklynge Nord.": Selection(),
}


@pytest.mark.parametrize("said", WHY)
def test_a_recipient_is_told_what_chose_them_and_the_way_out(said: str) -> None:
    told = reasons.why(Reason(selection=WHY[said], names=NAMES), "Mineralklynge Nord", NB)

    assert told.splitlines()[0] == said
    assert "/stopp" in told


@pytest.mark.parametrize("locale", LOCALES)
def test_the_usual_reasons_fit_the_box_over_the_chat(locale: str) -> None:
    for chosen in WHY.values():
        told = reasons.why(
            Reason(selection=chosen, names=NAMES), "Mineralklynge Nord", translator(locale)
        )
        assert utf16_length(told.unescape()) <= 200


def test_who_looks_at_it_as_recipients_do_is_told_so() -> None:
    told = reasons.why(Reason(selection=None, names=NAMES), "Mineralklynge Nord", NB)

    assert told == "Slik ser knappen ut for mottakerne."


VALUES = {
    ROLE: [*AudienceRole],
    COUNTY: [county.name for county in counties()],
    PARTNER: ["1", "4711"],
    TOPIC: ["1"],
}


@pytest.mark.parametrize("dimension", VALUES)
def test_every_value_comes_back_from_its_button(dimension: Dimension) -> None:
    for value in VALUES[dimension]:
        number = number_of(dimension, value)
        assert value_of(dimension, number) == value
        data = SetAudienceValue(BroadcastId(2**53), Place.EIGHTH, dimension, number, on=True)
        assert len(encode(data)) <= 64


TAPS = st.tuples(
    st.sampled_from(Place),
    st.sampled_from([TOPIC, COUNTY]),
    st.sampled_from(["a", "b"]),
    st.booleans(),
)


@given(st.lists(TAPS, max_size=12))
def test_every_tap_may_come_twice(taps: list[tuple[Place, Dimension, str, bool]]) -> None:
    once = twice = EVERYONE
    for place, dimension, value, on in taps:
        once = once.toggled(place, dimension, value, on=on)
        for _ in range(2):
            twice = twice.toggled(place, dimension, value, on=on)

    assert once == twice == Audience.from_json(once.to_json())
    assert once.is_everyone or once != EVERYONE
    assert all(len(one.criteria) == 1 for one in once.exclude)


def test_groups_stay_whoever_else_is_chosen() -> None:
    chats = (SubscriberId(8),)
    whole = replace(EVERYONE, chats=chats).toggled(Place.FIRST, TOPIC, "1", on=True)

    assert [
        whole.chats, whole.of_members().chats, whole.of_everyone().chats,
        whole.without(Place.FIRST).chats,
    ] == [chats] * 4  # fmt: skip


def test_a_button_of_a_selection_that_is_gone_leads_back_to_the_card() -> None:
    shown = card(Audience(include=(select(topic="1"),)))

    assert audience.selection(shown, Place.FOURTH, NB) == audience.card(shown, NB)
    assert audience.values(shown, Place.FOURTH, TOPIC, 0, NB) == audience.card(shown, NB)
