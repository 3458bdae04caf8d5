"""Room: model. Secret: what must never be kept is masked before anything is stored. Never raises, linear time.

    mask("otp la 482913 nha")  →  Masked("otp la [mã bí mật] nha", ("code",))

The text is read through a view (masking/view.py). Passwords are taken out first, then what is plainly no secret
(dates, prices, hosts: masking/plain.py), and what remains of digits is judged by its shape and by the words around
it (masking/digits.py, nearby.py). Taking out can only make less look secret, so masking twice changes nothing.
"""

from dataclasses import dataclass

from bot.model.masking.digits import numbers
from bot.model.masking.find import PLACEHOLDERS, Find, blank
from bot.model.masking.password import passwords
from bot.model.masking.plain import blank_plain
from bot.model.masking.view import view


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without its secrets; `kinds` (keys of PLACEHOLDERS) says which there were, each once, in order."""

    text: str
    kinds: tuple[str, ...] = ()


def mask(text: str) -> Masked:
    """`text` with every secret replaced by what it was."""
    seen = view(text)
    hidden = list(passwords(seen.text))
    hidden.extend(numbers(blank_plain(blank(seen.text, hidden))))
    hidden.sort()
    return Masked(_replace(text, seen.at, hidden), tuple(dict.fromkeys(find.kind for find in hidden)))


def _replace(text: str, at: list[int], hidden: list[Find]) -> str:
    parts, done = [], 0
    for find in hidden:
        parts += [text[done : at[find.start]], PLACEHOLDERS[find.kind]]
        done = at[find.end]
    return "".join([*parts, text[done:]])


__all__ = ["PLACEHOLDERS", "Masked", "mask"]
