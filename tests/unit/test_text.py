import pytest
from hypothesis import given
from hypothesis import strategies as st

from klyngebot.domain.text import clean, fold, sort_key, utf16_length


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Kafjord", "Kåfjord"),
        ("KAAFJORD", "Kåfjord"),
        ("Kå\u200dfj\u00adord", "Kåfjord"),
        ("Ka\u030afjord", "Kåfjord"),
        ("mork", "Mørk"),
        ("Mörk", "Mørk"),
        ("baerum", "Bærum"),
        ("bærum", "Bärum"),
        ("Karasjohka", "Kárášjohka"),
        ("STRASSE", "Straße"),
        ("andre & sonner", "Andre  &\tSønner!"),
        ("  nord   as ", "Nord AS"),
    ],
)
def test_what_is_searched_meets_what_is_meant(typed: str, meant: str) -> None:
    assert fold(typed) == fold(meant)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        (" - & ! ", ""),
        ("Ærlig Øl på Å", "aerlig ol pa a"),
        ("FoU og utdanning", "fou og utdanning"),
        ("E-post", "e post"),
        ("Hva de gjør", "hva de gjor"),
        ("3D Mine", "3d mine"),
        ("Đavvi", "davvi"),
    ],
)
def test_folded_text_is_small_plain_words(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_different_names_stay_different() -> None:
    assert fold("Nordmin") != fold("Nordmalm")


@given(st.text())
def test_folding_any_text_leaves_single_spaces(text: str) -> None:
    folded = fold(text)

    assert folded == " ".join(folded.split())


@given(st.text("abcæøåäöÆØÅ áčđŋšŧž-.&3", max_size=30).filter(lambda text: "aa" not in fold(text)))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  Nord   AS\n", "Nord AS"),
        ("a\tb\r\nc", "a b c"),
        ("Nord\u202esA", "NordsA"),
        ("\ufeffNord\u200b", "Nord"),
        ("Nord\x00\x1b[31m", "Nord[31m"),
        ("Nord\x80\x9b31m\x9f", "Nord31m"),
        ("Nord\x85AS", "Nord AS"),
        ("Nord\u200dAS\u200c", "NordAS"),
        ("prøve\u00adboring", "prøveboring"),
        ("👩\u200d👩\u200d👧 \u200d👧", "👩\u200d👩\u200d👧 👧"),
        ("Bla\u030a", "Blå"),
        ("Nord\ud800AS", "NordAS"),
        ("\u00a0Nord\u00a0AS", "Nord AS"),
        ("👷🏽\u200d♀️", "👷🏽\u200d♀️"),
        ("<b>Nord</b>", "<b>Nord</b>"),
        ("\u202e", ""),
    ],
)
def test_cleaned_text_is_one_line_of_what_can_be_seen(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text(st.characters()))
def test_any_text_can_be_cleaned_and_then_stored(text: str) -> None:
    cleaned = clean(text)

    assert cleaned.encode().decode() == cleaned
    assert not set(cleaned) & {"\n", "\r", "\t", "\0", "\x9b", "\u200c", "\u202e"}
    assert cleaned == cleaned.strip()


def test_the_last_letters_come_last_as_in_norwegian_lists() -> None:
    names = ["Ål", "Øl", "Ærlig", "Zink", "Alta", "öl", "ärlig"]

    assert sorted(names, key=sort_key) == ["Alta", "Zink", "Ærlig", "ärlig", "Øl", "öl", "Ål"]


@pytest.mark.parametrize(
    ("text", "length"), [("", 0), ("abc", 3), ("æøå", 3), ("😀", 2), ("🇳🇴", 4), ("\ud800", 1)]
)
def test_length_is_counted_as_telegram_counts(text: str, length: int) -> None:
    assert utf16_length(text) == length


def test_lists_are_sorted_as_norwegians_read_them() -> None:
    names = ["Åsgløtt", "Čuovggas", "Ørn", "Cobolt", "Dal", "Ærlig", "Đuottar", "Zink"]

    ordered = sorted(names, key=sort_key)

    assert ordered == ["Cobolt", "Čuovggas", "Dal", "Đuottar", "Zink", "Ærlig", "Ørn", "Åsgløtt"]
