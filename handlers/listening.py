"""Room: handlers. Listening: whether a step can be heard in somebody's language, and the message that plays it."""

from typing import Final

from bot.model.message import Message, attachment
from bot.model.report import Row
from bot.model.urn import channel_of
from bot.model.voice import KIND, LANGUAGES, print_of
from content.schema import Lesson
from handlers.menu import Option
from handlers.turn import Turn

REPORT: Final = "voices"
PICK: Final = "listen"


def option(turn: Turn, lesson: Lesson, number: int) -> tuple[Option, ...]:
    """The choice to hear a step, where somebody has read it as it stands today."""
    if _recording(turn, lesson, number) is None:
        return ()
    return (Option(turn.say("voice.listen"), PICK, names=("nghe", "nghe đọc")),)


def played(turn: Turn, lesson: Lesson, number: int) -> Message | None:
    """The recording; None when it is no longer there."""
    row = _recording(turn, lesson, number)
    return None if row is None else voice(turn, row)


def voice(turn: Turn, row: Row) -> Message:
    """A recording with the words that say what it is."""
    words = turn.say("voice.played", language=named(turn, row["language"]))
    return Message(words, attachment=attachment(KIND, file=row["file"]))


def here(turn: Turn, row: Row) -> bool:
    """Whether it was recorded on the channel of this turn: a provider plays only its own."""
    return bool(row["channel"] == channel_of(turn.update.urn))


def named(turn: Turn, language: str) -> str:
    """A language by its name."""
    return turn.say(f"voice.language_{language}")


def languages(turn: Turn) -> tuple[Option, ...]:
    """Every language there may be recordings in."""
    return tuple(Option(named(turn, language), language) for language in LANGUAGES)


def _recording(turn: Turn, lesson: Lesson, number: int) -> Row | None:
    wording = print_of(lesson.steps[number - 1].text)
    rows = turn.reports.get(REPORT, ())
    return next((r for r in rows if (r["step"], r["wording"]) == (number, wording) and here(turn, r)), None)
