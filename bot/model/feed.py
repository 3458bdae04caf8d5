"""Room: model. Feed: what lets a person count for a target: enough of these lessons on this rung."""

from dataclasses import dataclass

from bot.model.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Feed:
    """`needed` of `lessons` at exactly `evidence` make one person for `target`."""

    target: str
    evidence: Evidence
    lessons: tuple[str, ...]
    needed: int = 1
