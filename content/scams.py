"""Room: content. Scams: a verdict on a forwarded link, number or message. No network; never "safe" for a stranger.

    shield("nhận quà tại vneid-gov.xyz").verdict  →  "scam_signs", with reasons and the address

None means there is nothing to judge: the lessons answer. The signs are in words/scam_signs.toml, what is known of
addresses in domains.py, and the sentences in copy/safety.toml.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from bot.model.secret import PLACEHOLDERS
from content.domain_lists import domains
from content.domains import Sign, find_links, is_everyday, is_official, is_store, link_signs
from content.links import Link, without_links
from content.patterns import any_of, readings

LISTS: Final = Path(__file__).parent / "words"

OFFICIAL: Final = "official"
SCAM_SIGNS: Final = "scam_signs"
CANNOT_TELL: Final = "cannot_tell"

LINK: Final = "link"
NUMBER: Final = "number"
MESSAGE: Final = "message"

_ENOUGH: Final = 2
"""Points that make a warning."""
_REASONS: Final = 3
"""A person remembers no more."""
_FEW_WORDS: Final = 4
"""A link with hardly a word beside it was forwarded to be judged."""


class Reason(NamedTuple):
    """A sentence of the copy; `value` fills its {value}."""

    key: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class ScamVerdict:
    """What a forwarded thing looks like. `address` is the link or number it is about, "" for a message.

    A strange address is written so that nobody can press it by mistake: "vneid-gov . xyz".
    """

    verdict: str
    reasons: tuple[Reason, ...]
    address: str
    about: str = LINK

    @property
    def head(self) -> str:
        """The sentence to begin with; {address} is its gap."""
        return f"scam.{self.about}_{self.verdict}"

    @property
    def advice(self) -> str:
        """The sentence to end with: what to do now."""
        return f"scam.{self.about}_{self.verdict}_then"

    @property
    def lessons(self) -> tuple[str, ...]:
        """What to read next."""
        return () if self.verdict == OFFICIAL else ("lua-dao-nhan-biet",)


def shield(text: str) -> ScamVerdict | None:
    """The verdict on what a masked text forwards or asks about."""
    heard = readings(without_links(text))
    found = find_links(text)
    if found:
        return _of_links(found, heard)
    return _of_number(text, heard) or _of_message(heard)


# --------------------------------------------------------------------------------------------- links


def _of_links(found: list[Link], heard: tuple[str, ...]) -> ScamVerdict | None:
    strange = [link for link in found if not is_official(link)]
    if not strange:
        return _of_official(found[0], heard)
    spoken = _message_signs(heard)
    worst, signs = max(((link, link_signs(link)) for link in strange), key=lambda pair: _points(pair[1]))
    if _points(signs) + _points(spoken) >= _ENOUGH:
        return ScamVerdict(SCAM_SIGNS, _reasons([*signs, *spoken]), worst.unpressable)
    if all(map(is_everyday, strange)) and not _asks("says", heard) and _is_talk(heard):
        return None
    return ScamVerdict(CANNOT_TELL, _reasons([*signs, *_about(worst)]), worst.unpressable)


def _of_official(link: Link, heard: tuple[str, ...]) -> ScamVerdict | None:
    """A real address in a message that wants a code or money is only bait beside the hook."""
    hooks = [sign for sign in _message_signs(heard) if sign.why in _lists().hooks]
    if hooks:
        return ScamVerdict(SCAM_SIGNS, _reasons(hooks), "", MESSAGE)
    if _is_talk(heard) and not _asks("says", heard):
        return None
    return ScamVerdict(OFFICIAL, (Reason("scam.why_official"),), link.host)


def _about(link: Link) -> list[Sign]:
    return [Sign("store", 0)] if is_store(link) else []


def _is_talk(heard: tuple[str, ...]) -> bool:
    """Whether so much is said around the link that it is a question about something else."""
    return len(heard[0].split()) > _FEW_WORDS


# ------------------------------------------------------------------------------------------- numbers

_NUMBER: Final = re.compile(r"(?<![\d.])(?:1[89]00[ .]?\d{2}[ .]?\d{2}(?:[ .]?\d{2})?|11[1-5]|156|5656)(?!\d)")


def _of_number(text: str, heard: tuple[str, ...]) -> ScamVerdict | None:
    foreign = _lists().foreign.search(text)
    visible = _NUMBER.search(text)
    hidden = PLACEHOLDERS["phone"] in text
    if not (foreign or visible or hidden):
        return None
    spoken = _message_signs(heard)
    if foreign:
        return ScamVerdict(SCAM_SIGNS, _reasons([Sign("foreign", 2, foreign[0]), *spoken]), foreign[0] + "…", NUMBER)
    if any(sign.why in _lists().voices for sign in spoken) and _points(spoken) >= _ENOUGH:
        return ScamVerdict(SCAM_SIGNS, _reasons(spoken), "", MESSAGE)
    if not _asks("about_number", heard):
        return None
    if visible and re.sub(r"\D", "", visible[0]) in domains().phones:
        return ScamVerdict(OFFICIAL, (Reason("scam.why_official_number"),), visible[0], NUMBER)
    return ScamVerdict(CANNOT_TELL, _reasons([*spoken, Sign("number", 0)]), visible[0] if visible else "", NUMBER)


# ------------------------------------------------------------------------------------------ messages


def _of_message(heard: tuple[str, ...]) -> ScamVerdict | None:
    """A message without link or number: only what speaks in a swindler's own voice."""
    spoken = _message_signs(heard)
    if not any(sign.why in _lists().voices for sign in spoken):
        return None
    if _points(spoken) < _ENOUGH or len(heard[0].split()) < _LONG_ENOUGH:
        return None
    told = len(spoken) < _ENOUGH or _asks("report", heard)
    if told and not _asks("about_message", heard):
        return None
    return ScamVerdict(SCAM_SIGNS, _reasons(spoken), "", MESSAGE)


