"""Room: content. Lesson files from disk into a Library. Reads only; never raises for what an author wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from content.lesson_file import LessonFile, read_lesson
from content.manuscript import manuscript_of
from content.problem import Problem, Severity
from content.schema import Lesson, Library

__all__ = ["Loaded", "Problem", "Severity", "load_lessons", "read_folder", "reload"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What could be read, and everything that could not."""

    library: Library
    problems: tuple[Problem, ...]


def load_lessons(folder: Path) -> Loaded:
    """Every lesson of `folder` that is whole; a broken file is left out and reported."""
    files = read_folder(folder)
    return Loaded(_library({file.id: file.lesson for file in files}), _problems(folder, files))


def reload(previous: Library, folder: Path) -> Loaded:
    """The same while people are learning: a broken file keeps its last good lesson, and says so.

    A lesson whose file is gone goes too; a folder that holds no lesson at all is taken for an accident.
    """
    files = read_folder(folder)
    if not files:
        return Loaded(previous, (*_problems(folder, files), _kept(_name(folder), "all lessons")))
    lessons = {file.id: file.lesson or previous.lesson(file.id) for file in files}
    kept = [_kept(file.manuscript.file, "it") for file in files if not file.lesson and lessons[file.id]]
    return Loaded(_library(lessons), (*_problems(folder, files), *kept))


def read_folder(folder: Path) -> tuple[LessonFile, ...]:
    """Every lesson file with its problems, ordered by name."""
    return tuple(_read(path) for path in sorted(folder.glob("*.md")))


def empty(folder: Path) -> Problem:
    """What is wrong with a folder without any lesson: more likely an accident than a wish."""
    return Problem(_name(folder), 1, "there is no lesson here", "put the lesson files into this folder")


def _read(path: Path) -> LessonFile:
    name = f"{_name(path.parent)}/{path.name}"
    try:
        return read_lesson(name, path.stem, path.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        manuscript = manuscript_of(name, "")
        manuscript.blame_line(1, f"the file cannot be read ({error})", "save it again as UTF-8 text")
        return LessonFile(path.stem, manuscript, None)


def _name(folder: Path) -> str:
    """`content/lessons`: problems are told from the project's top, wherever it is installed."""
    return f"{folder.parent.name}/{folder.name}"


def _library(lessons: Mapping[str, Lesson | None]) -> Library:
    return Library(MappingProxyType({key: lesson for key, lesson in lessons.items() if lesson}))


def _problems(folder: Path, files: Sequence[LessonFile]) -> tuple[Problem, ...]:
    if not files:
        return (empty(folder),)
    return tuple(sorted(problem for file in files for problem in file.manuscript.problems))


def _kept(file: str, what: str) -> Problem:
    return Problem(
        file,
        1,
        f"the last good version of {what} is still served",
        "mend the problems above",
        Severity.WARNING,
    )
