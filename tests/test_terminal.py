"""Tests: the terminal channel: a line is said only after the one before it was answered."""

from collections.abc import AsyncIterator

from bot.channels.terminal import URN, TerminalChannel, lines_of
from bot.model.channel import Letter
from bot.model.message import Message, button
from bot.model.press import Go
from bot.model.update import Joined, Text, Update
from bot.model.urn import MessageId
from tests.playing.stage import START


async def _lines(*texts: str) -> AsyncIterator[str]:
    for text in texts:
        yield text


async def test_it_opens_the_chat_then_says_a_line_at_a_time() -> None:
    order: list[object] = []

    async def intake(update: Update) -> bool:
        order.append(update.what)
        return True

    async def settled() -> None:
        order.append("answered")

    channel = TerminalChannel(_lines("một", ""), order.append, lambda: START, "run", settled=settled)
    await channel.run(intake)
    assert order == [Joined(), "answered", Text("một"), "answered", Text(""), "answered"]


async def test_two_runs_never_say_the_same_update() -> None:
    seen: set[str] = set()

    async def intake(update: Update) -> bool:
        assert update.urn == URN
        assert update.external_id not in seen
        seen.add(update.external_id)
        return True

    for run in ("first", "second"):
        await TerminalChannel(_lines("a", "a"), print, lambda: START, run).run(intake)
    assert len(seen) == 6


async def test_with_an_echo_it_reads_as_a_conversation() -> None:
    printed: list[str] = []

    async def intake(update: Update) -> bool:
        return True

    await TerminalChannel(_lines("alo"), printed.append, lambda: START, "run", echo=True).run(intake)
    assert printed == ["> alo\n"]


async def test_choices_are_numbered() -> None:
    printed: list[str] = []
    channel = TerminalChannel(_lines(), printed.append, lambda: START, "run")
    message = Message("Chọn:", (button("Một", Go("bai", "a")), button("Hai", Go("bai", "b"))))
    assert await channel.send(Letter(MessageId(3), URN, message)) == "3"
    assert printed == ["Chọn:\n\n1. Một\n2. Hai\n"]


async def test_lines_come_without_their_ends_until_there_are_no_more() -> None:
    given = iter(["một\n", "\n", "hai\r\n", "ba", ""])
    assert [line async for line in lines_of(lambda: next(given))] == ["một", "", "hai", "ba"]
