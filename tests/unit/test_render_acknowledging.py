"""The pages about confirming: what is missing comes first, and everything fits a phone."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from klyngebot.domain.acknowledging import (
    Acknowledgement,
    Asked,
    Confirmations,
    PartnerStanding,
    Shown,
    by_partner,
)
from klyngebot.domain.audiences import EVERYONE
from klyngebot.domain.broadcasts import (
    Acknowledging,
    Broadcast,
    BroadcastId,
    BroadcastState,
    Change,
    ChangeId,
    ChangeKind,
    Mark,
    Part,
)
from klyngebot.domain.deliveries import DeliveryState
from klyngebot.domain.partners import PartnerId
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.domain.text import utf16_length
from klyngebot.i18n import LOCALES, translator
from klyngebot.render import acknowledging, announcing, standings
from klyngebot.render.reply import Button, LinkButton, Rows, Text

NOW = datetime(2026, 11, 26, 13, 3, tzinfo=UTC)
OSLO = ZoneInfo("Europe/Oslo")
NB = translator("nb")
WHY = "Hvorfor fikk jeg denne?"
LONG = "Fjellsikringsingeniørselskapet Åsgårdstrand og omegn aksjeselskap"


def broadcast(who: Acknowledging = Acknowledging.PARTNERS, html: str = "Hei") -> Broadcast:
    return Broadcast(
        id=BroadcastId(7),
        author_id=SubscriberId(1),
        author_address="900",
        author_locale="nb",
        state=BroadcastState.SENDING,
        revision=1,
        content_revision=1,
        previewed=1,
        mark=Mark.NORMAL,
        acknowledging=who,
        audience=EVERYONE,
        variants={"": (Part(id=1, html=html),), "en": (Part(id=2, html="Hello"),)},
        changed_at=NOW,
    )


def asked(
    number: int,
    partner: int | None,
    *,
    confirmed: bool = False,
    name: str = "",
    state: DeliveryState = DeliveryState.DELIVERED,
) -> Asked:
    return Asked(
        subscriber_id=SubscriberId(number),
        name=name or f"Person {number}",
        partner_id=None if partner is None else PartnerId(partner),
        partner_name="" if partner is None else f"Partner {partner}",
        state=state,
        confirmed_at=NOW if confirmed else None,
    )


def confirmations(
    people: list[Asked],
    who: Acknowledging = Acknowledging.PARTNERS,
    reminded: timedelta | None = None,
) -> Confirmations:
    partners, alone = by_partner(people, who)
    return Confirmations(
        broadcast=broadcast(who),
        partners=partners,
        alone=alone,
        last_reminder=None if reminded is None else a_reminder(NOW - reminded),
    )


def a_reminder(made_at: datetime) -> Change:
    return Change(
        id=ChangeId(1),
        broadcast_id=BroadcastId(7),
        kind=ChangeKind.REMINDER,
        made_at=made_at,
        maker_address="900",
        maker_locale="nb",
    )


def overview(found: Confirmations, page: int = 0, locale: str = "nb") -> Text:
    return acknowledging.overview(found, page, translator(locale), zone=OSLO, now=NOW)


def plain(text: Text) -> str:
    return re.sub(r"<[^>]*>", "", str(text.html))


def labels(rows: Rows) -> list[str]:
    return [button.label for row in rows for button in row]


def test_what_is_missing_comes_first_and_the_most_missing_before() -> None:
    people = [
        asked(1, 1, confirmed=True),
        asked(2, 2),
        asked(3, 3),
        asked(4, 3),
        asked(5, 4, confirmed=True),
        asked(6, 4, state=DeliveryState.REFUSED),
        asked(7, None),
    ]

    shown = overview(confirmations(people, Acknowledging.EVERYBODY))

    assert plain(shown) == (
        "Bekreftet: 1 av 4 partnere\nAlle som fikk den, skal bekrefte.\n"
        "Av dem uten partner har 0 av 1 bekreftet.\n\n"
        "Ingen ennå hos:\n○ Partner 3: Person 3 og Person 4\n○ Partner 2: Person 2\n\n"
        "Noen mangler hos:\n○ Partner 4 (1 av 2): Person 6 (ikke nådd)\n\n"
        "Uten partner:\n○ Person 7\n\n"
        "Alle har bekreftet hos: Partner 1."
    )
    assert labels(shown.buttons) == ["Purr på de 4 som mangler", "Tilbake"]


def test_when_all_have_confirmed_there_is_nobody_to_remind() -> None:
    shown = overview(confirmations([asked(1, 1, confirmed=True), asked(2, 1)]))

    assert plain(shown).startswith("Bekreftet: 1 av 1 partnere\n")
    assert plain(shown).endswith("Bekreftet hos: Partner 1.")
    assert labels(shown.buttons) == ["Tilbake"]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("who", [Acknowledging.PARTNERS, Acknowledging.EVERYBODY])
@pytest.mark.parametrize("every", [1, 2, 1000], ids=["all confirmed", "half", "nobody"])
def test_thirty_partners_of_three_fit_a_message_with_the_longest_names(
    locale: str, who: Acknowledging, every: int
) -> None:
    people = [
        Asked(
            subscriber_id=SubscriberId(n),
            name=f"{n} {LONG}",
            partner_id=PartnerId(n % 30),
            partner_name=f"{n % 30} {LONG}",
            state=DeliveryState.REFUSED if n % 5 == 0 else DeliveryState.DELIVERED,
            confirmed_at=NOW if (n % 30) % every == 0 and every < 1000 else None,
        )
        for n in range(90)
    ]
    found = confirmations(people, who, timedelta(minutes=20))

    pages = [overview(found, page, locale) for page in range(3)]
    question = acknowledging.ask_remind(found, translator(locale), zone=OSLO, now=NOW)

    for text in (*pages, question):
        assert utf16_length(plain(text)) <= 4096
    missing = {one.name for one in found.partners if one.missing}
    seen = "".join(plain(text) for text in pages)
    assert all(seen.count(name[:20]) >= 1 for name in missing)


def test_names_of_ordinary_length_need_no_more_than_three_short_pages() -> None:
    people = [asked(n, n % 30, name=f"Kari Nordmann {n}") for n in range(90)]

    pages = [overview(confirmations(people), page) for page in range(3)]

    assert ["Neste ›" in labels(page.buttons) for page in pages] == [True, True, False]
    assert ["‹ Forrige" in labels(page.buttons) for page in pages] == [False, True, True]
    assert max(len(plain(page)) for page in pages) < 1100
    assert plain(overview(confirmations(people), 99)) == plain(pages[-1])


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=59), "Sist purret for under ett minutt siden."),
        (timedelta(minutes=1), "Sist purret for 1 minutt siden."),
        (timedelta(minutes=59, seconds=59), "Sist purret for 59 minutter siden."),
        (timedelta(hours=1), "Sist purret 26. nov. 13:03."),
    ],
)
def test_the_question_says_when_the_last_reminder_went(ago: timedelta, said: str) -> None:
    found = confirmations([asked(1, 1)], Acknowledging.PARTNERS, ago)

    question = acknowledging.ask_remind(found, NB, zone=OSLO, now=NOW)

    assert plain(question).endswith(said)


def test_the_question_names_those_who_would_be_reminded_and_nobody_else() -> None:
    people = [
        asked(1, 1),
        asked(2, 1, state=DeliveryState.REFUSED),
        asked(3, 2, confirmed=True),
        asked(4, None),
    ]

    question = plain(
        acknowledging.ask_remind(
            confirmations(people, Acknowledging.EVERYBODY), NB, zone=OSLO, now=NOW
        )
    )

    assert question.startswith("Purre på 2 personer?")
    assert "○ Partner 1: Person 1\n○ Person 4" in question
    assert not re.search("Person 2|Person 3", question)


@pytest.mark.parametrize(
    ("who", "label"),
    [
        (Acknowledging.EVERYBODY, "Bekreft at du har lest"),
        (Acknowledging.PARTNERS, "Bekreft – én hos dere er nok"),
    ],
)
def test_a_confirmed_message_keeps_its_links(who: Acknowledging, label: str) -> None:
    sent = broadcast(who, "Møte\nMeld deg på: https://example.no/paa")
    done = Acknowledgement(broadcast=sent, at=NOW)
    shown = Shown(message_id=1, variant="", reminder=False)

    before = announcing.buttons(sent, "", NB)
    after = acknowledging.buttons(done, shown, OSLO, NB)

    assert labels(before) == ["Meld deg på", label, WHY]
    assert labels(after) == ["Meld deg på", "✓ Bekreftet 26. nov. 14:03", WHY]
    assert before[0] == after[0] == [LinkButton("Meld deg på", "https://example.no/paa")]
    assert isinstance(before[1][0], Button)
    assert isinstance(after[1][0], Button)
    assert before[1][0].data == after[1][0].data


def test_what_needs_no_confirming_has_no_button_that_confirms() -> None:
    assert labels(announcing.buttons(broadcast(Acknowledging.NOBODY), "", NB)) == [WHY]


def test_a_reminder_repeats_the_first_line_and_no_formatting() -> None:
    text = acknowledging.reminder(
        broadcast(html="<b>Ny &amp; viktig</b> rutine\nMer under"), "", NB, for_partner=True
    )

    assert str(text.html).endswith("<blockquote>Ny &amp; viktig rutine</blockquote>")


def standing(number: int, people: int = 2, last: datetime | None = NOW) -> PartnerStanding:
    return PartnerStanding(
        name=f"Partner {number}", people=people, last_at=last, asked=3, confirmed=1, answered=2
    )


def test_a_partner_stands_in_two_short_lines() -> None:
    shown = standings.page([standing(1)], 0, OSLO, NB)

    lines = plain(shown).splitlines()
    assert "Partner 1 · 2 i boten" in lines
    assert "sist 26.11.2026 · bekreftet 1 av 3 · svart 2" in lines


def test_a_partner_with_nobody_in_the_bot_is_named_and_one_who_got_something_stays() -> None:
    found = [standing(1, people=0, last=None), standing(2, people=0), standing(3, last=None)]

    shown = standings.page(found, 0, OSLO, NB)

    assert "Ingen i boten fra: Partner 1 og Partner 2." in plain(shown)
    assert "Partner 1 ·" not in plain(shown)
    assert "Partner 2 · 0 i boten" in plain(shown)
    assert "har ikke fått noe ennå" in plain(shown)


@pytest.mark.parametrize("locale", LOCALES)
def test_forty_partners_fit_four_pages(locale: str) -> None:
    found = [
        PartnerStanding(
            name=f"{n} {LONG}", people=99, last_at=NOW, asked=999, confirmed=999, answered=999
        )
        for n in range(40)
    ] + [standing(n, people=0, last=None) for n in range(60)]

    pages = [standings.page(found, n, OSLO, translator(locale)) for n in range(4)]

    assert all(utf16_length(plain(page)) <= 4096 for page in pages)
    assert [len(page.buttons[0]) for page in pages] == [1, 2, 2, 1]
    assert all(f"{n} {LONG}"[:20] in "".join(map(plain, pages)) for n in range(40))


def test_an_empty_register_is_said_in_one_line() -> None:
    assert plain(standings.page([], 0, OSLO, NB)) == "Partnerregisteret er tomt ennå."
