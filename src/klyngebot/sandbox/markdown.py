"""``parse_mode`` MarkdownV2, as strict as Telegram: what is reserved must be escaped.

https://core.telegram.org/bots/api#markdownv2-style

Offsets in the error texts are bytes of the UTF-8 text, as Telegram counts them. The legacy
Markdown is refused: nobody should begin to use it.
"""

import re
from dataclasses import dataclass, field
from typing import NoReturn

from klyngebot.sandbox import links
from klyngebot.sandbox.entities import Entity, length, ordered
from klyngebot.sandbox.errors import bad_request

_MARKS = {
    "```": "pre",
    "`": "code",
    "__": "underline",
    "_": "italic",
    "*": "bold",
    "~": "strikethrough",
    "||": "spoiler",
    "![": "custom_emoji",
    "[": "text_link",
}
_ENDS = {**{kind: mark for mark, kind in _MARKS.items()}, "custom_emoji": "]", "text_link": "]"}
_NAMES = {"text_link": "TextUrl", "custom_emoji": "CustomEmoji", "blockquote": "BlockQuote"}
_CODE = frozenset({"code", "pre"})
_TOKEN = re.compile(
    r"\\(?P<escaped>[\x01-\x7e])|(?P<mark>```|__|\|\||!\[|[_*~`\[\]()>#+\-=|{}.!\n])"
)
_CODE_TOKEN = re.compile(r"\\(?P<escaped>[\x01-\x7e])|(?P<mark>```|`)")
_LANGUAGE = re.compile(r"(?P<language>[^\s`]+(?=\s))?(?:\r\n|\n\r|\n|\r)?")
_URL_PART = re.compile(r"\\([\x01-\x7e])|([^)])", re.DOTALL)
_EMOJI = re.compile(r"tg://emoji\?id=(\d+)")


def parse(text: str) -> tuple[str, list[Entity]]:
    """Return the plain text of ``text`` and its entities.

    Raises:
        ApiError: Telegram would not read it.
    """
    return _Parser(text).run()


@dataclass(slots=True)
class _Open:
    kind: str
    at: int
    offset: int
    begins_at: int
    language: str = ""


@dataclass(slots=True)
class _Parser:
    text: str
    at: int = 0
    out: list[str] = field(default_factory=list)
    size: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    line_begins: bool = True

    def run(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.text):
            kind = self.stack[-1].kind if self.stack else ""
            match = (_CODE_TOKEN if kind in _CODE else _TOKEN).search(self.text, self.at)
            self._write(self.text[self.at : match.start() if match else None])
            if match is None:
                break
            self.at = match.end()
            if match["escaped"]:
                self._write(match["escaped"])
            else:
                self._mark(match["mark"], kind)
        self._end_of_text()
        return "".join(self.out), ordered(self.entities)

    def _mark(self, mark: str, kind: str) -> None:
        begin = self.at - len(mark)
        if mark == "\n":
            self._new_line()
        elif mark == "||" and self._ends_quote():
            self._close_quote("expandable_blockquote")
        elif kind and mark == _ENDS.get(kind):
            self._close()
        elif kind == "code" and mark == "```":
            self.at = begin + 1
            self._close()
        elif kind == "pre":
            self._write(mark)
        elif mark == "__" and kind == "italic":  # the inner one ends first
            self.at = begin + 1
            self._close()
        elif mark == ">" and self.line_begins:
            if not self._is_quoting():
                self._open("blockquote", begin)
        elif mark in _MARKS:
            self._open(_MARKS[mark], begin)
        else:
            _refuse(
                f"Character '{mark[0]}' is reserved and must be escaped with the preceding '\\'"
            )

    def _open(self, kind: str, begin: int) -> None:
        opened = _Open(kind, begin, self.size, len(self.out))
        if kind == "pre":
            match = _LANGUAGE.match(self.text, self.at)
            assert match is not None, "it matches nothing, too"
            opened.language, self.at = match["language"] or "", match.end()
        self.stack.append(opened)

    def _close(self) -> None:
        opened = self.stack.pop()
        entity: Entity = {"type": opened.kind, "offset": opened.offset}
        match opened.kind:
            case "pre" if opened.language:
                entity["language"] = opened.language
            case "text_link":
                url = self._url() if self._is_next("(") else "".join(self.out[opened.begins_at :])
                entity["url"] = links.completed(url)
                if not entity["url"]:
                    return
            case "custom_emoji":
                entity["custom_emoji_id"] = self._emoji()
        if self.size > opened.offset:
            self.entities.append({**entity, "length": self.size - opened.offset})

    def _emoji(self) -> str:
        if not self._is_next("("):
            _refuse("The entity must contain a tg://emoji or tg://time URL")
        match = _EMOJI.fullmatch(self._url())
        if match is None:
            _refuse("Invalid tg://emoji or tg://time URL specified")
        return match[1]

    def _url(self) -> str:
        self.at += 1
        begin, url = self.at, ""
        while match := _URL_PART.match(self.text, self.at):
            url += match[1] or match[2]
            self.at = match.end()
        if not self._is_next(")"):
            _refuse(f"Can't find end of a URL at byte offset {self._bytes(begin)}")
        self.at += 1
        return url

    def _new_line(self) -> None:
        if self._is_quoting() and not self._is_next(">"):
            if self.stack[-1].kind != "blockquote":
                self._refuse_open()
            self._write("\n")
            self._close_quote("blockquote")
        else:
            self._write("\n")
        self.line_begins = True

    def _is_quoting(self) -> bool:
        return any(opened.kind == "blockquote" for opened in self.stack)

    def _ends_quote(self) -> bool:
        """Tell whether ``||`` has just ended the last line of a quote: it is to be unfolded."""
        return bool(
            self.stack
            and self.stack[-1].kind == "blockquote"
            and (self.at == len(self.text) or self._is_next("\n"))
        )

    def _close_quote(self, kind: str) -> None:
        if kind != "blockquote" and self._is_next("\n"):
            self.at += 1
            self._write("\n")
            self.line_begins = True
        opened = self.stack.pop()
        if self.size > opened.offset:
            length_ = self.size - opened.offset
            self.entities.append({"type": kind, "offset": opened.offset, "length": length_})

    def _end_of_text(self) -> None:
        if self.stack and self.stack[-1].kind == "blockquote":
            self._close_quote("blockquote")
        if self.stack:
            self._refuse_open()

    def _refuse_open(self) -> NoReturn:
        opened = self.stack[-1]
        name = _NAMES.get(opened.kind, opened.kind.capitalize())
        if opened.language:
            name = "PreCode"
        _refuse(f"Can't find end of {name} entity at byte offset {self._bytes(opened.at)}")

    def _write(self, piece: str) -> None:
        if piece:
            self.out.append(piece)
            self.size += length(piece)
            self.line_begins = piece == "\n"

    def _is_next(self, sign: str) -> bool:
        return self.text.startswith(sign, self.at)

    def _bytes(self, at: int) -> int:
        return len(self.text[:at].encode())


def _refuse(reason: str) -> NoReturn:
    raise bad_request(f"can't parse entities: {reason}")
