"""Tests: the Zalo Bot channel: tables for its pure parts, and real HTTP on loopback against the stand-in."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels.zalo_bot import PATH, ZaloBotChannel, render
from bot.channels.zalo_bot_errors import failure
from bot.channels.zalo_bot_parse import parse, read_webhook
from bot.channels.zalo_halfway import Halfway
from bot.channels.zalo_http import Answer
from bot.model.channel import ConnectionFailed, Letter, Misconfigured, Rejected, SendError, Throttled
from bot.model.message import Button, Message
from bot.model.update import Text, Update, pack
from bot.model.urn import MessageId, make_urn
from tests.providers.loopback import serving
from tests.providers.zalo_bot import ZaloBotStandIn, error
from tests.providers.zalo_oa import Trouble

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NA = "6ede9afa66b88fe6d6a9"
SECRET = "a secret of ours"
RECORDED = sorted((Path(__file__).parent / "channels" / "zalo_bot").glob("*.json"))


# ------------------------------------------------------------------------------------------ pure parts


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_a_recorded_body_means_what_its_file_says(path: Path) -> None:
    recorded = json.loads(path.read_text("utf-8"))
    event = read_webhook(json.dumps(recorded["body"]).encode())
    update = parse(event, NOW) if event else None
    assert recorded["update"] == (update and told(update))


def told(update: Update) -> dict[str, Any]:
    """An update as the recorded files write it."""
    return {"urn": update.urn, "external_id": update.external_id, "what": json.loads(pack(update.what))}


def test_a_message_without_an_id_cannot_be_told_from_its_repetition() -> None:
    event = ZaloBotStandIn().says(NA, "chào")
    del event["message"]["message_id"]
    with pytest.raises(ValueError, match="without an id"):
        parse(event, NOW)


@pytest.mark.parametrize("body", [b"", b"[]", b"1", b"{", b"\xff"])
def test_what_is_no_object_cannot_be_read(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        read_webhook(body)


def test_choices_are_numbered_and_long_texts_split() -> None:
    choices = (Button("Có", "=a|1"), Button("Không", "=a|2"))
    assert ("Học không?\n\n1. Có\n2. Không",) == render(Message("Học không?", choices))
    pieces = render(Message("👵 " * 1500, choices))
    assert pieces[-1].endswith("2. Không")
    assert all(len(piece.encode("utf-16-le")) // 2 <= 2000 for piece in pieces)
    assert () == render(Message(" "))


@pytest.mark.parametrize(
    "answer, expected",
    [
        (Answer(200, {"ok": True}), type(None)),
        (Answer(200, {"ok": False, "error_code": 400}), Rejected),
        (Answer(200, {"ok": False, "error_code": 401}), Misconfigured),
        (Answer(200, {"ok": False, "error_code": 403}), ConnectionFailed),
        (Answer(200, {"ok": False, "error_code": 404}), Misconfigured),
        (Answer(200, {"ok": False, "error_code": 408}), ConnectionFailed),
        (Answer(200, {"ok": False, "error_code": 429}), Throttled),
        (Answer(200, {"ok": False, "errorCode": 426}), Throttled),
        (Answer(200, {"ok": False, "error_code": 4711}), ConnectionFailed),
        (Answer(200, {"ok": False}), ConnectionFailed),
        (Answer(400, {"ok": False}), Rejected),
        (Answer(401, {}), Misconfigured),
        (Answer(404, {}), ConnectionFailed),
        (Answer(429, {}), Throttled),
        (Answer(502, {}), ConnectionFailed),
        (Answer(200, {}), ConnectionFailed),
    ],
)
def test_an_answer_has_its_class(answer: Answer, expected: type) -> None:
    assert expected is type(failure(answer))


def test_a_thousand_letters_that_never_end_are_not_kept_for_ever() -> None:
    halfway: Halfway[str] = Halfway(keep=2)
    for number in range(5):
        halfway.left(MessageId(number), ["a"])
    assert 2 == len(halfway)


# ------------------------------------------------------------------------------------- the whole channel


class Enough(Exception):
    """The test has seen what it came for."""


@dataclass
class Rig:
    """Zalo on loopback, our intake, and pauses that only pass in Zalo's clock."""

    zalo: ZaloBotStandIn
    api: str
    webhook: str
    channel: ZaloBotChannel
    updates: list[Update] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    broken: int = 0
    stop_after: int = 1
    letters: int = 0

    async def intake(self, update: Update) -> bool:
        if self.broken:
            self.broken -= 1
            raise OSError("disk is full")
        self.updates.append(update)
        if len(self.updates) == self.stop_after:
            # A poller only ends by being cancelled.
            raise asyncio.CancelledError
        return True

    async def keep(self, update: Update) -> bool:
        """An intake for webhooks, which end by themselves."""
        if self.broken:
            self.broken -= 1
            raise OSError("disk is full")
        self.updates.append(update)
        return True

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.zalo.wait(seconds=seconds)
        if len(self.pauses) == 20:
            raise Enough

    def letter(self, text: str = "Chào bà con", *choices: Button) -> Letter:
        self.letters += 1
        return Letter(MessageId(self.letters), make_urn("zalo_bot", NA), Message(text, choices))

    def make(self, *, secret: str = "", url: str = "", token: str = "") -> ZaloBotChannel:
        return ZaloBotChannel(
            token or self.zalo.token,
            base_url=self.api,
            webhook_secret=secret,
            webhook_url=url,
            clock=self.zalo.clock,
            pause=self.pause,
        )

    async def polls(self, channel: ZaloBotChannel | None = None) -> None:
        with pytest.raises(asyncio.CancelledError):
            async with asyncio.timeout(20):
                await (channel or self.channel).run(self.intake)


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    zalo = ZaloBotStandIn()
    app = zalo.app()
    async with serving(app) as here:
        rig = Rig(zalo, here, f"{here}{PATH}", ZaloBotChannel("", base_url=here, clock=zalo.clock))
        await rig.channel.close()
        rig.channel = rig.make()
        listening = rig.make(secret=SECRET)
        # Ours stands before the stand-in's own, which takes every address of two parts.
        app.router.routes[:0] = listening.routes(rig.keep)
        yield rig
        await listening.close()
        await rig.channel.close()


