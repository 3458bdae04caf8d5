"""Chaos: the crowd. People who walk their walk, some patiently, some typing ahead, and remember what they heard."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.model.update import What
from bot.model.urn import Urn
from tests.chaos.walks import CHAOS, Part, urn_of


@dataclass(frozen=True, slots=True)
class Said:
    """One update under way: the provider's id for it, whose it is, what it says."""

    id: str
    urn: Urn
    what: What


@dataclass(frozen=True, slots=True)
class Heard:
    """One send as the provider saw it."""

    message: int
    life: int
    text: str


@dataclass(slots=True)
class Person:
    """Somebody on a walk. `ahead` is how many updates they send without waiting for the answers."""

    urn: Urn
    part: Part
    ahead: int
    said: int = 0
    heard: list[Heard] = field(default_factory=list)
    _messages: set[int] = field(default_factory=set)
    _answered: int = 0
    _left: int = 0

    def __post_init__(self) -> None:
        self._left = len(self.part.answers[0])

    def speak(self) -> Iterator[Said]:
        """What they say next, as far as they do not wait for an answer."""
        while self.said < len(self.part.walk.says) and self.said - self._answered < self.ahead:
            yield Said(f"{self.urn}/{self.said}", self.urn, self.part.walk.says[self.said])
            self.said += 1

    def hear(self, heard: Heard) -> bool:
        """Take a message in; False when it is one they know already."""
        self.heard.append(heard)
        if heard.message in self._messages:
            return False
        self._messages.add(heard.message)
        self._left -= 1
        while self._left <= 0 and self._answered < len(self.part.answers):
            self._answered += 1
            if self._answered < len(self.part.answers):
                self._left += len(self.part.answers[self._answered])
        return True

    @property
    def finished(self) -> bool:
        """Everything said and answered."""
        return self._answered == len(self.part.walk.says)


class Crowd:
    """So many people at a time; whoever is finished makes room for the next one, until `close`."""

    def __init__(self, parts: list[Part], at_once: int, chance: random.Random, channel: str = CHAOS) -> None:
        self._parts = parts
        self._channel = channel
        self._at_once = at_once
        self._chance = chance
        self._open = True
        self.people: dict[Urn, Person] = {}
        self._busy: set[Urn] = set()

    def close(self) -> None:
        """Nobody new comes; those who are here finish."""
        self._open = False

    def arrive(self) -> Iterator[Said]:
        """Fill up, and give the first words of the newcomers."""
        while self._open and len(self._busy) < self._at_once:
            urn = urn_of(len(self.people), self._channel)
            part = self._parts[len(self.people) % len(self._parts)]
            self.people[urn] = Person(urn, part, self._chance.choice((1, 1, 2, 4)))
            self._busy.add(urn)
            yield from self.people[urn].speak()

    def hear(self, urn: Urn, heard: Heard) -> Iterator[Said]:
        """Somebody heard something; give what is said because of it."""
        person = self.people[urn]
        person.hear(heard)
        yield from person.speak()
        if person.finished:
            self._busy.discard(urn)
            yield from self.arrive()

    @property
    def finished(self) -> bool:
        """Everybody who came is done."""
        return not self._busy
