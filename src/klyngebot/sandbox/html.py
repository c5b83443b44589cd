"""``parse_mode`` HTML, read as Telegram's own server reads it (tdlib, ``do_parse_html``).

Offsets in the error texts are bytes of the UTF-8 text, as Telegram counts them.
"""

import re
from dataclasses import dataclass, field
from typing import NoReturn

from klyngebot.sandbox import links
from klyngebot.sandbox.entities import Entity, length
from klyngebot.sandbox.errors import bad_request

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "blockquote": "blockquote",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#[xX](?P<hex>[0-9a-fA-F]+)|#(?P<dec>[0-9]+)|(?P<name>[a-z]+));?")
_TOKEN = re.compile(r"[^<&]+|[<&]")
_WORD = re.compile(r"[^\s>]*")
_SPACE = re.compile(r"\s*")
_ATTRIBUTE = re.compile(r"""[^\s=>/"']*""")
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.-]*")


def parse(text: str) -> tuple[str, list[Entity]]:
    """Return the plain text of ``text`` and its entities.

    Raises:
        ApiError: It is no HTML Telegram would take.
    """
    if "<" not in text and "&" not in text:
        return text, []
    return _Parser(text).run()


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    offset: int
    begins_at: int


@dataclass(slots=True)
class _Parser:
    text: str
    at: int = 0
    out: list[str] = field(default_factory=list)
    size: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def run(self) -> tuple[str, list[Entity]]:
        while match := _TOKEN.match(self.text, self.at):
            if match[0] == "<":
                self._end_tag() if self.text.startswith("</", self.at) else self._start_tag()
            elif match[0] == "&":
                self._reference()
            else:
                self._write(match[0])
                self.at = match.end()
        if self.stack:
            _refuse(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')
        return "".join(self.out), self.entities

    def _write(self, piece: str) -> None:
        self.out.append(piece)
        self.size += length(piece)

    def _reference(self) -> None:
        character, self.at = _character(self.text, self.at)
        self._write(character)

    def _start_tag(self) -> None:
        begin = self.at
        tag = self._take(_WORD, begin + 1).lower()
        if self.at == len(self.text):
            self._refuse_at(begin, "Unclosed start tag")
        if tag not in _KINDS:
            self._refuse_at(begin, f'Unsupported start tag "{tag}"')
        argument = ""
        while True:
            self._take(_SPACE, self.at)
            if self.text.startswith(">", self.at):
                break
            argument = self._argument(tag, begin) or argument
        if tag == "span" and argument != "spoiler":
            self._refuse_at(begin, 'Tag "span" must have class "tg-spoiler"')
        self.at += 1
        self.stack.append(_Open(tag, argument, self.size, len(self.out)))

    def _argument(self, tag: str, begin: int) -> str:
        """Read one attribute; return what it means for ``tag``, or nothing."""
        name = self._take(_ATTRIBUTE, self.at).lower()
        if not name:
            self._refuse_at(begin, f'Empty attribute name in the tag "{tag}"')
        self._take(_SPACE, self.at)
        value = ""
        if self.text.startswith("=", self.at):
            self._take(_SPACE, self.at + 1)
            if self.at == len(self.text):
                self._refuse_at(begin, f'Unclosed start tag "{tag}"')
            value = self._value(begin)
            if self.at == len(self.text):
                self._refuse_at(begin, "Unclosed start tag")
        elif self.at == len(self.text):
            self._refuse_at(begin, f'Unclosed start tag "{tag}"')
        match tag, name:
            case "a", "href":
                return value
            case "code", "class" if value.startswith("language-"):
                return value.removeprefix("language-")
            case "span", "class" if value.startswith("tg-"):
                return value.removeprefix("tg-")
            case "blockquote", "expandable":
                return "expandable"
        return ""

    def _value(self, begin: int) -> str:
        quote = self.text[self.at : self.at + 1]
        if quote not in {'"', "'"}:
            token_at = self.at
            value = self._take(_NAME_TOKEN, self.at).lower()
            follows = self.text[self.at : self.at + 1]
            if follows and not follows.isspace() and follows != ">":
                self._refuse_at(token_at, "Unexpected end of name token")
            return value
        end = self.text.find(quote, self.at + 1)
        if end < 0:
            self._refuse_at(begin, "Unclosed start tag")
        raw, self.at = self.text[self.at + 1 : end], end + 1
        return _REFERENCE.sub(lambda match: _referred(match) or match[0], raw)

    def _end_tag(self) -> None:
        begin = self.at
        if not self.stack:
            self._refuse_at(begin, "Unexpected end tag")
        tag = self._take(_WORD, begin + 2)
        self._take(_SPACE, self.at)
        if not self.text.startswith(">", self.at):
            self._refuse_at(begin, "Unclosed end tag")
        opened = self.stack.pop()
        if tag and tag != opened.tag:
            self._refuse_at(
                begin, "Unmatched end tag", f', expected "</{opened.tag}>", found "</{tag}>"'
            )
        self.at += 1
        if self.size > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity: Entity = {
            "type": _KINDS[opened.tag],
            "offset": opened.offset,
            "length": self.size - opened.offset,
        }
        match opened.tag:
            case "a":
                url = opened.argument or "".join(self.out[opened.begins_at :])
                entity["url"] = links.completed(url)
                if not entity["url"]:
                    return
            case "blockquote" if opened.argument:
                entity["type"] = "expandable_blockquote"
            case "code" if self._is_code_of_pre(opened):
                return
            case "pre" if opened.argument:
                entity["language"] = opened.argument
        self.entities.append(entity)

    def _is_code_of_pre(self, opened: _Open) -> bool:
        """Tell whether this is ``<pre><code class="language-…">``: it names the language."""
        outer = self.stack[-1] if self.stack else None
        if outer is None or outer.tag != "pre" or not opened.argument:
            return False
        outer.argument = opened.argument
        return True

    def _take(self, pattern: re.Pattern[str], at: int) -> str:
        match = pattern.match(self.text, at)
        assert match is not None, "every pattern here matches nothing, too"
        self.at = match.end()
        return match[0]

    def _refuse_at(self, at: int, reason: str, rest: str = "") -> NoReturn:
        _refuse(f"{reason} at byte offset {len(self.text[:at].encode())}{rest}")


def _character(text: str, at: int) -> tuple[str, int]:
    """Return the character a reference stands for, and where the text goes on.

    Telegram leaves what it does not know as it is: ``&nbsp;`` stays ``&nbsp;``.
    """
    match = _REFERENCE.match(text, at)
    if match is None:
        return text[at], at + 1
    character = _referred(match)
    return (character, match.end()) if character else (text[at], at + 1)


def _refuse(reason: str) -> NoReturn:
    raise bad_request(f"can't parse entities: {reason}")


def _referred(match: re.Match[str]) -> str:
    """Return the character of a reference, or nothing when Telegram knows none."""
    if match["name"]:
        return _NAMED.get(match["name"], "")
    code = int(match["hex"], 16) if match["hex"] else int(match["dec"])
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
