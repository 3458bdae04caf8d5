"""Room: app. Bookshelf: the content of this moment, reloadable while people are learning."""

import tomllib
from dataclasses import replace
from pathlib import Path

from content.book import Book, bind
from content.campaign import Campaign
from content.campaign_file import load_campaign
from content.copybook import Copy, load_copy
from content.loader import load_lessons, reload
from content.problem import Problem

COPY_FILES = (
    "vi.toml",
    "safety.toml",
    "reminders.toml",
    "roles.toml",
    "volunteers.toml",
    "report.toml",
    "figures.toml",
    "neighbours.toml",
    "learning.toml",
    "contest.toml",
    "broadcast.toml",
    "mentors.toml",
    "voices.toml",
    "trust.toml",
    "channels.toml",
    "in_group.toml",
    "questions.toml",
    "desk.toml",
    "merit.toml",
)


class ContentBroken(Exception):
    """The content cannot be served at all; `problems` say where and what to do."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Bookshelf:
    """Holds the current book. A broken file keeps its last good version serving, and is reported."""

    def __init__(self, folder: Path, campaign: str) -> None:
        """Read everything once.

        Raises:
            ContentBroken: no such plan, or a plan, copy or lessons folder that cannot be read.
        """
        self._folder = folder
        self._campaign = campaign
        loaded = load_lessons(folder / "lessons")
        self.problems = loaded.problems
        if not len(loaded.library):
            raise ContentBroken(loaded.problems)
        self._book = bind(loaded.library, self._plan(), self._copy())

    def current(self) -> Book:
        """The book every new turn gets."""
        return self._book

    def reload(self) -> tuple[Problem, ...]:
        """Read again; what is broken stays as it was. Returns what to mend."""
        loaded = reload(self._book.library, self._folder / "lessons")
        problems = list(loaded.problems)
        book = replace(self._book, library=loaded.library)
        try:
            book = replace(book, campaign=self._plan(), copy=self._copy())
        except ContentBroken as broken:
            problems += broken.problems
        self._book = bind(book.library, book.campaign, book.copy)
        self.problems = tuple(problems)
        return self.problems

    def stamp(self) -> float:
        """Changes whenever an author saves a file."""
        return max(path.stat().st_mtime for path in self._folder.rglob("*") if path.suffix in {".md", ".toml"})

    def _plan(self) -> Campaign:
        path = self._folder / "campaigns" / f"{self._campaign}.toml"
        if not path.exists():
            known = ", ".join(sorted(other.stem for other in path.parent.glob("*.toml")))
            problem = Problem(f"content/campaigns/{path.name}", 1, "there is no such plan", f"choose one of: {known}")
            raise ContentBroken((problem,))
        plan = load_campaign(path)
        if isinstance(plan, tuple):
            raise ContentBroken(plan)
        return plan

    def _copy(self) -> Copy:
        sentences: dict[str, str] = {}
        for name in COPY_FILES:
            path = self._folder / "copy" / name
            if not path.exists():
                continue
            try:
                sentences.update(load_copy(path).sentences)
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                problem = Problem(f"content/copy/{name}", 1, f"not TOML ({error})", "mind quotes and brackets there")
                raise ContentBroken((problem,)) from error
        return Copy(sentences)
