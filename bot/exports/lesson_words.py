"""Room: exports. What a card and a poster say about a lesson; both say the same."""

from bot.exports.numbers import day
from content.copybook import Copy
from content.schema import Lesson, Step


def step_text(step: Step, copy: Copy) -> str:
    """Give a step; one that rests on a single source says that a button may be named otherwise."""
    return f"{step.text} {copy.say('poster.may_differ')}" if step.single else step.text


def source_line(lesson: Lesson, copy: Copy) -> str:
    """Say who says so and when it was checked; a lesson without a fact sheet names nobody."""
    checked = day(lesson.checked_on)
    if not lesson.sources:
        return copy.say("poster.checked", checked=checked)
    key = "poster.source" if len(lesson.sources) == 1 else "poster.sources"
    others = len(lesson.sources) - 1
    return copy.say(key, source=lesson.sources[0].name, others=others, checked=checked)


def prepare_line(lesson: Lesson, copy: Copy) -> str:
    """Say what to have at hand; empty when nothing is needed."""
    return copy.say("poster.prepare", things="; ".join(lesson.prepare)) if lesson.prepare else ""
