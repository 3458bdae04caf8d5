"""Room: handlers. Helping: what the two sides of a request for help get to see. Never who the other one is."""

from typing import Final

from bot.model.press import Go
from bot.model.report import Row
from handlers import places
from handlers.menu import Option
from handlers.turn import Turn

MINE: Final = "my_helps"
OPEN: Final = "open_helps"
ON_HAND: Final = "helpers_on_hand"


def of(turn: Turn, number: str) -> Row | None:
    """The open request with this number that whoever speaks has a part in."""
    return next((row for row in turn.reports.get(MINE, ()) if str(row["id"]) == number), None)


def asked(turn: Turn) -> Row | None:
    """Their own open request."""
    return next((row for row in turn.reports.get(MINE, ()) if row["side"] == "asker"), None)


def talks(turn: Turn) -> tuple[Row, ...]:
    """The requests with somebody on both sides."""
    return tuple(row for row in turn.reports.get(MINE, ()) if row["state"] == "taken" and row["side"] != "called")


def about(turn: Turn, row: Row) -> str:
    """What it is about, and where."""
    lesson = turn.book.library.lesson(row["lesson"])
    what = lesson.title if lesson else turn.say("neighbour.anything")
    return turn.say("neighbour.about", what=what, where=places.named(turn, (row["unit"],)))


def take(turn: Turn, row: Row) -> Option:
    """The choice to take it, from any message."""
    number = row["id"]
    return Option(
        turn.say("neighbour.take", number=number), go=Go("nhangiup", str(number)), names=("nhận", "nhận giúp")
    )


def answer(turn: Turn, row: Row) -> Option:
    """The choice to go on talking."""
    number = row["id"]
    return Option(turn.say("neighbour.answer", number=number), go=Go("traloi", str(number)))
