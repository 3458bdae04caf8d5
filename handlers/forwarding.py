"""Room: handlers. Forwarding: a lesson as words to pass on, with the way to it on every channel."""

from content.schema import Lesson
from handlers.turn import Turn


def to_forward(turn: Turn, lesson: Lesson, code: str = "") -> str:
    """With a share's `code` what comes of it counts for whoever shared; without one the link only opens the lesson."""
    opens = code or lesson.id
    telegram = turn.links.on_telegram(opens)
    lines = [
        turn.say("share.to_forward", title=lesson.title, summary=lesson.summary, link=turn.links.opening(opens)),
        *([turn.say("share.on_telegram", link=telegram)] if telegram else []),
        turn.say("share.on_zalo", words=f"BH {code}" if code else lesson.title),
    ]
    return "\n".join(lines)
