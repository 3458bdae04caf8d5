"""Room: model. Password: what follows "mật khẩu là", "mk:", "pass"; but not "mật khẩu là gì"."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from bot.model.masking.find import Find

_KEY: Final = r"(?<![a-z])(?P<key>mat ?khau|mk|pass ?word|pass|pwd)(?![a-z])"
_NAMED: Final = re.compile(
    rf"{_KEY}(?P<between>[^,;.!?\n\0:=0-9]{{0,40}}?)"
    r"(?P<link>\s?[:=]|\s(?:la|is)(?![a-z])|(?=[0-9]))\s{0,3}(?=[^\s\0])"
)
_BARE: Final = re.compile(
    rf"{_KEY}(?P<between>)(?P<link>)\s{{1,3}}(?=[^\s\0]{{4}})(?=[^\s\0]{{0,64}}[0-9][^\s\0]{{0,64}}[0-9@#!$])"
)
_TOKEN: Final = re.compile(r"[^\s\0]{1,64}")

_OWNED: Final = re.compile(
    r"(?:\s*\b(?:cua|toi|em|con|minh|bac|ba|ong|chau|co|chu|moi|cu|vneid|zalo|fb|facebook|gmail|email|mail|wifi"
    r"|dang|nhap|dat|hien|tai|nha|ngan|hang|app|may|dien|thoai|vssid|dvc|va|tk|ten|tui|tao)\b){0,12}\s*"
)
"""Between the key and its value stands only whose it is, or of which app."""

_NO_VALUE: Final = re.compile(
    r"[0-9]{1,3}|gi|j|sao|nao|the|ai|dau|may|bao|khi|do|dieu|cai|chu|so|ky|chuoi|day|mot|nhung|cac|loai|tu|phai|co|khong|ko"
    r"|k|kg|hong|bi|sai|quen|mat|lam|cach|can|nen|rat|de|dai|ngan|toi|it|gom|quan|thu|viec|vi|nhu|duoc|dc|dung"
    r"|cung|khac|giong|ma|pin|otp|pass|mk|vay|ha|nhi|a|nhe|luc|ngay|sinh|ten|cua|trong|o|tren|la|thi|dat|doi|lay"
    r"|xem|coi|mo|vao|vo|giu|biet|lo|nguoi|minh|em|con|ho|no|xin|nho|hoi|moi|cu|van|luon|het|chua|da|dang"
)
_AFTER_VALUE: Final = re.compile(
    r"ma|nhung|va|thi|sao|gio|roi|giup|khong|ko|k|vao|dung|sai|bi|xong|duoc|dc|nha|nhe|do|ne|nay|coi|xem"
)
_LENGTH: Final = re.compile(r"\s?(?:ky tu|chu|lan|phut|ngay|thang|nam)(?![a-z])")

Word = tuple[str, int]
"""A word after the key and where it ends."""


def passwords(text: str) -> Iterator[Find]:
    """The passwords of a view, in order."""
    done = 0
    for match in sorted([*_NAMED.finditer(text), *_BARE.finditer(text)], key=lambda found: found.end()):
        end = _value_end(match, text)
        if match.end() >= done and end:
            yield Find(match.end(), end, "password")
            done = end


def _value_end(match: re.Match[str], text: str) -> int:
    """Where the password after the key ends; 0 when there is none."""
    words = list(_words(text, match.end()))
    first, first_end = words[0]
    owned = _OWNED.fullmatch(match["between"]) is not None
    if _looks_strong(first):
        told = owned or match["link"] != ""
        return _while(words, _looks_strong) if told and not _LENGTH.match(text, first_end) else 0
    # "mk" is also "mình" (I), so "mk là Hoa" tells a name; "mk: hoa" tells a password.
    told = match["key"] != "mk" or match["link"].strip() in (":", "=")
    if not (owned and told) or _NO_VALUE.fullmatch(first):
        return 0
    return _while(words, lambda word: not _AFTER_VALUE.fullmatch(word))


def _words(text: str, start: int) -> Iterator[Word]:
    """Up to four words of the clause that begins at `start`, without the comma after them."""
    for _ in range(4):
        match = _TOKEN.match(text, start)
        if match is None:
            return
        word = match[0].rstrip(",.;?)\"'") or match[0]
        yield word, match.start() + len(word)
        if word != match[0] or text[match.end() : match.end() + 1] != " ":
            return
        start = match.end() + 1


def _while(words: list[Word], belongs: Callable[[str], bool]) -> int:
    """The end of the first word and of those after it that belong to it."""
    end = words[0][1]
    for word, its_end in words[1:]:
        if not belongs(word):
            break
        end = its_end
    return end


def _looks_strong(word: str) -> bool:
    """Four characters or more, with a digit or a sign that nobody writes inside a word."""
    return len(word) >= 4 and any(char.isdigit() or char in "@#$%^&*_" for char in word)