async def test_a_letter_arrives_as_text_with_numbers(rig: Rig) -> None:
    sent = await rig.channel.send(rig.letter("Học không?", Button("Có", "=a|1")))
    assert [(NA, "Học không?\n\n1. Có")] == rig.zalo.sent
    assert sent


async def test_a_long_letter_goes_on_where_it_stopped(rig: Rig) -> None:
    letter = rig.letter("\n".join(f"dòng số {n}" for n in range(600)))
    rig.zalo.troubles.append(Trouble(fields={"ok": True, "result": {"message_id": "m1"}}, arrives=True))
    rig.zalo.troubles.append(Trouble(502))
    with pytest.raises(ConnectionFailed):
        await rig.channel.send(letter)
    await rig.channel.send(letter)
    assert letter.message.text == "\n".join(text for _, text in rig.zalo.sent)


@pytest.mark.parametrize(
    "trouble, expected",
    [
        (error(400), Rejected),
        (error(401), Misconfigured),
        (error(403), ConnectionFailed),
        (error(408), ConnectionFailed),
        (error(429), Throttled),
        (Trouble(502), ConnectionFailed),
    ],
)
async def test_a_refusal_has_its_class(rig: Rig, trouble: Trouble, expected: type[SendError]) -> None:
    rig.zalo.troubles.append(trouble)
    with pytest.raises(expected):
        await rig.channel.send(rig.letter())


