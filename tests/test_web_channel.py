"""Tests: WebChannel alone, with pages that are only objects: who is there, who answered, who is gone."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from bot.channels.web import TABS_KEPT, WebChannel
from bot.model.channel import ConnectionFailed, Letter, NotConnected, SendError
from bot.model.message import Message
from bot.model.urn import MessageId, Urn

LAN, BA = Urn("web:lan"), Urn("web:ba")
HELLO = Letter(MessageId(3), LAN, Message("Chào"))


@dataclass(eq=False)
class Paper:
    """A page of Lan's. It acknowledges by itself, or keeps silent, or is gone."""

    channel: WebChannel
    answers: bool = True
    gone: bool = False
    shown: list[object] = field(default_factory=list)
    seen: asyncio.Event = field(default_factory=asyncio.Event)
    hung_up: bool = False

    async def show(self, frame: Mapping[str, object]) -> None:
        if self.gone:
            raise RuntimeError("closed")
        self.shown.append(frame["seq"])
        self.seen.set()
        if self.answers:
            self.channel.acknowledge(LAN, HELLO.id)

    def hang_up(self) -> None:
        self.hung_up = True


@pytest.fixture
def channel() -> WebChannel:
    return WebChannel(ack_seconds=0.05)


async def test_nobody_there_means_the_message_waits(channel: WebChannel) -> None:
    await channel.attach(BA, Paper(channel))
    with pytest.raises(NotConnected):
        await channel.send(HELLO)


async def test_every_open_page_shows_it_and_one_answer_is_enough(channel: WebChannel) -> None:
    phone, laptop = Paper(channel, answers=False), Paper(channel)
    await channel.attach(LAN, phone)
    await channel.attach(LAN, laptop)
    assert await channel.send(HELLO) == "3"
    assert (phone.shown, laptop.shown) == ([3], [3])


async def test_a_silent_page_costs_one_attempt_and_is_hung_up(channel: WebChannel) -> None:
    phone = Paper(channel, answers=False)
    await channel.attach(LAN, phone)
    with pytest.raises(ConnectionFailed):
        await channel.send(HELLO)
    assert phone.hung_up
    with pytest.raises(NotConnected):
        await channel.send(HELLO)


async def test_a_page_that_broke_is_forgotten(channel: WebChannel) -> None:
    broken, whole = Paper(channel, gone=True), Paper(channel)
    await channel.attach(LAN, broken)
    with pytest.raises(NotConnected):
        await channel.send(HELLO)
    await channel.attach(LAN, broken)
    await channel.attach(LAN, whole)
    assert await channel.send(HELLO) == "3"


async def test_the_last_page_closing_before_it_answered_means_the_message_waits() -> None:
    channel = WebChannel(ack_seconds=60)
    phone = Paper(channel, answers=False)
    await channel.attach(LAN, phone)
    async with asyncio.TaskGroup() as group:
        sending = group.create_task(_outcome(channel))
        await phone.seen.wait()
        channel.detach(LAN, phone)
    assert sending.result() == "NotConnected"


async def test_a_page_that_comes_back_is_shown_what_is_in_flight() -> None:
    channel = WebChannel(ack_seconds=60)
    before, after = Paper(channel, answers=False), Paper(channel)
    await channel.attach(LAN, before)
    async with asyncio.TaskGroup() as group:
        sending = group.create_task(_outcome(channel))
        await before.seen.wait()
        await channel.attach(LAN, after)
    assert sending.result() == "3"
    assert after.shown == [3]


async def test_a_page_closed_and_opened_in_one_breath_is_tried_again() -> None:
    channel = WebChannel(ack_seconds=60)
    before, after = Paper(channel, answers=False), Paper(channel, answers=False)
    await channel.attach(LAN, before)
    async with asyncio.TaskGroup() as group:
        sending = group.create_task(_outcome(channel))
        await before.seen.wait()
        channel.detach(LAN, before)
        await channel.attach(LAN, after)
    assert sending.result() == "ConnectionFailed"


async def _outcome(channel: WebChannel) -> str:
    try:
        return await channel.send(HELLO)
    except SendError as error:
        return type(error).__name__


async def test_who_waits_is_told_that_someone_came(channel: WebChannel) -> None:
    came: list[Urn] = []

    async def note(urn: Urn) -> None:
        came.append(urn)

    channel.on_connect = note
    await channel.attach(LAN, Paper(channel))
    assert came == [LAN]


async def test_one_person_cannot_pile_up_pages(channel: WebChannel) -> None:
    papers = [Paper(channel) for _ in range(TABS_KEPT + 2)]
    for paper in papers:
        await channel.attach(LAN, paper)
    assert [paper.hung_up for paper in papers] == [True] * 2 + [False] * TABS_KEPT


async def test_answers_nobody_waits_for_are_ignored(channel: WebChannel) -> None:
    channel.acknowledge(LAN, 3)
    await channel.attach(LAN, Paper(channel))
    channel.acknowledge(LAN, 999)
    channel.acknowledge(BA, 3)
    assert await channel.send(HELLO) == "3"


async def test_nothing_is_left_behind(channel: WebChannel) -> None:
    phone = Paper(channel)
    await channel.attach(LAN, phone)
    await channel.send(HELLO)
    channel.detach(LAN, phone)
    channel.detach(LAN, phone)
    assert len(channel) == 0
    assert channel._flights == {}
