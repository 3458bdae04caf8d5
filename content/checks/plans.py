"""Room: content. The campaign files as the check sees them: their own problems, and the lessons they name."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from content.campaign_file import load_campaign
from content.checks.references import Mention
from content.problem import Problem


@dataclass(frozen=True, slots=True)
class Plans:
    """What all campaign files together say wrong, and which lessons they need."""

    problems: tuple[Problem, ...]
    mentions: tuple[Mention, ...]


def read_plans(folder: Path) -> Plans:
    """Every plan of the folder; a broken one is told its own problems first."""
    problems: list[Problem] = []
    mentions: list[Mention] = []
    for path in sorted(folder.glob("*.toml")):
        plan = load_campaign(path)
        if isinstance(plan, tuple):
            problems += plan
        else:
            mentions += _mentions(path, plan.lesson_ids())
    return Plans(tuple(problems), tuple(mentions))


def _mentions(path: Path, lesson_ids: tuple[str, ...]) -> Iterator[Mention]:
    """Where each lesson is named first; a plan names it as a quoted word."""
    lines = path.read_text("utf-8").split("\n")
    file = "/".join(path.parts[-3:])
    for lesson_id in lesson_ids:
        line = next((number for number, text in enumerate(lines, 1) if f'"{lesson_id}"' in text), 1)
        yield Mention(lesson_id, file, line)
