"""Room: model. Nearby: what the words around a few digits make of them. Reads at most REACH characters away."""

import re
from typing import Final, NamedTuple

REACH: Final = 64

_LINK: Final = r"(?![a-z])[\s:=\"'(.-]{0,4}(?:(?:la|is|so|nay|day|cua toi)[\s:=\"'(]{0,3}){0,2}$"
_NEAR: Final = r"(?![a-z])(?:[^.!?;\0]|\.(?!\s)){0,40}"
# Codes one may show around; what follows the word "mã" in their names.
_OPEN_CODE: Final = (
    "ho so|so thue|vung|buu|lop|tinh|xa|huyen|truong|quoc gia|vach|giam|khuyen|don hang|van don|chia se|moi"
)
_MA: Final = rf"(?<![a-z])ma(?! (?:{_OPEN_CODE})(?![a-z]))"
_BANK: Final = (
    "vcb|vietcombank|agribank|bidv|mb|mbbank|mb bank|techcombank|tcb|vietinbank|acb|sacombank|vpbank|tpbank"
    "|vib|shb|ocb|hdbank|lpbank|lienvietpostbank|msb|seabank|momo|zalopay|viettel money"
)


class Word(NamedTuple):
    """Words that make a secret of the digits beside them, when there are `least` to `most` of them."""

    kind: str
    least: int
    most: int
    strong: re.Pattern[str]
    """Right before the digits, whatever these look like."""
    weak: re.Pattern[str]
    """Before digits that look like neither a year nor an amount."""


WORDS: Final = (
    Word(
        "id_number",
        6,
        15,
        re.compile(
            rf"(?<![a-z])(?:cccd|cmnd|cmt|can cuoc|chung minh(?: thu| nhan dan)?|dinh danh|ho chieu|passport){_LINK}"
        ),
        re.compile(rf"(?<![a-z])(?:bhxh|bhyt|bao hiem(?: y te| xa hoi)?|ma so thue|mst){_LINK}"),
    ),
    Word(
        "code",
        4,
        8,
        re.compile(rf"(?<![a-z])(?:otp|pin|passcode|mat ma|cvv|cvc){_LINK}"),
        re.compile(
            rf"(?<![a-z])(?:otp|pin|passcode|mat ma|cvv|cvc|code|xac nhan|xac thuc|kich hoat){_NEAR}$"
            # Without its accent "mã" may be "mà", so more is asked of it: nothing between, or a "là" at the end.
            rf"|{_MA}{_LINK}|{_MA}{_NEAR}(?:(?<![a-z])la|[:=])\s{{0,3}}$"
        ),
    ),
    Word(
        "card",
        6,
        19,
        re.compile(rf"(?<![a-z])(?:stk|so tai khoan|so the|so tk){_LINK}"),
        re.compile(
            rf"(?<![a-z])(?:stk|tai khoan|tk|account|acc|atm|the ngan hang){_NEAR}$|(?<![a-z])(?:the|{_BANK}){_LINK}"
        ),
    ),
)
_CODE_AFTER: Final = re.compile(
    r"\s?[-(]?\s?(?:otp|ma otp|ma pin|ma xac|mat ma)(?![a-z])"
    r"|\s(?:la|is)\s[^.!?;\0]{0,32}(?<![a-z])(?:otp|pin|passcode|ma|code|xac nhan|xac thuc)(?![a-z])"
)
_BANK_AFTER: Final = re.compile(rf"\s?[-(]?\s?(?:ngan hang|{_BANK})(?![a-z])")


def is_told(text: str, start: int) -> bool:
    """Whether the words right before `start` say by themselves that a secret comes."""
    before = text[max(0, start - REACH) : start]
    return any(word.strong.search(before) for word in WORDS)


def kind_near(digits: str, text: str, start: int, end: int) -> str:
    """What the words around `digits` (text[start:end]) make of them, "" for nothing."""
    before, after = text[max(0, start - REACH) : start], text[end : end + REACH]
    fitting = [word for word in WORDS if word.least <= len(digits) <= word.most]
    for word in fitting:
        if word.strong.search(before):
            return word.kind
    if is_year(digits) or digits.endswith("000"):
        return ""
    for word in fitting:
        if word.weak.search(before):
            return word.kind
    return _kind_after(digits, after)


def _kind_after(digits: str, after: str) -> str:
    if 4 <= len(digits) <= 8 and _CODE_AFTER.match(after):
        return "code"
    return "card" if len(digits) >= 6 and _BANK_AFTER.match(after) else ""


def is_year(digits: str) -> bool:
    """1960, 2026."""
    return len(digits) == 4 and digits[:2] in ("19", "20")
