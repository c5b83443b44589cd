import pytest
from hypothesis import given
from hypothesis import strategies as st

from klyngebot.sandbox.entities import cut, length
from klyngebot.sandbox.errors import ApiError
from klyngebot.sandbox.markdown import parse

RESERVED = "_*[]()~`>#+-=|{}.!\\"


def escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in RESERVED else sign for sign in text)


@pytest.mark.parametrize(
    ("markdown", "text", "kinds"),
    [
        ("*x* _y_ __z__", "x y z", ["bold", "italic", "underline"]),
        ("~x~ ||y||", "x y", ["strikethrough", "spoiler"]),
        ("`x` `a*b`", "x a*b", ["code", "code"]),
        ("```\nx\n```", "x\n", ["pre"]),
        ("```a`b```", "a`b", ["pre"]),
        ("*a _b_*", "a b", ["bold", "italic"]),
        ("__a _b___", "a b", ["underline", "italic"]),
        ("**", "", []),
        ("\\*x\\*", "*x*", []),
        ("[x](https://example.no)", "x", ["text_link"]),
        ("[x](nowhere)", "x", []),
        ("![👍](tg://emoji?id=5)", "👍", ["custom_emoji"]),
        (">a\n>b\nc", "a\nb\nc", ["blockquote"]),
        (">a\n>b||\nc", "a\nb\nc", ["expandable_blockquote"]),
        (">a", "a", ["blockquote"]),
        ("a\n>*b*||", "a\nb", ["expandable_blockquote", "bold"]),
    ],
)
def test_every_mark_of_telegram_becomes_its_entity(
    markdown: str, text: str, kinds: list[str]
) -> None:
    plain, entities = parse(markdown)

    assert plain == text
    assert sorted(entity["type"] for entity in entities) == sorted(kinds)


def test_a_link_and_a_language_are_kept() -> None:
    assert parse("[x](https://example.no/a_\\))")[1][0]["url"] == "https://example.no/a_)"
    assert parse("[example\\.no]")[1][0]["url"] == "http://example.no/"
    assert parse("```python\nx```")[1] == [
        {"type": "pre", "offset": 0, "length": 1, "language": "python"}
    ]


@pytest.mark.parametrize("sign", "()#+-=|{}.!>]")
def test_what_is_reserved_must_be_escaped(sign: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse(f"a{sign}b")

    assert refused.value.description == (
        f"Bad Request: can't parse entities: Character '{sign}' is reserved and must be "
        "escaped with the preceding '\\'"
    )


@pytest.mark.parametrize(
    ("markdown", "refusal"),
    [
        ("å *x", "Can't find end of Bold entity at byte offset 3"),
        ("`x", "Can't find end of Code entity at byte offset 0"),
        ("[x", "Can't find end of TextUrl entity at byte offset 0"),
        ("*_x*_", "Can't find end of Italic entity at byte offset 4"),
        (">*a\nb", "Can't find end of Bold entity at byte offset 1"),
        ("[x](https://example.no", "Can't find end of a URL at byte offset 4"),
    ],
)
def test_what_is_opened_must_be_closed(markdown: str, refusal: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse(markdown)

    assert refused.value.description == f"Bad Request: can't parse entities: {refusal}"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_escaped_text_comes_out_as_it_was(text: str) -> None:
    assert parse(escaped(text)) == (text, [])


@given(st.text(min_size=1), st.text(alphabet="aå😀 ", min_size=1))
def test_an_entity_covers_exactly_what_stood_between_the_marks(before: str, within: str) -> None:
    text, (entity,) = parse(f"{escaped(before)}*{within}*")

    assert entity["offset"] == length(before)
    assert cut(text, entity["offset"], entity["length"]) == within


@given(st.text(alphabet="_*[]()~`>|!\\\na😀:/.", max_size=30))
def test_any_text_is_either_read_or_refused(markdown: str) -> None:
    try:
        text, entities = parse(markdown)
    except ApiError:
        return
    assert all(entity["offset"] + entity["length"] <= length(text) for entity in entities)
