"""Room: model. Digits: numbers in the view, judged by their shape first and then by the words around them."""

import itertools
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from bot.model.masking.find import Find
from bot.model.masking.nearby import is_year, kind_near


class Group(NamedTuple):
    """Digits written without a gap; o and O already count as 0."""

    start: int
    end: int
    digits: str


_GROUP: Final = re.compile(r"(?:(?<![a-z])o+)?[0-9][0-9o]*")
_GAP: Final = re.compile(r"[ \t._/()·•\u2010-\u2015+-]{1,3}|,")
_MOST: Final = 19
"""No card number is longer."""


def numbers(text: str) -> Iterator[Find]:
    """The secret numbers of a view."""
    for chain in _chains(text):
        yield from _judge(chain, text)


def _groups(text: str) -> Iterator[Group]:
    for match in _GROUP.finditer(text):
        word, end = match[0], match.end()
        if text[end : end + 1].isalpha():  # "5ong": that o belongs to the word
            word = word.rstrip("o")
        yield Group(match.start(), match.start() + len(word), word.replace("o", "0"))


def _chains(text: str) -> Iterator[list[Group]]:
    """Groups that stand so close that they may be one number."""
    chain: list[Group] = []
    for group in _groups(text):
        if chain and not _GAP.fullmatch(text, chain[-1].end, group.start):
            yield chain
            chain = []
        chain.append(group)
    if chain:
        yield chain


def _judge(chain: list[Group], text: str) -> Iterator[Find]:
    """The secrets of one chain; what has no shape of its own is left to the words around it."""
    rest: list[Group] = []
    index = 0
    while index < len(chain):
        length, kind = _shape_at(chain, index)
        if length == 0:
            rest.append(chain[index])
            index += 1
            continue
        yield from _by_words(rest, text)
        rest = []
        if kind:
            yield _found(chain[index : index + length], kind, text)
        index += length
    yield from _by_words(rest, text)


def _found(groups: list[Group], kind: str, text: str) -> Find:
    """The find, with a bank's name beside it an account, with a plus before it a phone."""
    start, end = groups[0].start, groups[-1].end
    digits = "".join(group.digits for group in groups)
    if text[start - 1 : start] == "+" and not digits.startswith("84"):
        # The country stays readable: from some of them only swindlers call.
        return Find(start + min(3, len(groups[0].digits)), end, "phone")
    if kind == "id_number":
        kind = kind_near(digits, text, start, end) or kind
    belongs = text[start - 1 : start] == "+" or (text[start - 1 : start] == "(" and ")" in text[start:end])
    return Find(start - belongs, end, kind)


def _by_words(groups: list[Group], text: str) -> Iterator[Find]:
    digits = "".join(group.digits for group in groups)
    if len(digits) < 4 or _HOTLINE.fullmatch(digits):
        return
    start, end = groups[0].start, groups[-1].end
    if kind := kind_near(digits, text, start, end):
        yield Find(start, end, kind)


# -------------------------------------------------------------------------------------------- shapes

_HOTLINE: Final = re.compile(r"1[89]00(?:[0-9]{4}|[0-9]{6})|5656")
_PHONE: Final = re.compile(r"(?:(?:00)?840?|0)(?:[35789][0-9]{8}|2[0-9]{9}|1[2689][0-9]{8})")
_SPACED_LENGTHS: Final = (9, 10, 11, 12, 13, 15, 16, _MOST)


def _shape_at(chain: list[Group], index: int) -> tuple[int, str]:
    """How many groups from `index` on are one number of a known shape (0: none), and its kind ("": public)."""
    if kind := _shape(chain[index].digits):
        return 1, kind
    best = (0, "")
    digits = ""
    for length, group in enumerate(chain[index : index + _MOST], start=1):
        digits += group.digits
        if _HOTLINE.fullmatch(digits):
            return length, ""
        if len(digits) > _MOST or (length > 1 and _stands_alone(group.digits)):
            break
        if kind := _shape_in_groups(chain[index : index + length], digits):
            best = (length, kind)
    return best


def _stands_alone(digits: str) -> bool:
    """A whole phone or identity number is never the end of another one."""
    return len(digits) >= 12 or bool(_PHONE.fullmatch(digits))


def _shape(digits: str) -> str:
    """The kind of a number by itself. A long one of no known shape is hidden too: better once too often."""
    if len(digits) < 9 or _HOTLINE.fullmatch(digits) or _is_amount(digits):
        return ""
    if _PHONE.fullmatch(digits):
        return "phone"
    return "card" if len(digits) >= 13 else "id_number"


def _shape_in_groups(groups: list[Group], digits: str) -> str:
    """The same for several groups, where a list of small numbers must not look like one number."""
    if len(groups) == 1 or len(digits) not in _SPACED_LENGTHS or _is_list(groups):
        return ""
    return _shape(digits) if len(digits) != 13 or _PHONE.fullmatch(digits) or _luhn(digits) else ""


def _is_list(groups: list[Group]) -> bool:
    """1 2 3 4 5 6 7 8 9, or 2024 2025 2026."""
    steps = itertools.pairwise(int(group.digits) for group in groups)
    counting = len(groups) > 3 and all(later == one + 1 for one, later in steps)
    return counting or all(is_year(group.digits) for group in groups)


def _is_amount(digits: str) -> bool:
    """150500000 is money: a person's numbers hardly ever end in four zeros."""
    return digits[0] != "0" and digits.endswith("0000") and len(digits) <= 11


def _luhn(digits: str) -> bool:
    """The check digit that every bank card carries."""
    doubled = (sum(divmod(int(digit) * 2, 10)) for digit in digits[-2::-2])
    return (sum(int(digit) for digit in digits[-1::-2]) + sum(doubled)) % 10 == 0