_LONG_ENOUGH: Final = 8


def _message_signs(heard: tuple[str, ...]) -> list[Sign]:
    """The signs in the words, the gravest first."""
    found = [sign for says, unless, sign in _lists().signs if _said(says, heard) and not _said(unless, heard)]
    return sorted(found, key=lambda sign: -sign.weight)


def _asks(which: str, heard: tuple[str, ...]) -> bool:
    return _said(_lists().asks[which], heard)


def _said(pattern: re.Pattern[str], heard: tuple[str, ...]) -> bool:
    return any(map(pattern.search, heard))


def _points(signs: list[Sign]) -> int:
    return sum(sign.weight for sign in signs)


def _reasons(signs: list[Sign]) -> tuple[Reason, ...]:
    return tuple(Reason(f"scam.why_{sign.why}", sign.value) for sign in signs[:_REASONS])


# -------------------------------------------------------------------------------------------- the list


@dataclass(frozen=True, slots=True)
class _Lists:
    signs: tuple[tuple[re.Pattern[str], re.Pattern[str], Sign], ...]
    voices: frozenset[str]
    hooks: frozenset[str]
    asks: dict[str, re.Pattern[str]]
    foreign: re.Pattern[str]


@cache
def _lists() -> _Lists:
    """words/scam_signs.toml, read once.

    Raises:
        ValueError: the list cannot be read; it is ours, so it is our bug.
    """
    try:
        return _read(tomllib.loads((LISTS / "scam_signs.toml").read_text("utf-8")))
    except (KeyError, re.error, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"words/scam_signs.toml cannot be read: {error}") from error


def _read(lists: dict[str, Any]) -> _Lists:
    return _Lists(
        signs=tuple(
            (any_of(e["says"], {}), any_of(e.get("unless", ()), {}), Sign(e["why"], e["weight"])) for e in lists["sign"]
        ),
        voices=frozenset(entry["why"] for entry in lists["sign"] if entry.get("voice")),
        hooks=frozenset(entry["why"] for entry in lists["sign"] if entry.get("hook")),
        asks={which: any_of(patterns, {}) for which, patterns in lists["asks"].items()},
        foreign=re.compile(rf"(?:\+|\b00)(?:{'|'.join(lists['foreign']['prefixes'])})(?=[\s.\d\[(-])"),
    )
