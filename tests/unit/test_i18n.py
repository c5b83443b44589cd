from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from klyngebot.i18n import LOCALES, norwegian, translator

OSLO = ZoneInfo("Europe/Oslo")
TUESDAY = datetime(2026, 11, 24, 9, 5, tzinfo=OSLO)
HOSTILE = '<b>x</b> & "q"'
ESCAPED = "&lt;b&gt;x&lt;/b&gt; &amp; &#34;q&#34;"
ONE = "<b>Levert til %(count)s person.</b>"
MANY = "<b>Levert til alle %(count)s mottakerne.</b>"


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("nb", "tirsdag 24. november 2026 kl. 09:05"),
        ("nn", "tysdag 24. november 2026 kl. 09:05"),
        ("en", "Tuesday 24 November 2026 at 09:05"),
    ],
)
def test_a_moment_has_its_weekday_date_and_time(locale: str, words: str) -> None:
    assert translator(locale).moment(TUESDAY) == words


@pytest.mark.parametrize(
    ("locale", "on", "short"),
    [
        ("nb", "tirsdag 24. november", "24. nov."),
        ("nn", "tysdag 24. november", "24. nov."),
        ("en", "Tuesday 24 November", "24 Nov"),
    ],
)
def test_a_date_is_written_as_the_language_writes_it(locale: str, on: str, short: str) -> None:
    tr = translator(locale)

    assert tr.date(date(2026, 11, 24)) == on
    assert tr.short_date(TUESDAY) == short


def test_nynorsk_has_its_own_names_of_the_days() -> None:
    tr = translator("nn")

    week = [tr.date(date(2026, 11, day)).split()[0] for day in range(23, 30)]

    assert week == ["måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "søndag"]
    assert tr.day(date(2026, 3, 1)) == "1.3.2026"


@pytest.mark.parametrize("locale", LOCALES)
def test_a_time_is_shown_in_the_zone_it_carries(locale: str) -> None:
    tr = translator(locale)

    assert tr.time(TUESDAY) == "09:05"
    assert tr.time(TUESDAY.astimezone(UTC)) == "08:05"
    assert "08:05" in tr.moment(TUESDAY.astimezone(UTC))
    assert tr.short_date(datetime(2026, 11, 24, 23, 30, tzinfo=UTC)).startswith("24")
    assert tr.short_date(datetime(2026, 11, 24, 23, 30, tzinfo=UTC).astimezone(OSLO)).startswith(
        "25"
    )


@pytest.mark.parametrize(
    ("locale", "count", "words"),
    [
        ("nb", 1, "<b>Levert til 1 person.</b>"),
        ("nb", 0, "<b>Levert til alle 0 mottakerne.</b>"),
        ("nb", 2, "<b>Levert til alle 2 mottakerne.</b>"),
        ("nb", 1234, "<b>Levert til alle 1\u00a0234 mottakerne.</b>"),
        ("nn", 1, "<b>Levert til 1 person.</b>"),
        ("nn", 0, "<b>Levert til alle dei 0 mottakarane.</b>"),
        ("nn", 2, "<b>Levert til alle dei 2 mottakarane.</b>"),
        ("nn", 1234, "<b>Levert til alle dei 1\u00a0234 mottakarane.</b>"),
    ],
)
def test_a_count_chooses_its_words(locale: str, count: int, words: str) -> None:
    assert translator(locale).plural(ONE, MANY, count) == words


def test_a_count_chooses_its_words_in_english_too() -> None:
    tr = translator("en")

    one, many = tr.plural(ONE, MANY, 1), tr.plural(ONE, MANY, 1234)

    assert "1" in one
    assert "1,234" in many
    assert one.replace("1", "") != many.replace("1,234", "")
    assert "Levert" not in one + many


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_put_into_a_text_is_escaped_and_its_own_tags_stand(locale: str) -> None:
    tr = translator(locale)

    assert tr("<b>%(name)s</b>", name=HOSTILE) == f"<b>{ESCAPED}</b>"
    assert tr("<b>%(name)s</b>", name=Markup("<i>x</i>")) == "<b><i>x</i></b>"
    assert tr.plural("<b>%(name)s</b>", "%(name)s", 1, name=HOSTILE) == f"<b>{ESCAPED}</b>"
    assert tr.listed([HOSTILE]) == ESCAPED


def test_a_label_is_plain_text() -> None:
    assert translator("nb").label("Send nå til %(count)s", count=HOSTILE).endswith(HOSTILE)
    assert translator("en").label("Avbryt") == "Cancel"


def test_per_cent_signs_in_what_is_put_in_are_left_alone() -> None:
    assert translator("nb")("<b>%(name)s</b>", name="100 %(name)s %d") == "<b>100 %(name)s %d</b>"


@pytest.mark.parametrize(
    ("locale", "words"),
    [("nb", "a, b og &lt;c&gt;"), ("nn", "a, b og &lt;c&gt;"), ("en", "a, b, and &lt;c&gt;")],
)
def test_a_list_is_joined_as_the_language_joins_it(locale: str, words: str) -> None:
    listed = translator(locale).listed(["a", "b", "<c>"])

    assert listed.replace("b and", "b, and") == words


@pytest.mark.parametrize("locale", ["", "se", "de", "xx-YY", "../en", "EN"])
def test_an_unknown_locale_speaks_bokmal(locale: str) -> None:
    tr = translator(locale)

    assert (tr.locale, tr.label("Avbryt")) == ("nb", "Avbryt")


@pytest.mark.parametrize(("locale", "form"), [("nb", "nb"), ("nn", "nn"), ("en", "nb"), ("", "nb")])
def test_a_letter_to_many_is_in_the_norwegian_of_who_sends_it(locale: str, form: str) -> None:
    assert norwegian(locale).locale == form


@pytest.mark.parametrize("locale", LOCALES)
def test_a_text_that_is_in_no_catalogue_is_said_as_it_is(locale: str) -> None:
    tr = translator(locale)

    assert tr("Ikke i katalogen %(x)s", x=1) == "Ikke i katalogen 1"
    assert tr.plural("%(count)s ukjent", "%(count)s ukjente", 2) == "2 ukjente"
