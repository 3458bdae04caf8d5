"""Room: content. Noise: a phrase as another hand would have typed it, for training only."""

from collections.abc import Sequence
from random import Random
from typing import Final

_LETTERS: Final = "abcdeghiklmnopqrstuvxy"
_BEFORE: Final = tuple(
    """
    cho hoi|em oi|cho em hoi|bac oi|chau oi|alo|chi giup|nho chi|giup toi|cho toi hoi|moi nguoi oi|can bo oi|lam on
    |toi muon hoi|da|hom qua|may nay|bay gio|con toi bao|huong dan toi|toi
    """.replace("\n", "").split("|")
)
_AFTER: Final = tuple(
    """
    voi a|vay|the nao|lam sao|duoc khong|nhe|di|giup toi|o dau|gio|roi|nha|thi sao|huong dan voi|khong biet|lam gi|day
    """.replace("\n", "").split("|")
)


def noisy(words: Sequence[str], chance: Random) -> tuple[str, ...]:
    """The words shortened, some dropped, some misspelt, with a word of politeness around them."""
    kept = _dropped(_cut(list(words), chance), chance)
    spelt = [word for word in _misspelt(kept, chance) if word]
    before = chance.choice(_BEFORE).split() if chance.random() < 0.3 else []
    after = chance.choice(_AFTER).split() if chance.random() < 0.3 else []
    return (*before, *spelt, *after)


def _cut(words: list[str], chance: Random) -> list[str]:
    """A part of a long story."""
    if len(words) <= 16 or chance.random() < 0.5:
        return words
    size = chance.randint(10, len(words))
    start = chance.randint(0, len(words) - size)
    return words[start : start + size]


def _dropped(words: list[str], chance: Random) -> list[str]:
    if len(words) <= 2:
        return words
    rate = chance.choice((0.0, 0.1, 0.2, 0.3))
    return [word for word in words if chance.random() >= rate] or words


def _misspelt(words: list[str], chance: Random) -> list[str]:
    rate = chance.choice((0.0, 0.0, 0.06, 0.15))
    return [_slip(word, chance) if len(word) > 1 and chance.random() < rate else word for word in words]


def _slip(word: str, chance: Random) -> str:
    """One key missed, swapped, added or mistaken."""
    at = chance.randrange(len(word))
    key = chance.choice(_LETTERS)
    slips = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
        word[:at] + key + word[at:],
        word[:at] + key + word[at + 1 :],
    )
    return chance.choice(slips)