async def test_a_token_is_in_no_error(rig: Rig) -> None:
    gone = ZaloBotChannel("77:hush", base_url="http://127.0.0.1:1", clock=rig.zalo.clock)
    with pytest.raises(ConnectionFailed) as caught:
        await gone.send(rig.letter())
    assert "hush" not in repr(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    await gone.close()


# ------------------------------------------------------------------------------------------- polling


async def test_messages_come_one_by_one_and_silence_is_no_error(rig: Rig) -> None:
    rig.zalo.waiting.extend([rig.zalo.says(NA, "một"), rig.zalo.says(NA, "hai")])
    rig.stop_after = 2
    await rig.polls()
    assert [Text("một"), Text("hai")] == [update.what for update in rig.updates]
    assert [] == rig.pauses
    assert rig.zalo.now == rig.channel.last_poll_at
    assert {"timeout": "30"} == rig.zalo.bodies[-1]


@pytest.mark.parametrize("status", [200, 408])
async def test_an_idle_poll_is_asked_again_at_once(rig: Rig, status: int) -> None:
    rig.zalo.idle_status = status
    rig.zalo.troubles.extend([error(200), error(408), Trouble(status, {"ok": False, "error_code": 408})])
    rig.zalo.troubles[0] = error(400)  # deleteWebhook: there was none
    rig.zalo.waiting.append(rig.zalo.says(NA, "chào"))
    await rig.polls()
    assert [] == rig.pauses


async def test_an_ok_without_a_result_is_idle_too(rig: Rig) -> None:
    rig.zalo.troubles.extend([error(400), Trouble(fields={"ok": True})])
    rig.zalo.waiting.append(rig.zalo.says(NA, "chào"))
    await rig.polls()
    assert [] == rig.pauses


async def test_what_zalo_has_forgotten_is_kept_until_the_disk_takes_it(rig: Rig) -> None:
    rig.zalo.waiting.append(rig.zalo.says(NA, "chào"))
    rig.broken = 3
    await rig.polls()
    assert [Text("chào")] == [update.what for update in rig.updates]
    assert [1.0, 2.0, 4.0] == rig.pauses
    assert 1 == rig.zalo.handed_out


async def test_an_event_nobody_can_read_does_not_hold_up_the_next(rig: Rig) -> None:
    odd = rig.zalo.says(NA, "hỏng")
    del odd["message"]["message_id"]
    rig.zalo.waiting.extend([odd, {"event_name": "something.new"}, rig.zalo.says(NA, "chào")])
    await rig.polls()
    assert [Text("chào")] == [update.what for update in rig.updates]


async def test_failures_are_followed_by_growing_pauses(rig: Rig) -> None:
    rig.zalo.troubles.extend([error(400), Trouble(502), error(403), error(404), error(429), Trouble(404)])
    rig.zalo.waiting.append(rig.zalo.says(NA, "chào"))
    await rig.polls()
    assert [1.0, 2.0, 4.0, 300.0, 16.0] == rig.pauses


async def test_an_outage_of_hours_is_asked_once_a_minute(rig: Rig) -> None:
    rig.zalo.troubles.extend([Trouble(502)] * 40)
    with pytest.raises(Enough):
        await rig.channel.run(rig.intake)
    assert {60.0} == set(rig.pauses[6:])


async def test_a_refused_token_ends_the_channel(rig: Rig) -> None:
    wrong = rig.make(token="1:wrong")
    with pytest.raises(Misconfigured):
        await wrong.run(rig.intake)
    assert [] == rig.pauses
    await wrong.close()


async def test_a_webhook_that_is_in_the_way_is_taken_down(rig: Rig) -> None:
    rig.zalo.webhook = {"url": "https://elsewhere.example/", "secret_token": SECRET}
    rig.zalo.waiting.append(rig.zalo.says(NA, "chào"))
    await rig.polls()
    assert None is rig.zalo.webhook


# ------------------------------------------------------------------------------------------- webhook


@pytest.mark.parametrize("wrapped", [True, False])
async def test_both_shapes_are_understood(rig: Rig, wrapped: bool) -> None:
    event = rig.zalo.says(NA, "bh 7k3m")
    assert 200 == await rig.zalo.calls_webhook(rig.webhook, event, SECRET, wrapped=wrapped)
    assert [Text("bh 7k3m")] == [update.what for update in rig.updates]


@pytest.mark.parametrize("secret", [None, "", "a secret of ourz", "A SECRET OF OURS", "a secret of ours too"])
async def test_a_wrong_secret_is_a_stranger(rig: Rig, secret: str | None) -> None:
    assert 401 == await rig.zalo.calls_webhook(rig.webhook, rig.zalo.says(NA, "chào"), secret)


async def test_received_is_only_said_when_the_disk_has_it(rig: Rig) -> None:
    rig.broken = 1
    event = rig.zalo.says(NA, "chào")
    assert 503 == await rig.zalo.calls_webhook(rig.webhook, event, SECRET)
    assert 200 == await rig.zalo.calls_webhook(rig.webhook, event, SECRET)


async def test_the_probe_finds_somebody_at_home(rig: Rig) -> None:
    assert 200 == await rig.zalo.calls_webhook(rig.webhook, {}, SECRET, wrapped=False)
    assert [] == rig.updates


async def test_without_a_secret_there_is_no_door(rig: Rig) -> None:
    assert [] == rig.channel.routes(rig.intake)


async def test_the_webhook_is_registered_until_its_probe_comes_through(rig: Rig) -> None:
    listening = rig.make(secret=SECRET, url="https://hocvuso.example/")
    rig.zalo.troubles.extend([Trouble(502), error(400)])
    rig.zalo.probe_reaches = False

    async def pause(seconds: float) -> None:
        await rig.pause(seconds)
        rig.zalo.probe_reaches = len(rig.pauses) == 3

    listening._pause = pause
    async with asyncio.TaskGroup() as group:
        running = group.create_task(listening.run(rig.intake))
        await rig.zalo.registered.wait()
        running.cancel()
    assert ["setWebhook"] * 4 == rig.zalo.calls
    assert [60.0] * 3 == rig.pauses
    assert {"url": f"https://hocvuso.example{PATH}", "secret_token": SECRET} == rig.zalo.webhook
    await listening.close()


@pytest.mark.parametrize("secret, token", [("short", ""), (SECRET, "1:wrong")])
async def test_a_webhook_that_cannot_work_is_our_mistake(rig: Rig, secret: str, token: str) -> None:
    listening = rig.make(secret=secret, url="https://hocvuso.example/", token=token)
    with pytest.raises(Misconfigured):
        await listening.run(rig.intake)
    await listening.close()
