"""Room: content. Manuscript: an authored file being read. Knows lines and complaints, no lesson or plan."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from content.problem import Problem, Severity


@dataclass(frozen=True, slots=True)
class Line:
    """One line, counted as an editor counts, without the blanks at its end."""

    number: int
    text: str


@dataclass(slots=True)
class Manuscript:
    """A place is what an author calls it: `title`, `step 3`, `question 2 why`. It opens every complaint."""

    file: str
    raw: tuple[Line, ...]
    where: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def mark(self, place: str, line: int) -> None:
        """Remembers where a thing stands. The first mention wins: a repeated one is itself the mistake."""
        self.where.setdefault(place, line)

    def problem(self, place: str, wrong: str, remedy: str, severity: Severity = Severity.ERROR) -> Problem:
        """What is wrong with the thing at `place`."""
        return Problem(self.file, self.line_of(place), f"{place} {wrong}", remedy, severity)

    def line_of(self, place: str) -> int:
        """Where `place` stands, or else what it is a part of: `prepare 2` stands where `prepare` does."""
        while place and place not in self.where:
            place = place.rpartition(" ")[0]
        return self.where.get(place, 1)

    def blame(self, place: str, wrong: str, remedy: str) -> None:
        """Keeps a problem that makes the file unusable."""
        self.problems.append(self.problem(place, wrong, remedy))

    def blame_line(self, number: int, wrong: str, remedy: str) -> None:
        """The same, where the line has no name yet."""
        self.problems.append(Problem(self.file, number, wrong, remedy))

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines in NFC: a file typed on a Mac is read all the same, and reported by the check."""
        return tuple(Line(line.number, unicodedata.normalize("NFC", line.text)) for line in self.raw)


def manuscript_of(file: str, text: str) -> Manuscript:
    """A manuscript nobody has read yet."""
    return Manuscript(file, tuple(Line(n, t.rstrip()) for n, t in enumerate(text.split("\n"), 1)))


def written(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines that say something."""
    return tuple(line for line in lines if line.text)
