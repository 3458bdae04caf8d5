"""Room: handlers. Asking: what a message in one's own words leads to. Help first, then a lesson, or an honest no."""

from typing import Final

from bot.model.event import QuestionUnanswered
from bot.model.message import Message, Style
from bot.model.outcome import Outcome, reply
from bot.model.session import Session
from content.families import Split
from content.safety import alarm
from content.scams import ScamVerdict, shield
from content.understanding import Kind, Understanding, understand
from handlers.flows import choose, lesson
from handlers.turn import Turn, folded, once
from handlers.unanswered import unanswered
from handlers.waiting import beside_the_step, flow_of, picked

_LESSON_FLOWS: Final = ("lesson", "quiz")
_SHORTEST_CRY: Final = 4
"""Characters; nothing shorter can be a cry for help or a link."""


def in_danger(turn: Turn) -> Outcome | None:
    """A cry for help or a dangerous wish: what to do first, before any command, step or search."""
    if not _in_their_own_words(turn):
        return None
    heard = alarm(turn.text)
    return _first_help(turn, turn.say(heard.key), heard.lessons) if heard else None


def forwarded(turn: Turn) -> Outcome | None:
    """A link, a number or a message somebody wants judged."""
    if not _in_their_own_words(turn):
        return None
    verdict = shield(turn.text)
    return _first_help(turn, _judgement(turn, verdict), verdict.lessons) if verdict else None


def question(turn: Turn) -> Outcome | None:
    """A question, small talk, or something nobody teaches here."""
    if not folded(turn):
        return None
    before, about, calm = _asked_before(turn), _open_lesson(turn), _in_their_own_words(turn)
    return answer(turn, understand(turn.book, turn.text, previous=before, open_lesson=about, calm=calm))


def answer(turn: Turn, meant: Understanding) -> Outcome:
    """What follows from what was understood."""
    match meant.kind:
        case Kind.ANSWER:
            found = turn.book.lesson(meant.ranked[0])
            return lesson.open_lesson(turn, found) if found else _nothing(turn, meant)
        case Kind.CLARIFY | Kind.FAMILY | Kind.SPLIT if not _asked_already(turn):
            return _which(turn, meant)
        case Kind.REFERRAL:
            return choose.none_of_them(turn, meant.reply, _asked(turn, meant), meant.office)
        case Kind.TALK:
            return reply(turn.session, Message(meant.reply)) if meant.reply else beside_the_step(turn, "")
        case _:
            return _nothing(turn, meant)


@once
def _in_their_own_words(turn: Turn) -> bool:
    """Where danger is listened for. Whoever types a choice of the list in front of them, word for word, wants that."""
    return len(turn.text) >= _SHORTEST_CRY and picked(turn) is None and not _dictated(turn)


def _dictated(turn: Turn) -> bool:
    """A warning that somebody is writing for everybody is no cry for help of their own."""
    flow, session = flow_of(turn), turn.session
    return flow is not None and session is not None and (session.flow, session.step) == ("broadcasting", "notice")


def _which(turn: Turn, meant: Understanding) -> Outcome:
    if meant.split is not None:
        return _siblings(turn, meant.split)
    return choose.open_choice(turn, meant.choices, asked=turn.text)


def _siblings(turn: Turn, split: Split) -> Outcome:
    offered = tuple(option.lesson for option in split.options if turn.book.lesson(option.lesson))
    return choose.open_choice(turn, offered, split=split.id, asked=turn.text)


def _nothing(turn: Turn, meant: Understanding) -> Outcome:
    return choose.none_of_them(turn, turn.say("unknown.answer"), _asked(turn, meant))


def _asked(turn: Turn, meant: Understanding) -> QuestionUnanswered:
    return unanswered(turn, turn.text, meant.ranked[0] if meant.ranked else "")


def _first_help(turn: Turn, words: str, lessons: tuple[str, ...]) -> Outcome:
    """Say it at once; the lessons that go with it stand below as choices."""
    said = Message(words, style=Style.WARNING)
    offered = tuple(name for name in lessons if turn.book.lesson(name))
    return choose.open_lessons(turn, offered, said) if offered else reply(turn.session, said)


def _judgement(turn: Turn, verdict: ScamVerdict) -> str:
    reasons = [f"• {turn.say(reason.key, value=reason.value)}" for reason in verdict.reasons]
    return "\n".join([turn.say(verdict.head, address=verdict.address), *reasons, turn.say(verdict.advice)])


def _asked_before(turn: Turn) -> str | None:
    return turn.session.answer(choose.ASKED) if turn.session else None


def _open_lesson(turn: Turn) -> str | None:
    session: Session | None = turn.session
    return session.about if session is not None and session.flow in _LESSON_FLOWS else None


def _asked_already(turn: Turn) -> bool:
    return turn.session is not None and turn.session.flow == choose.CHOOSE.name
