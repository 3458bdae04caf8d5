"""Tests: letters to Telegram over real HTTP against the stand-in. Sizes, refusals, secrets, groups that moved."""

import logging
from datetime import timedelta

import pytest
from starlette.responses import HTMLResponse, JSONResponse
from structlog.testing import capture_logs

from bot.channels.telegram_errors import Moved
from bot.model.channel import (
    ConnectionFailed,
    ContactStopped,
    Misconfigured,
    Rejected,
    SendError,
    Throttled,
)
from bot.model.urn import Urn
from tests.providers.telegram import TOKEN
from tests.providers.telegram_desk import desk, until


@pytest.mark.parametrize(
    "status, words, meant",
    [
        (403, "Forbidden: bot was blocked by the user", ContactStopped),
        (403, "Forbidden: user is deactivated", ContactStopped),
        (403, "Forbidden: bot was kicked from the group chat", ContactStopped),
        (400, "Bad Request: chat not found", Rejected),
        (400, "Bad Request: BUTTON_DATA_INVALID", Rejected),
        (401, "Unauthorized", Misconfigured),
        (404, "Not Found", Misconfigured),
        (500, "Internal Server Error", ConnectionFailed),
        (502, "Bad Gateway", ConnectionFailed),
    ],
)
async def test_a_refused_letter_has_its_class(status: int, words: str, meant: type[SendError]) -> None:
    async with desk() as it:
        it.api.person(7)
        it.api.fail("sendMessage", status, words)
        with pytest.raises(SendError) as refused:
            await it.send("chào")
        assert type(refused.value) is meant
        assert it.api.sent == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 503])
async def test_a_proxys_page_ends_no_letter_and_stops_nobody(status: int, caplog: pytest.LogCaptureFixture) -> None:
    async with desk() as it:
        it.api.answer("sendMessage", HTMLResponse(f"<p>Cannot POST /bot{TOKEN}/sendMessage</p>", status))
        with pytest.raises(ConnectionFailed) as refused:
            await it.send("chào")
        assert TOKEN not in f"{refused.value!r} {refused.value.__context__!r} {refused.value.__cause__!r}{caplog.text}"


async def test_nobody_there_is_a_failed_connection_and_the_token_stays_out_of_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    async with desk(base_url="http://127.0.0.1:9") as it:
        with capture_logs() as logs, pytest.raises(ConnectionFailed):
            await it.send("chào")
    async with desk() as it:
        it.api.person(7).says("chào")
        await it.send("chào")
        async with it.receiving():
            await until(it.heard)
    assert TOKEN.partition(":")[2] not in f"{caplog.text} {logs}"


async def test_the_provider_says_how_long_to_wait() -> None:
    async with desk(flood=True) as it:
        it.api.person(7)
        for number in range(3):
            await it.send("chào", number=number)
        with pytest.raises(Throttled) as slow:
            await it.send("chào", number=9)
        assert slow.value.retry_after == 1
        it.now += timedelta(seconds=slow.value.retry_after)
        await it.send("chào", number=9)


async def test_somebody_who_blocked_us() -> None:
    async with desk() as it:
        it.api.person(7).becomes("kicked")
        with pytest.raises(ContactStopped, match="blocked"):
            await it.send("chào")


async def test_wrong_markup_is_sent_plain_so_that_the_person_is_served() -> None:
    async with desk() as it:
        it.api.person(7)
        it.api.fail("sendMessage", 400, "Bad Request: can't parse entities: Unsupported start tag")
        await it.send("1 < 2")
        assert [bubble.text for bubble in it.api.sent] == ["1 < 2"]


async def test_words_without_anything_to_read_are_rejected() -> None:
    async with desk() as it:
        with pytest.raises(Rejected):
            await it.send(" \n")


async def test_a_long_letter_goes_on_where_it_was_interrupted() -> None:
    long = "\n\n".join(f"{number}. " + "Bà con mở ứng dụng. " * 100 for number in range(6))
    async with desk() as it:
        it.api.person(7)
        await it.send(long)
        whole = [bubble.text for bubble in it.api.sent]
        it.api.sent.clear()
        refusal = JSONResponse({"ok": False, "error_code": 502, "description": "Bad Gateway"}, 502)
        it.api.answer("sendMessage", JSONResponse({"ok": True, "result": {"message_id": 1}}))
        it.api.answer("sendMessage", refusal)
        with pytest.raises(ConnectionFailed):
            await it.send(long, number=2)
        await it.send(long, number=2)
        assert [bubble.text for bubble in it.api.sent] == whole[1:]


async def test_a_group_that_moved_is_followed_and_the_store_is_told() -> None:
    moves: list[tuple[Urn, Urn]] = []

    async def told(old: Urn, new: Urn) -> None:
        moves.append((old, new))

    async with desk() as it:
        it.channel.on_moved = told
        old, new = it.api.group(-5), it.api.group(-1000000000005)
        old.chat.moved_to = new.chat.id
        await it.send("chào", "telegram:-5", 1)
        await it.send("chào", "telegram:-5", 2)
        assert [bubble.chat for bubble in it.api.sent] == [new.chat.id] * 2
        assert len(it.api.called("sendMessage")) == 3
        assert moves == [("telegram:-5", "telegram:-1000000000005")]


async def test_moving_in_a_circle_is_tried_later() -> None:
    async with desk() as it:
        it.api.group(-5).chat.moved_to = -6
        it.api.group(-6).chat.moved_to = -5
        with pytest.raises(Moved):
            await it.send("chào", "telegram:-5")
