import pytest

from klyngebot.domain.errors import BadInputError
from klyngebot.domain.terms import (
    WORD_LIMIT,
    WORDS_LIMIT,
    Term,
    TermId,
    TermKind,
    Vocabulary,
    read_word,
    read_words,
)

DRILLING = Term(
    id=TermId(1),
    kind=TermKind.COMPETENCE,
    names={"nb": "Kjerneboring", "en": "Core drilling"},
    synonyms=("prøveboring",),
)
LIME = Term(id=TermId(2), kind=TermKind.MATERIAL, names={"nb": "Kalk"}, retired=True)
WORDS = Vocabulary((DRILLING, LIME))


@pytest.mark.parametrize("word", ["Kjerneboring", "core  DRILLING", "Proveboring", "PRØVEBORING"])
def test_two_terms_of_a_kind_share_no_word_however_it_is_spelt(word: str) -> None:
    with pytest.raises(BadInputError) as refused:
        WORDS.check_free(TermKind.COMPETENCE, ["ny", word])

    assert refused.value.problem == "word_taken"
    assert refused.value.values == {"word": word, "term": DRILLING}


def test_a_retired_term_keeps_its_words() -> None:
    with pytest.raises(BadInputError):
        WORDS.check_free(TermKind.MATERIAL, ["kalk"])


def test_a_term_may_keep_its_own_words_and_terms_of_another_kind_may_have_them_too() -> None:
    WORDS.check_free(TermKind.COMPETENCE, ["Prøveboring"], but=DRILLING.id)
    WORDS.check_free(TermKind.MATERIAL, ["Prøveboring"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("prøveboring", ["prøveboring"]),
        (" prøveboring ,, diamant  boring;leting\nskjerping , ", None),
        ("Leting, leting, LETING", ["Leting"]),
    ],
)
def test_words_are_written_with_commas_between(text: str, words: list[str] | None) -> None:
    expected = words or ["prøveboring", "diamant boring", "leting", "skjerping"]

    assert read_words(text) == expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        (" , ; ", "empty"),
        ("x" * (WORD_LIMIT + 1), "line_too_long"),
        ("bra, 🪨", "word_without_letters"),
        (",".join(f"ord {n}" for n in range(WORDS_LIMIT + 1)), "too_many_words"),
    ],
)
def test_words_that_cannot_be_used_are_refused_with_the_reason(text: str, problem: str) -> None:
    with pytest.raises(BadInputError, match=problem):
        read_words(text)


def test_a_word_is_one_clean_line() -> None:
    assert read_word("  Sjeldne \n jordarter ") == "Sjeldne jordarter"
    assert read_word("Å" * WORD_LIMIT) == "Å" * WORD_LIMIT
