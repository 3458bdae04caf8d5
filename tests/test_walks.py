"""Tests: every lesson, from the first step to the progress card, on a channel with buttons and on one without."""

import asyncio
from collections.abc import Callable

import pytest

from bot.model.evidence import Evidence
from bot.model.numbered import numbered
from bot.model.press import Go, pack_press
from bot.model.update import ButtonPress, Text
from bot.model.urn import make_urn
from content.schema import Lesson
from tests.playing.stage import Stage, book_of

OFFERED = book_of().offered()


@pytest.mark.parametrize("lesson", OFFERED, ids=lambda lesson: lesson.id)
@pytest.mark.parametrize("channel", ["web", "zalo_bot"])
def test_a_lesson_can_be_learned_to_its_end(channel: str, lesson: Lesson, new_stage: Callable[[], Stage]) -> None:
    asyncio.run(_learn(new_stage(), channel, lesson))


async def _learn(stage: Stage, channel: str, lesson: Lesson) -> None:
    async with stage.open():
        stage.speaker = make_urn(channel, "lan")
        await stage.say(ButtonPress(pack_press(Go("bai", lesson.id))))
        for step in lesson.steps:
            await _choose(stage, 0)
            assert step.text in _shown(stage)
        await _choose(stage, 0)
        assert lesson.safety in _shown(stage)
        await _choose(stage, 1)
        for question in lesson.quiz:
            assert question.text in _shown(stage)
            await _choose(stage, question.right)
        await _choose(stage, 0)
        await _answer(stage, book_of().copy.say("consent.yes"))
        await _answer(stage, book_of().copy.say("village.skip"))
        await _answer(stage, book_of().copy.say("group.skip"))
        card = _shown(stage)
    assert lesson.title in card
    assert book_of().copy.say("progress.self_reported") in card
    assert book_of().copy.say("progress.quiz_passed") in card
    assert {Evidence.SELF_REPORTED, Evidence.QUIZ_PASSED} == {e.evidence for e in stage.completed()}


def _shown(stage: Stage) -> str:
    return numbered(stage.shown()[-1])


async def _choose(stage: Stage, place: int) -> None:
    """A press where there are buttons, the number where there are none."""
    if stage.channel.limits.buttons == 0:
        await stage.say(Text(str(place + 1)))
    else:
        await stage.say(ButtonPress(stage.shown()[-1].buttons[place].payload))


async def _answer(stage: Stage, label: str) -> None:
    labels = [button.label for button in stage.shown()[-1].buttons]
    await _choose(stage, labels.index(label))
