"""Tests: an independent recount of everything that is exported, from the raw facts, without any code of the program.

It reads the tables of facts only (completions, contacts, happenings and what offices gave) and the plan's TOML file.
"""

import sqlite3
import tomllib
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

Place = tuple[str, ...]
ADULTS: Final = {"nguoi-dan", "nguoi-cao-tuoi", "can-bo", "lao-dong-htx", "tieu-thuong"}
GROUPS: Final = {
    "nguoi-truong-thanh": ADULTS,
    "nguoi-dan": ADULTS | {"hoc-sinh"},
    "hoc-sinh": {"hoc-sinh"},
    "can-bo": {"can-bo"},
    "lao-dong": {"lao-dong-htx"},
}


@dataclass(frozen=True)
class Fact:
    """One row of completions."""

    id: int
    person: int | None
    lesson: str
    rung: str
    day: str
    unit: str
    group: str
    channel: str
    share: str
    first: bool

    def at(self, by: tuple[str, ...]) -> Place:
        """Where it counts."""
        return tuple(self.day[:7] if name == "month" else str(getattr(self, name)) for name in by)


class Recount:
    """What the facts say."""

    def __init__(self, path: Path, plan: Path) -> None:
        with closing(sqlite3.connect(path)) as db:
            rows = db.execute(
                "SELECT id, contact_id, lesson, evidence, day, unit, grp, channel, share, first FROM completions"
            )
            self.facts = [Fact(*row[:-1], bool(row[-1])) for row in rows]
            self.opened = db.execute("SELECT lesson, day, channel FROM happenings WHERE kind = 'opened'").fetchall()
            self.given = db.execute("SELECT unit, what, value FROM denominators ORDER BY as_of, id").fetchall()
            self.official = db.execute("SELECT series, unit, value FROM officials ORDER BY as_of, id").fetchall()
        self.plan = tomllib.loads(plan.read_text(encoding="utf-8"))

    def events(self, by: tuple[str, ...], rung: str, since: str = "", until: str = "9") -> Counter[Place]:
        """Person-lessons."""
        return Counter(f.at(by) for f in self.facts if f.rung == rung and since <= f.day <= until)

    def persons(self, by: tuple[str, ...], rung: str, since: str = "", until: str = "9") -> Counter[Place]:
        """People by the row with which they came to the rung; for those that are known, each is counted once."""
        entered = [f for f in self.facts if f.rung == rung and f.first]
        known = {f.person for f in self.facts if f.rung == rung and f.person is not None}
        assert len([f for f in entered if f.person is not None]) == len(known)
        return Counter(f.at(by) for f in entered if since <= f.day <= until)

    def whole(self, what: str, unit: str) -> int | None:
        """The last number given."""
        found = [value for place, name, value in self.given if (place, name) == (unit, what)]
        return found[-1] if found else None

    def said(self, series: str, unit: str) -> int | None:
        """The last figure an office gave."""
        found = [value for name, place, value in self.official if (name, place) == (series, unit)]
        return found[-1] if found else None

    def target(self, target: dict[str, Any], until: str = "9") -> Counter[str]:
        """Persons by village; only of those still known (erased people are compared apart)."""
        have: dict[int, list[Fact]] = defaultdict(list)
        for fact in sorted(self.facts, key=lambda f: (f.day, f.id)):
            wanted = fact.rung == target["evidence"] and fact.lesson in target["lessons"]
            if wanted and fact.person is not None and fact.day <= until:
                have[fact.person].append(fact)
        needed = target.get("lessons_needed", 1)
        reached = [facts[needed - 1] for facts in have.values() if len(facts) >= needed]
        return Counter(fact.unit for fact in reached if fact.group in GROUPS[target["group"]])
