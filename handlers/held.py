"""Room: handlers. Held: what is kept about how somebody learns, line by line, for who asks to see their data."""

from collections.abc import Iterator
from typing import Final

from handlers.turn import Turn

NEEDS: Final = ("own_contests", "own_company", "own_channels")


def learning(turn: Turn) -> str:
    """Group, age, lessons left out and contests; each on a line of its own, nothing for what is not kept."""
    return "".join(f"\n{line}" for line in _lines(turn))


def _company(turn: Turn) -> Iterator[str]:
    """Who learns with them, by code, what they read aloud and in which language they listen."""
    for row in turn.reports.get("own_company", ()):
        if row["mentored"] is not None:
            yield turn.say("mentor.held_mentor", code=row["mentored"])
        if row["mentees"]:
            yield turn.say("mentor.held_mentees", n=row["mentees"])
        if row["household"] is not None:
            yield turn.say("household.held", code=row["household"])
        if row["language"] is not None:
            yield turn.say("voice.held_language", language=turn.say(f"voice.language_{row['language']}"))
        if row["recordings"]:
            yield turn.say("voice.held_recordings", n=row["recordings"])


def _channels(turn: Turn) -> Iterator[str]:
    """The channels that belong together, by their names; an address says more than anybody needs to read."""
    names = [turn.say(f"channels.name_{row['channel']}") for row in turn.reports.get("own_channels", ())]
    if len(names) > 1:
        yield turn.say("channels.held", names=", ".join(names))


def _lines(turn: Turn) -> Iterator[str]:
    contact = turn.contact
    path = turn.book.campaign.path(contact.group) if contact.group else None
    if path:
        yield turn.say("held.group", group=path.title)
    if contact.minor:
        yield turn.say("held.minor")
    skipped = [lesson.title for name in contact.skipped if (lesson := turn.book.library.lesson(name))]
    if skipped:
        yield turn.say("held.skipped", titles="; ".join(skipped))
    for row in turn.reports.get("own_contests", ()):
        key = "held.contest_named" if row["name"] else "held.contest"
        named = {"name": row["name"]} if row["name"] else {}
        yield turn.say(key, title=row["title"], right=row["right"], answered=row["answered"], **named)
    yield from _company(turn)
    yield from _channels(turn)
