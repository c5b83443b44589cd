from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klyngebot.sandbox.entities import cut, length
from klyngebot.sandbox.errors import ApiError
from klyngebot.sandbox.html import parse


@pytest.mark.parametrize(
    ("html", "kinds"),
    [
        ("<b>x</b><strong>x</strong>", ["bold", "bold"]),
        ("<i>x</i><em>x</em>", ["italic", "italic"]),
        ("<u>x</u><ins>x</ins>", ["underline", "underline"]),
        ("<s>x</s><strike>x</strike><del>x</del>", ["strikethrough"] * 3),
        ("<code>x</code><pre>x</pre>", ["code", "pre"]),
        ("<tg-spoiler>x</tg-spoiler>", ["spoiler"]),
        ('<span class="tg-spoiler">x</span>', ["spoiler"]),
        ("<blockquote>x</blockquote>", ["blockquote"]),
        ("<blockquote expandable>x</blockquote>", ["expandable_blockquote"]),
        ("<B>x</>", ["bold"]),
        ("<b></b>", []),
    ],
)
def test_every_tag_of_telegram_becomes_its_entity(html: str, kinds: list[str]) -> None:
    assert [entity["type"] for entity in parse(html)[1]] == kinds


def test_offsets_count_in_utf_16() -> None:
    text, entities = parse("😀å <b>č😀</b>")

    assert text == "😀å č😀"
    assert entities == [{"type": "bold", "offset": 4, "length": 3}]
    assert cut(text, 4, 3) == "č😀"


def test_tags_may_lie_within_tags() -> None:
    assert parse("<b>a<i>b</i></b>") == (
        "ab",
        [{"type": "italic", "offset": 1, "length": 1}, {"type": "bold", "offset": 0, "length": 2}],
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("&lt;&gt;&amp;&quot;", '<>&"'),
        ("&#229;&#xe5;&#xE5", "ååå"),
        ("&nbsp; & &#0; &#xD800;", "&nbsp; & &#0; &#xD800;"),
    ],
)
def test_references_are_read_and_unknown_ones_stay(html: str, text: str) -> None:
    assert parse(html) == (text, [])


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ('<a href="https://x.no/?a=1&amp;b=2">x</a>', "https://x.no/?a=1&b=2"),
        ("<a href='https://x.no' title = \"x\" >x</a>", "https://x.no"),
        ("<a href=x.no>x</a>", "http://x.no/"),
        ("<a>https://x.no</a>", "https://x.no"),
    ],
)
def test_a_link_has_an_address(html: str, url: str) -> None:
    (entity,) = parse(html)[1]
    assert (entity["type"], entity["url"]) == ("text_link", url)


def test_a_link_without_an_address_is_plain_text() -> None:
    assert parse('<a href="nowhere">x</a>') == ("x", [])


def test_code_within_pre_names_the_language() -> None:
    assert parse('<pre><code class="language-python">x</code></pre>')[1] == [
        {"type": "pre", "offset": 0, "length": 1, "language": "python"}
    ]
    assert [entity["type"] for entity in parse("<pre><code>x</code></pre>")[1]] == ["code", "pre"]


@pytest.mark.parametrize(
    ("html", "refusal"),
    [
        ("å<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        (
            "<b>x</i>",
            'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
        ),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<a ", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b>x</b y>", "Unclosed end tag at byte offset 4"),
        ("<a =x>x</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x/y>x</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        (
            "<span class='red'>x</span>",
            'Tag "span" must have class "tg-spoiler" at byte offset 0',
        ),
    ],
)
def test_html_telegram_would_not_read_is_refused(html: str, refusal: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse(html)

    assert refused.value.description == f"Bad Request: can't parse entities: {refusal}"


@given(st.text())
def test_escaped_text_comes_out_as_it_was(text: str) -> None:
    assert parse(escape(text)) == (text, [])


@given(st.text(min_size=1), st.text(min_size=1))
def test_an_entity_covers_exactly_what_stood_in_the_tag(before: str, within: str) -> None:
    text, (entity,) = parse(f"{escape(before)}<b>{escape(within)}</b>")

    assert entity["offset"] == length(before)
    assert cut(text, entity["offset"], entity["length"]) == within


@given(st.text(alphabet="<>/ab=\"'& i", max_size=30))
def test_any_text_is_either_read_or_refused(html: str) -> None:
    try:
        text, entities = parse(html)
    except ApiError:
        return
    assert all(entity["offset"] + entity["length"] <= length(text) for entity in entities)
