"""Room: handlers. Memory: when a question comes back, by fsrs. No clock, no chance: the library's own fuzz is off."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from fsrs import Card, Rating, Scheduler, State

FIRST_BACK: Final = timedelta(days=2)
"""A passed quiz comes back after this; its further questions STAGGER apart."""
STAGGER: Final = timedelta(days=5)

_SCHEDULER: Final = Scheduler(
    learning_steps=(), relearning_steps=(), maximum_interval=180, enable_fuzzing=False, desired_retention=0.9
)
"""Whole days between two questions: nobody here sits down to learn ten minutes later."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """What fsrs knows of a question after an answer, and when it comes back."""

    card: str
    due: datetime


def passed(at: datetime) -> str:
    """The card of a question that was answered in a passed quiz."""
    moment = at.astimezone(UTC)  # fsrs takes no other zone.
    card, _ = _SCHEDULER.review_card(Card(card_id=0, due=moment), Rating.Good, moment)
    return _packed(card, at)


def answered(card: str, now: datetime, *, right: bool) -> Recalled:
    """The card after one more answer. A wrong one brings it back soon."""
    rating = Rating.Good if right else Rating.Again
    after, _ = _SCHEDULER.review_card(_unpacked(card), rating, now.astimezone(UTC))
    return Recalled(_packed(after, now), after.due)


def _packed(card: Card, at: datetime) -> str:
    """The three things fsrs needs again; a card of ours is always in review, never in a step of ten minutes."""
    return json.dumps(
        {"stability": card.stability, "difficulty": card.difficulty, "at": at.astimezone(UTC).isoformat()}
    )


def _unpacked(card: str) -> Card:
    fields = json.loads(card)
    at = datetime.fromisoformat(fields["at"])
    return Card(0, State.Review, None, fields["stability"], fields["difficulty"], due=at, last_review=at)
