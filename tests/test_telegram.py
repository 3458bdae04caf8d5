"""Tests: Telegram over real HTTP against the stand-in. Polling, presses, and every kind of trouble."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from starlette.responses import HTMLResponse, JSONResponse
from structlog.testing import capture_logs

from bot.channels.telegram import TelegramMenu, TelegramSilent
from bot.channels.telegram_poll import BREATH
from bot.model.message import Button, Message
from bot.model.update import ButtonPress, Joined, Text
from bot.model.urn import Urn
from tests.providers.telegram import BotApi
from tests.providers.telegram_desk import desk, until

MENU = Message("Chọn bài", (Button("Đúng", "=a|1"), Button("Sai", "=a|2"), Button("Nhờ giúp", "/giupdo|")))


# ------------------------------------------------------------------------------------ saved, then confirmed


async def test_telegram_forgets_nothing_that_is_not_saved() -> None:
    async with desk() as it:
        number = it.api.person(7).says("cái vneid cài sao v")
        it.gate.clear()
        async with it.receiving():
            await until(lambda: it.api.called("getUpdates"))
            assert number in it.api.pile.waiting
            it.gate.set()
            await until(lambda: number in it.api.pile.forgotten)
        assert it.heard() == [Text("cái vneid cài sao v")]


async def test_a_full_disk_loses_nothing_and_holds_up_nobody_else() -> None:
    async with desk() as it:
        people = [it.api.person(number) for number in (7, 8, 9)]
        for words in ("một", "hai"):
            for person in people:
                person.says(words)
        it.full |= {"telegram:7", "telegram:9"}
        it.on_pause = lambda: it.full.clear() if len(it.pauses) == 3 else None
        async with it.receiving():
            await until(lambda: it.heard("telegram:8") and it.pauses)
            assert not it.heard("telegram:7")
            await until(lambda: len(it.saved) == 6 and not it.api.pile.waiting)
        assert all(it.heard(f"telegram:{n}") == [Text("một"), Text("hai")] for n in (7, 8, 9))
        assert it.pauses == [1.0, 1.5, 2.25]


async def test_a_bad_update_is_set_aside_once_and_named_by_its_number() -> None:
    async with desk() as it:
        with capture_logs() as logs:
            bad = it.api.pile.add("message", {"chat": "nobody"})
            good = it.api.person(7).says("chào")
            async with it.receiving():
                await until(lambda: good in it.api.pile.forgotten)
        assert (it.heard(), it.channel.set_aside, it.pauses) == ([Text("chào")], 1, [])
        assert [bad] == [entry["update"] for entry in logs if entry["event"] == "telegram_update_set_aside"]


async def test_updates_without_a_number_are_not_spun_on() -> None:
    async with desk() as it:
        it.api.answer("getUpdates", JSONResponse({"ok": True, "result": ["?"]}), 3)
        async with it.receiving():
            await until(lambda: len(it.api.called("getUpdates")) == 4)
        assert it.pauses == [1.0, 1.5, 2.25]


async def test_a_server_that_cannot_hold_a_poll_is_not_asked_without_end() -> None:
    async with desk() as it:
        it.api.answer("getUpdates", JSONResponse({"ok": True, "result": []}), 3)
        async with it.receiving():
            await until(lambda: len(it.api.called("getUpdates")) == 4)
        assert it.pauses == [BREATH] * 3


async def test_a_single_object_instead_of_a_list_is_read() -> None:
    async with desk() as it:
        it.api.person(7).says("chào")
        (_, update), *_ = it.api.pile.waiting.values()
        it.api.answer("getUpdates", JSONResponse({"ok": True, "result": update}))
        async with it.receiving():
            await until(lambda: not it.api.pile.waiting)
        assert (it.heard(), it.pauses) == ([Text("chào")], [])


async def test_after_a_week_of_silence_a_lower_number_is_heard() -> None:
    async with desk() as it:
        it.api.person(7).says("một")
        async with it.receiving():
            await until(lambda: not it.api.pile.waiting)
            it.now += timedelta(days=8)
            it.api.pile.let_go()
            await until(lambda: "offset" not in it.api.called("getUpdates")[-1])
            it.api.pile.next_id = 5
            it.api.person(7).says("hai")
            await until(lambda: not it.api.pile.waiting)
        assert it.heard() == [Text("một"), Text("hai")]


# ---------------------------------------------------------------------------------------- trouble


@pytest.mark.parametrize(
    "spoil, pauses",
    [
        (lambda api: api.fail("getUpdates", 401, "Unauthorized"), [1.0]),
        (lambda api: api.fail("getUpdates", 404, "Not Found"), [1.0]),
        (lambda api: api.fail("getUpdates", 409, "Conflict: terminated by other getUpdates request"), [1.0]),
        (lambda api: api.fail("getUpdates", 429, "Too Many Requests", retry_after=7), [7.5]),
        (lambda api: api.fail("getUpdates", 502, "Bad Gateway", times=3), [1.0, 1.5, 2.25]),
        (lambda api: api.answer("getUpdates", HTMLResponse("<html>", 200)), [1.0]),
        (lambda api: api.answer("getUpdates", HTMLResponse("<html>", 404)), [1.0]),
        (lambda api: api.answer("getUpdates", JSONResponse([])), [1.0]),
        (lambda api: api.answer("getUpdates", JSONResponse({"ok": True, "result": "?"})), [1.0]),
        (lambda api: api.fail("getMe", 502, "Bad Gateway"), [1.0]),
        (lambda api: api.fail("getMe", 404, "Not Found"), []),
    ],
)
async def test_polling_comes_back(spoil: Callable[[BotApi], None], pauses: list[float]) -> None:
    async with desk() as it:
        spoil(it.api)
        it.api.person(7).says("chào")
        async with it.receiving():
            await until(it.heard)
        assert it.pauses == pauses
        assert it.channel.last_poll_at == it.now


async def test_a_webhook_left_by_somebody_is_taken_down() -> None:
    async with desk() as it:
        async with it.receiving():
            await until(lambda: it.api.called("getUpdates"))
            it.api.webhook = {"url": "https://elsewhere"}
            it.api.person(7).says("chào")
            await until(it.heard)
            it.api.person(7).says("còn đó không")
            await until(lambda: len(it.heard()) == 2)
        assert it.api.webhook == {"url": ""}


async def test_silence_renews_the_connections_and_then_asks_the_supervisor() -> None:
    async with desk() as it:
        begun = it.now
        it.api.fail("getUpdates", 502, times=1000)
        with capture_logs() as logs, pytest.raises(TelegramSilent):
            await it.channel.run(it.intake)
        renewed = [entry for entry in logs if entry["event"] == "telegram_connections_renewed"]
        assert timedelta(minutes=10) <= it.now - begun <= timedelta(minutes=11)
        assert 5 <= len(renewed) <= 8
        it.api.person(7)
        assert await it.send("vẫn gửi được") == "1"


async def test_a_dead_pool_of_connections_is_replaced() -> None:
    async with desk() as it:
        await it.channel._ear.close()
        it.api.person(7).says("chào")
        async with it.receiving():
            await until(it.heard)
        assert 75 <= sum(it.pauses) <= 140


async def test_being_told_to_wait_is_not_silence() -> None:
    async with desk() as it:
        it.api.fail("getUpdates", 429, retry_after=3600, times=2)
        it.api.fail("getUpdates", 502)
        it.api.person(7).says("chào")
        async with it.receiving():
            await until(it.heard)
        assert it.pauses == [3600.5, 3600.5, 2.25]


async def test_the_menu_hangs_and_a_refused_one_stops_nobody() -> None:
    menu = TelegramMenu((("batdau", "Bắt đầu"),), "Bài học ngắn", "Học số")
    async with desk(menu=menu) as it:
        it.api.fail("setMyDescription", 429, retry_after=60)
        it.api.person(7).says("/start 7K3M")
        async with it.receiving():
            await until(lambda: it.heard() and "setMyShortDescription" in it.api.settings)
        assert it.heard() == [Joined("7K3M")]
        assert it.api.settings["setMyCommands"] == {"commands": [{"command": "batdau", "description": "Bắt đầu"}]}


# ---------------------------------------------------------------------------------------- presses


async def test_a_press_is_answered_and_seen() -> None:
    async with desk() as it:
        lan = it.api.person(7)
        await it.send(MENU)
        async with it.receiving():
            lan.presses("Đúng")
            await until(lambda: it.api.called("editMessageReplyMarkup"))
            await until(lambda: it.api.sent[0].labels == ["✓ Đúng", "Nhờ giúp"])
        assert it.heard() == [ButtonPress("=a|1")]
        assert len(it.api.called("answerCallbackQuery")) == 1


async def test_pressing_twice_or_late_is_harmless() -> None:
    async with desk() as it:
        lan = it.api.person(7)
        await it.send(MENU)
        with capture_logs() as logs:
            first = it.api.sent[0]
            lan.presses("Đúng")
            lan.presses("Đúng")
            it.gate.clear()
            async with it.receiving():
                await until(lambda: it.api.called("getUpdates"))
                it.now += timedelta(seconds=200)
                it.gate.set()
                await until(lambda: len(it.api.called("editMessageReplyMarkup")) == 2)
                await until(lambda: not it.api.pile.waiting)
        assert first.labels == ["✓ Đúng", "Nhờ giúp"]
        assert not [entry for entry in logs if entry["event"] == "telegram_press_not_shown"]


# ------------------------------------------------------------------------------- groups that move


async def test_a_move_is_news_that_telegram_keeps_until_it_is_saved() -> None:
    async with desk() as it:
        told = asyncio.Event()

        async def first_fails(old: Urn, new: Urn) -> None:
            if not it.pauses:
                raise OSError
            told.set()

        it.channel.on_moved = first_fails
        number = it.api.group(-5).sends(migrate_to_chat_id=-1000000000005)
        async with it.receiving():
            await until(lambda: number in it.api.pile.forgotten)
        assert told.is_set()
        assert it.pauses == [1.0]


async def test_a_move_comes_between_a_groups_old_messages_and_its_new_ones() -> None:
    async with desk() as it:
        happened: list[str] = []

        async def told(old: Urn, new: Urn) -> None:
            await asyncio.sleep(0)
            happened.append("moved")

        it.channel.on_moved = told
        it.on_saved = lambda update: happened.append(update.urn)
        old, new = it.api.group(-5), it.api.group(-1000000000005)
        old.says("/baihoc")
        old.sends(migrate_to_chat_id=new.chat.id)
        new.says("/baihoc")
        async with it.receiving():
            await until(lambda: not it.api.pile.waiting)
        assert happened == ["telegram:-5", "moved", "telegram:-1000000000005"]
