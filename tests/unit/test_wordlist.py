import pytest

from klyngebot.services.query import words_of
from klyngebot.services.wordlist import Likeness, WordList

WORDS = WordList(["kjerneboring", "boring", "kvarts", "grafitt", "rana", "bor", "ree", "kvarts"])


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("boring", {"boring": Likeness.SAME, "kjerneboring": Likeness.INSIDE}),
        ("kjerne", {"kjerneboring": Likeness.BEGINNING}),
        ("bor", {"bor": Likeness.SAME, "boring": Likeness.BEGINNING}),
        ("bo", {}),
        ("ring", {"boring": Likeness.INSIDE, "kjerneboring": Likeness.INSIDE}),
        ("rin", {}),
        ("", {}),
        ("a\nb", {}),
    ],
)
def test_a_word_is_itself_a_beginning_or_a_part(typed: str, found: dict[str, Likeness]) -> None:
    assert WORDS.like(typed) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("kvrats", {"kvarts": Likeness.ONE_SLIP}),
        ("kvart", {"kvarts": Likeness.ONE_SLIP}),
        ("kvaarts", {"kvarts": Likeness.ONE_SLIP}),
        ("kvirts", {"kvarts": Likeness.ONE_SLIP}),
        ("vkarts", {"kvarts": Likeness.ONE_SLIP}),
        ("kvirtz", {}),
        ("rena", {"rana": Likeness.ONE_SLIP}),
        ("rea", {}),
        ("kjerneborin", {"kjerneboring": Likeness.ONE_SLIP}),
        ("kjerebornig", {"kjerneboring": Likeness.TWO_SLIPS}),
        ("grafit", {"grafitt": Likeness.ONE_SLIP}),
    ],
)
def test_a_slip_is_forgiven_in_four_letters_and_two_in_eight(
    typed: str, found: dict[str, Likeness]
) -> None:
    assert WORDS.near(typed) == found


def test_the_nearest_words_come_first() -> None:
    assert WORDS.nearest("grafikk", 3) == ["grafitt"]
    assert WORDS.nearest("kv", 3) == []


def test_a_list_of_no_words_has_none() -> None:
    assert WordList([]).like("boring") == {}
    assert WordList([]).near("boring") == {}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("hvem kan prøveboring i Finnmark?", ["proveboring", "finnmark"]),
        ("Kven kan prøveboring i Finnmark", ["proveboring", "finnmark"]),
        ("who can do core drilling in Troms", ["core", "drilling", "troms"]),
        ("ekspert på kvarts", ["kvarts"]),
        ("noen som kan grafitt", ["grafitt"]),
        ("hvem kan", ["hvem", "kan"]),
        ("Kåfjord-Kvarts", ["kafjord", "kvarts"]),
        ("kvarts kvarts KVARTS", ["kvarts"]),
        ("!?", []),
    ],
)
def test_the_small_words_of_a_question_are_left_out_but_never_all(
    asked: str, words: list[str]
) -> None:
    assert words_of(asked) == words


def test_a_whole_page_is_not_looked_for_word_by_word() -> None:
    assert len(words_of(" ".join(f"ord{number}" for number in range(500)))) == 12
    assert words_of("x" * 5000) == []
