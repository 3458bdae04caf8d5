"""Tests: groups on Telegram: which updates come from one, and that the stand-in is as strict with them as Telegram."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_menu import TelegramMenu, calls
from bot.channels.telegram_parse import parse
from bot.model.channel import Throttled
from bot.model.message import Message
from bot.model.urn import Urn, address_of
from bot.pace import Pace
from tests.playing.stage import START
from tests.providers.telegram import TOKEN, BotApi
from tests.providers.telegram_desk import desk
from tests.test_telegram_tables import ME, NOW, RECORDED

GROUP = Urn("telegram:-5")


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_an_update_from_a_group_says_so_and_no_other_does(path: Path) -> None:
    update = parse(json.loads(path.read_text("utf-8"))["raw"], ME, NOW).update
    if update is not None:
        assert update.in_group == address_of(update.urn).startswith("-")


def test_some_of_them_do_come_from_groups() -> None:
    read = {path.stem: parse(json.loads(path.read_text("utf-8"))["raw"], ME, NOW).update for path in RECORDED}
    assert {name for name, update in read.items() if update and update.in_group} >= {
        "group_command", "group_mention", "group_removed", "group_reply", "group_start_code",
        "press_in_a_group",
    }  # fmt: skip


async def test_the_stand_in_takes_twenty_a_minute_to_a_group() -> None:
    async with desk(flood=True) as it:
        it.api.group(-5)
        for number in range(20):
            await it.send("chào", GROUP, number)
        with pytest.raises(Throttled) as refused:
            await it.send("chào", GROUP, 20)
        assert refused.value.retry_after == 60


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 3)), max_size=60))
def test_what_waits_as_the_pace_says_is_never_refused(letters: list[tuple[int, int]]) -> None:
    """Two programs that count by themselves: ours, and the stand-in as the facts say. In whole seconds, so exactly."""
    now = 0.0
    channel = TelegramChannel(TOKEN, clock=lambda: START)
    pace, api = Pace(channel.limits), BotApi(clock=lambda: now, flood=True)
    chat = api.group(-5).chat
    for gap, pieces in letters:
        now += gap
        while (wait := pace.group_wait(GROUP, now, pieces)) > 0:
            now += wait
        for _ in range(pieces):
            api._count(chat)
        pace.sent_to_group(GROUP, now, pieces)


def test_a_group_is_shown_only_the_commands_it_can_use() -> None:
    menu = TelegramMenu((("baihoc", "Các bài"), ("dulieu", "Dữ liệu")), in_groups=frozenset({"baihoc", "bai"}))
    private, group = calls(menu)
    assert [command["command"] for command in private[1]["commands"]] == ["baihoc", "dulieu"]
    assert group[1] == {
        "commands": [{"command": "baihoc", "description": "Các bài"}],
        "scope": {"type": "all_group_chats"},
    }


def test_a_lesson_step_is_one_message_to_a_group() -> None:
    limits = TelegramChannel(TOKEN, clock=lambda: START).limits
    assert limits.per_group_minute == 20
    assert limits.most_pieces(Message("x" * 1200)) == 1
