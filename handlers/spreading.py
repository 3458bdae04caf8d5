"""Room: handlers. Spreading: what a broadcast says, and whom it reaches, as its maker and its approver see it."""

from typing import Final

from bot.model.broadcast import Audience, Hurdle
from bot.model.day import local_day
from bot.model.message import Message
from bot.model.press import Go
from bot.model.report import Row
from bot.model.session import Session
from handlers import places
from handlers.menu import Menu, Option
from handlers.turn import Turn

REACH: Final = "broadcast_reach"
GROUPS: Final = "broadcast_groups"
TODAY: Final = "broadcasts_today"
MINE: Final = "my_broadcasts"
WAITING: Final = "waiting_broadcasts"


def compose(turn: Turn, code: str, lesson_id: str, notice: str) -> Message:
    """The message as people get it, with the word of today by which they can ask whether it is ours."""
    day = local_day(turn.now)
    proof = turn.say("broadcast.proof", word=turn.daily.word(day), day=f"{day:%d/%m}")
    lesson = turn.book.lesson(lesson_id) if lesson_id else None
    if lesson is None:
        return Message(turn.say("broadcast.notice", words=notice, proof=proof))
    text = turn.say("broadcast.lesson", title=lesson.title, summary=lesson.summary, code=code, proof=proof)
    learn = Option(turn.say("broadcast.learn"), go=Go("tin", code))
    return Menu(text, (learn,)).message(Session("", ""))


def audience_of(session: Session) -> Audience:
    """Whom the answers so far mean."""
    villages = tuple((session.answer("villages") or "").split())
    return Audience(villages, session.answer("grp") or "", session.answer("undone") == "yes")


def reach(turn: Turn, audience: Audience) -> str:
    """How many people it reaches, how many not, and why; groups apart, since nobody knows who reads along there."""
    counts: dict[str, int] = {}
    for row in turn.reports.get(REACH, ()):
        if _meant(row, audience):
            counts[row["hurdle"]] = counts.get(row["hurdle"], 0) + row["n"]
    lines = [turn.say("broadcast.reached", n=counts.pop("", 0))]
    lines += [turn.say(f"broadcast.hurdle_{hurdle}", n=counts[hurdle]) for hurdle in Hurdle if hurdle in counts]
    lines += [turn.say("broadcast.groups", n=n)] if (n := _groups(turn, audience)) else []
    return "\n".join(lines)


def _groups(turn: Turn, audience: Audience) -> int:
    """How many groups it goes into: only what is for everybody of a village, and one a day."""
    if audience.group or audience.undone:
        return 0
    rows = (row for row in turn.reports.get(GROUPS, ()) if not audience.villages or row["unit"] in audience.villages)
    return sum(row["n"] for row in rows if not taken_today(turn, (row["unit"],)))


def whom(turn: Turn, audience: Audience) -> str:
    """The audience in words."""
    path = turn.book.campaign.path(audience.group) if audience.group else None
    words = [places.named(turn, audience.villages), *([path.title] if path else [])]
    return "; ".join([*words, *([turn.say("broadcast.only_undone")] if audience.undone else [])])


def taken_today(turn: Turn, villages: tuple[str, ...]) -> bool:
    """Whether one of these villages has its broadcast of today already."""
    of_today = [set(row["villages"].split()) for row in turn.reports.get(TODAY, ())]
    return any(not others or not villages or others & set(villages) for others in of_today)


def result(turn: Turn, row: Row) -> str:
    """How one went so far."""
    figures = {name: row[name] for name in ("sent", "failed", "cancelled", "skipped", "waiting", "opened")}
    learned = turn.say("broadcast.learned", n=row["learned"]) if row["lesson"] else ""
    state = turn.say(f"broadcast.state_{row['state']}")
    head = turn.say("broadcast.head", number=row["id"], title=title(turn, row), state=state)
    groups = turn.say("broadcast.groups_sent", sent=row["groups_sent"], n=row["groups"]) if row["groups"] else ""
    return "\n".join(filter(None, [head, turn.say("broadcast.figures", **figures), groups, learned]))


def title(turn: Turn, row: Row) -> str:
    """What it is about, in a few words."""
    lesson = turn.book.library.lesson(row["lesson"]) if row["lesson"] else None
    return lesson.title if lesson else f"{row['notice'][:40]}…"


def _meant(row: Row, audience: Audience) -> bool:
    return (
        (not audience.villages or row["unit"] in audience.villages)
        and (not audience.group or row["grp"] == audience.group)
        and not (audience.undone and row["learned"])
    )
