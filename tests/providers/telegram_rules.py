"""Tests: what the Bot API refuses in a message, after facts/telegram.md §2 and not after our adapter. Pure.

It knows the tags, escapes and sizes Telegram documents; whatever else is sent is answered 400.
"""

import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from typing import Any

TAGS = frozenset(
    {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "tg-spoiler", "blockquote"}
)
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

DEEP_LINK = re.compile(r"[A-Za-z0-9_-]{1,64}")
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class Refused(Exception):
    """An answer that is not 200."""

    def __init__(self, status: int, description: str, parameters: Mapping[str, Any] | None = None) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters


def bad_request(words: str, **parameters: Any) -> Refused:
    """400 with its words."""
    return Refused(400, f"Bad Request: {words}", parameters or None)


def units(text: str) -> int:
    """UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shown(text: str, parse_mode: str | None) -> str:
    """The text a person would see.

    Raises:
        Refused: empty, too long, or not valid HTML.
    """
    if parse_mode not in (None, "", "HTML"):
        raise bad_request("unsupported parse_mode")
    plain = (_Reader().read(text) if parse_mode else text).strip()
    if not plain:
        raise bad_request("message text is empty")
    if units(plain) > 4096:
        raise bad_request("message is too long")
    return plain


def check_keyboard(markup: Mapping[str, Any] | None) -> Sequence[Sequence[Mapping[str, Any]]]:
    """The rows of an inline keyboard that Telegram would take."""
    rows: Sequence[Sequence[Mapping[str, Any]]] = (markup or {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    if len(buttons) > 100 or any(len(row) > 8 for row in rows):
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        if not button.get("text"):
            raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
        if not 1 <= len(str(button.get("callback_data", "")).encode()) <= 64:
            raise bad_request("BUTTON_DATA_INVALID")
    return rows


class _Reader(HTMLParser):
    """Telegram's HTML: few tags, closed in order, four named entities, every other sign escaped."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._open: list[str] = []
        self._words: list[str] = []

    def read(self, text: str) -> str:
        """The words without their marks."""
        if re.search(r"<(?![a-zA-Z/])", text):
            raise bad_request("can't parse entities: Unsupported start tag")
        self.feed(text)
        self.close()
        if self._open:
            raise bad_request(f"can't parse entities: Can't find end tag corresponding to start tag {self._open[-1]}")
        return "".join(self._words)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in TAGS:
            raise bad_request(f'can\'t parse entities: Unsupported start tag "{tag}" at byte offset 0')
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            raise bad_request(f'can\'t parse entities: Unmatched end tag "{tag}"')

    def handle_data(self, data: str) -> None:
        if "<" in data:
            raise bad_request("can't parse entities: Unclosed start tag")
        self._words.append(data)

    def handle_entityref(self, name: str) -> None:
        self._words.append(NAMED.get(name, f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self._words.append(chr(int(name[1:], 16) if name[0] in "xX" else int(name)))

    def handle_comment(self, data: str) -> None:
        raise bad_request("can't parse entities: Unsupported start tag")

    def handle_decl(self, decl: str) -> None:
        raise bad_request("can't parse entities: Unsupported start tag")
