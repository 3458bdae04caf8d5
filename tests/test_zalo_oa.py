"""Tests: the Zalo OA channel: tables for its pure parts, and real HTTP on loopback against the stand-in."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from bot.channels.zalo_http import Answer
from bot.channels.zalo_oa import PATH, ZaloOaChannel
from bot.channels.zalo_oa_errors import failure
from bot.channels.zalo_oa_parse import parse
from bot.channels.zalo_oa_render import Piece, body_of, plain, press_in, render
from bot.channels.zalo_oa_signature import Signed, check
from bot.channels.zalo_webhook import BYTES, Door
from bot.model.channel import (
    ConnectionFailed,
    ContactStopped,
    File,
    Letter,
    Misconfigured,
    Rejected,
    SendError,
    Throttled,
    WindowClosed,
)
from bot.model.message import Button, Message
from bot.model.token import TokenPair, TokenShelf
from bot.model.update import ButtonPress, Joined, Stopped, Text, Update, pack
from bot.model.urn import MessageId, make_urn
from storage import Store, tokens
from storage.database import connect
from tests.providers.loopback import serving
from tests.providers.zalo_oa import Trouble, ZaloOaStandIn, code

NOW = datetime(2026, 11, 20, 9, 0, 20, tzinfo=UTC)
NA = "2512523625412515"
RECORDED = sorted((Path(__file__).parent / "channels" / "zalo_oa").glob("*.json"))

# ------------------------------------------------------------------------------------------ pure parts


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_a_recorded_event_means_what_its_file_says(path: Path) -> None:
    recorded = json.loads(path.read_text("utf-8"))
    update = parse(recorded["body"], NOW)
    assert recorded["update"] == (update and told(update))


def told(update: Update) -> dict[str, Any]:
    """An update as the recorded files write it."""
    return {"urn": update.urn, "external_id": update.external_id, "what": json.loads(pack(update.what))}


def test_an_update_is_as_old_as_its_event_and_never_from_the_future() -> None:
    event = {"event_name": "follow", "follower": {"id": "1"}, "timestamp": "1795161600000"}
    update = parse(event, NOW)
    assert update is not None
    assert datetime(2026, 11, 20, 8, 0, tzinfo=UTC) == update.received_at
    for stamp in ("9999999999999", "", "soon", "9" * 30):
        assert NOW == parse({**event, "timestamp": stamp}, NOW).received_at  # type: ignore[union-attr]


def test_an_event_of_nobody_cannot_be_read() -> None:
    with pytest.raises(ValueError, match="no person"):
        parse({"event_name": "user_send_text", "message": {"text": "a", "msg_id": "1"}}, NOW)


def buttons(count: int) -> tuple[Button, ...]:
    """So many choices."""
    return tuple(Button(f"Nút {n}", f"=s|{n}") for n in range(1, count + 1))


def test_up_to_five_choices_are_buttons() -> None:
    assert (Piece("Chọn", buttons(5)),) == render(Message("Chọn", buttons(5)))


def test_more_choices_are_all_numbered_and_the_first_five_are_buttons_too() -> None:
    (piece,) = render(Message("Chọn", buttons(7)))
    assert "7. Nút 7" in piece.text
    assert buttons(5) == piece.buttons
    assert (Piece(piece.text, (), listed=True),) == plain(piece)


def test_without_buttons_every_choice_is_numbered() -> None:
    assert (Piece("Chọn\n\n1. Nút 1\n2. Nút 2", (), listed=True),) == plain(Piece("Chọn", buttons(2)))


def test_a_long_text_becomes_several_with_the_choices_under_the_last() -> None:
    pieces = render(Message("👵 " * 1500, buttons(2)))
    assert [(), (), buttons(2)] == [piece.buttons for piece in pieces]
    assert all(len(piece.text.encode("utf-16-le")) // 2 <= 2000 for piece in pieces)


def test_text_goes_out_composed_and_a_blank_piece_not_at_all() -> None:
    assert (Piece("ệ"),) == render(Message("e\u0323\u0302"))
    assert () == render(Message(" \n"))


def test_a_button_carries_our_mark_and_a_title_that_fits() -> None:
    body: Any = body_of(Piece("x", (Button("ă" * 300, "/baihoc|a"),)), NA)
    (shown,) = body["message"]["attachment"]["payload"]["buttons"]
    assert ("oa.query.hide", "hvs:/baihoc|a", 100) == (shown["type"], shown["payload"], len(shown["title"]))


@pytest.mark.parametrize("text", ["", "1", "hvs:", "hvs:baihoc", "/baihoc|a", f"hvs:/a|{'x' * 64}", "HVS:/a|b"])
def test_what_is_not_exactly_ours_is_no_press(text: str) -> None:
    assert press_in(text) is None


CODES: list[tuple[int, type[SendError]]] = [
    (-32, Throttled),
    (-200, ConnectionFailed),
    (-201, Rejected),
    (-209, Misconfigured),
    (-210, Rejected),
    (-211, Misconfigured),
    (-213, ContactStopped),
    (-216, Misconfigured),
    (-217, ContactStopped),
    (-218, Throttled),
    (-220, Misconfigured),
    (-224, Misconfigured),
    (-230, WindowClosed),
    (-232, WindowClosed),
    (-233, Rejected),
    (-234, Throttled),
    (-244, ContactStopped),
    (-99999, ConnectionFailed),
]


@pytest.mark.parametrize("number, expected", CODES)
def test_a_code_inside_http_200_has_its_class(number: int, expected: type[SendError]) -> None:
    assert expected is type(failure(Answer(200, {"error": number}), NOW))


@pytest.mark.parametrize(
    "answer, expected",
    [
        (Answer(200, {"error": 0}), type(None)),
        (Answer(200, {"error": "0"}), type(None)),
        (Answer(200, {}), ConnectionFailed),
        (Answer(200, {"data": 1}), ConnectionFailed),
        (Answer(502, {}), ConnectionFailed),
        (Answer(429, {"error": 1}, {"retry-after": "7"}), Throttled),
        (Answer(404, {"message": "empty api"}), Misconfigured),
        (Answer(401, {"message": "no"}), Misconfigured),
    ],
)
def test_an_answer_without_a_code_is_judged_by_its_status(answer: Answer, expected: type) -> None:
    assert expected is type(failure(answer, NOW))


def test_waits_are_as_long_as_what_they_wait_for() -> None:
    minute = failure(Answer(200, {"error": -32}), NOW)
    night = failure(Answer(200, {"error": -234}), datetime(2026, 11, 20, 16, 0, tzinfo=UTC))
    assert isinstance(minute, Throttled)
    assert isinstance(night, Throttled)
    assert (41.0, False) == (minute.retry_after, minute.contact_only)
    # 23:00 in Viet Nam: seven hours until six in the morning.
    assert (7 * 3600.0, True) == (night.retry_after, night.contact_only)


def test_a_signature_is_right_by_either_first_term_and_wrong_by_one_byte() -> None:
    zalo = ZaloOaStandIn()
    body = json.dumps(zalo.says(NA, "chào")).encode()

    def checked(headers: dict[str, str], raw: bytes = body, key: str = zalo.secret_key) -> Signed:
        return check({name.lower(): value for name, value in headers.items()}, raw, zalo.app_id, key)

    assert Signed.BY_APP is checked(zalo.sign(body))
    assert Signed.BY_APP is checked(zalo.sign(body, prefix=""))
    assert Signed.BY_OA is checked(zalo.sign(body, first=zalo.oa_id))
    assert Signed.WRONG is checked(zalo.sign(body), body.replace(b"ch", b"Ch"))
    assert Signed.WRONG is checked(zalo.sign(body), b"not json")
    assert Signed.WRONG is checked(zalo.sign(body), key="another")
    assert Signed.WRONG is checked(zalo.sign(body, first="666"))
    assert Signed.MISSING is checked({})
    assert Signed.MISSING is checked(zalo.sign(body), key="")


# --------------------------------------------------------------------------------------------- tokens


class Shelf:
    """The real storage functions on a real file. It can be told to refuse, which the store's own cannot."""

    def __init__(self, db: sqlite3.Connection, seed: str = "refresh-0") -> None:
        self.db, self.seed = db, seed
        self.refuse_saves = 0

    async def load(self) -> TokenPair | None:
        return tokens.load(self.db, "zalo_oa", self.seed)

    async def claim(self, refresh: str, now: datetime, until: datetime) -> bool:
        return tokens.claim(self.db, "zalo_oa", self.seed, refresh, now, until)

    async def save(self, pair: TokenPair) -> None:
        if self.refuse_saves:
            self.refuse_saves -= 1
            raise sqlite3.OperationalError("disk is full")
        tokens.save(self.db, "zalo_oa", self.seed, pair)


@pytest.fixture
def db(database: Path) -> Iterator[sqlite3.Connection]:
    """A migrated file."""
    connection = connect(database)
    yield connection
    connection.close()


def test_a_line_of_tokens_begins_with_its_seed(db: sqlite3.Connection) -> None:
    assert None is tokens.load(db, "zalo_oa", "")
    seeded = tokens.load(db, "zalo_oa", "s1")
    assert seeded is not None
    assert ("", "s1") == (seeded.access, seeded.refresh)


def test_a_refresh_token_is_claimed_once_until_the_claim_is_old(db: sqlite3.Connection) -> None:
    later = NOW + timedelta(seconds=30)
    assert tokens.claim(db, "zalo_oa", "s1", "s1", NOW, later)
    assert not tokens.claim(db, "zalo_oa", "s1", "s1", NOW, later)
    assert tokens.claim(db, "zalo_oa", "s1", "s1", later, later + timedelta(seconds=30))
    assert not tokens.claim(db, "zalo_oa", "s1", "some older one", later + timedelta(hours=1), later)


def test_saving_ends_the_claim_and_a_new_seed_leaves_the_old_line(db: sqlite3.Connection) -> None:
    tokens.claim(db, "zalo_oa", "s1", "s1", NOW, NOW + timedelta(seconds=30))
    pair = TokenPair("a1", "r1", NOW)
    tokens.save(db, "zalo_oa", "s1", pair)
    tokens.claim(db, "zalo_oa", "s2", "s2", NOW, NOW)
    assert pair == tokens.load(db, "zalo_oa", "s1")
    assert tokens.claim(db, "zalo_oa", "s1", "r1", NOW, NOW + timedelta(seconds=30))
    assert "r1" not in repr(pair)


# ------------------------------------------------------------------------------------- the whole channel


@dataclass
class Rig:
    """The channel, its webhook on loopback, and Zalo on loopback."""

    zalo: ZaloOaStandIn
    shelf: Shelf
    channel: ZaloOaChannel
    api: str
    webhook: str
    updates: list[Update] = field(default_factory=list)
    broken: int = 0
    letters: int = 0

    async def intake(self, update: Update) -> bool:
        if self.broken:
            self.broken -= 1
            raise OSError("disk is full")
        if any((old.urn, old.external_id) == (update.urn, update.external_id) for old in self.updates):
            return False
        self.updates.append(update)
        return True

    def letter(self, text: str = "Chào bà con", *choices: Button, to: str = NA) -> Letter:
        self.letters += 1
        return Letter(MessageId(self.letters), make_urn("zalo_oa", to), Message(text, choices))

    async def hears(self, event: dict[str, Any], **how: Any) -> list[int]:
        return await self.zalo.calls_webhook(self.webhook, event, **how)

    def another(self) -> ZaloOaChannel:
        """The same OA in a second program."""
        return channel_of(self.zalo, self.shelf, self.api)


def channel_of(zalo: ZaloOaStandIn, shelf: TokenShelf, api: str) -> ZaloOaChannel:
    return ZaloOaChannel(
        zalo.app_id,
        zalo.app_secret,
        zalo.secret_key,
        shelf,
        base_url=api,
        oauth_url=api,
        clock=zalo.clock,
    )


@asynccontextmanager
async def rigged(db: sqlite3.Connection) -> AsyncIterator[Rig]:
    zalo, shelf = ZaloOaStandIn(), Shelf(db)
    zalo.last_wrote[NA] = zalo.now
    app = zalo.app()
    async with serving(app) as here:
        rig = Rig(zalo, shelf, channel_of(zalo, shelf, here), here, f"{here}{PATH}")
        app.router.routes.extend(rig.channel.routes(rig.intake))
        yield rig
        await rig.channel.close()


@pytest.fixture
async def rig(db: sqlite3.Connection) -> AsyncIterator[Rig]:
    async with rigged(db) as made:
        yield made


async def test_a_letter_arrives_and_its_id_comes_back(rig: Rig) -> None:
    sent = await rig.channel.send(rig.letter())
    assert ["Chào bà con"] == [message.text for message in rig.zalo.sent]
    assert sent
    assert 1 == rig.zalo.grants


async def test_a_picture_goes_by_its_address_in_front_of_the_words(rig: Rig) -> None:
    picture = File("a.png", "image/png", b"x")
    letter = replace(rig.letter("Đây"), file=picture, link="https://hoc.example/f/t")
    assert await rig.channel.send(letter)
    assert (rig.zalo.pictures, [message.text for message in rig.zalo.sent]) == (["https://hoc.example/f/t"], ["Đây"])


async def test_a_picture_that_is_refused_does_not_hold_up_the_words(rig: Rig) -> None:
    rig.zalo.picture_code = -201
    letter = replace(rig.letter("Đây"), file=File("a.png", "image/png", b"x"), link="https://hoc.example/f/t")
    assert await rig.channel.send(letter)
    assert (rig.zalo.pictures, [message.text for message in rig.zalo.sent]) == ([], ["Đây"])


async def test_the_whole_way_of_a_press(rig: Rig) -> None:
    await rig.channel.send(rig.letter("Chọn bài", Button("Mức 2", "/baihoc|vneid-muc-2")))
    assert [200] == await rig.hears(rig.zalo.presses(NA, "Mức 2"))
    assert [ButtonPress("/baihoc|vneid-muc-2")] == [update.what for update in rig.updates]


async def test_follow_and_unfollow_open_and_stop(rig: Rig) -> None:
    await rig.hears(rig.zalo.follows(NA))
    await rig.hears(rig.zalo.follows(NA, "unfollow"))
    assert [Joined(), Stopped("unfollow")] == [update.what for update in rig.updates]


async def test_the_same_event_again_is_the_same_update(rig: Rig) -> None:
    event = rig.zalo.says(NA, "chào")
    assert [[200], [200]] == [await rig.hears(event), await rig.hears(event)]
    assert 1 == len(rig.updates)


async def test_zalo_hears_received_only_when_the_disk_has_it(rig: Rig) -> None:
    rig.broken = 1
    assert [503, 200] == await rig.hears(rig.zalo.says(NA, "chào"), retries=1)
    assert [Text("chào")] == [update.what for update in rig.updates]


async def test_a_stranger_is_not_zalo(rig: Rig) -> None:
    event = rig.zalo.says(NA, "chào")
    assert [401] == await rig.hears(event, headers=lambda body: {})
    assert [401] == await rig.hears(event, headers=lambda body: {"X-ZEvent-Signature": "mac=00"})
    assert [] == rig.updates


async def test_a_genuine_event_that_nobody_can_read_is_let_go(rig: Rig) -> None:
    event = {"event_name": "user_send_text", "timestamp": "1"}
    assert [200] == await rig.hears(event)
    assert [] == rig.updates


async def test_a_body_without_end_is_not_read(rig: Rig) -> None:
    assert [413] == await rig.hears(rig.zalo.says(NA, "a" * BYTES))


async def test_a_slow_disk_is_not_waited_for_but_finishes_its_work() -> None:
    update = Update(make_urn("zalo_oa", NA), "1", NOW, Text("chào"))
    go, saved = asyncio.Event(), asyncio.Event()

    async def slow(update: Update) -> bool:
        await go.wait()
        saved.set()
        return True

    door = Door("zalo_oa", lambda headers, body: True, lambda body: update, slow, patience=0.001)
    zalo = ZaloOaStandIn()
    async with serving(Starlette(routes=[*_route(door)])) as ours:
        assert [503] == await zalo.calls_webhook(f"{ours}/", zalo.says(NA, "chào"))
        go.set()
        await asyncio.wait_for(saved.wait(), 5)


def _route(door: Door) -> list[Any]:
    from starlette.routing import Route

    return [Route("/", door.open, methods=["POST"])]


async def test_without_a_secret_key_there_is_no_door(db: sqlite3.Connection) -> None:
    channel = ZaloOaChannel("1", "s", "", Shelf(db), clock=lambda: NOW)
    assert [] == channel.routes(lambda update: asyncio.sleep(0, True))
    await channel.close()


@pytest.mark.parametrize("refusal", [-201, -233])
async def test_an_oa_without_buttons_gets_numbers_and_is_not_asked_again(rig: Rig, refusal: int) -> None:
    rig.zalo.buttons_code = refusal
    await rig.channel.send(rig.letter("Chọn", *buttons(2)))
    await rig.channel.send(rig.letter("Nữa", *buttons(1)))
    assert ["Chọn\n\n1. Nút 1\n2. Nút 2", "Nữa\n\n1. Nút 1"] == [message.text for message in rig.zalo.sent]
    assert 3 == sum(rig.zalo.calls.values())


async def test_a_wrong_address_does_not_cost_the_others_their_buttons(rig: Rig) -> None:
    with pytest.raises(Rejected):
        await rig.channel.send(rig.letter("Chọn", *buttons(1), to="nobody"))
    await rig.channel.send(rig.letter("Chọn", *buttons(1)))
    assert 1 == len(rig.zalo.sent[-1].buttons)


@pytest.mark.parametrize(
    "refusal, expected",
    [(-244, ContactStopped), (-217, ContactStopped), (-211, Misconfigured), (-248, Rejected)],
)
async def test_a_refusal_has_its_class(rig: Rig, refusal: int, expected: type[SendError]) -> None:
    rig.zalo.refusals[NA] = refusal
    with pytest.raises(expected, match=str(refusal)):
        await rig.channel.send(rig.letter())


async def test_the_window_is_open_for_seven_days(rig: Rig) -> None:
    rig.zalo.wait(days=6, hours=23)
    await rig.channel.send(rig.letter())
    rig.zalo.wait(hours=2)
    with pytest.raises(WindowClosed):
        await rig.channel.send(rig.letter())
    with pytest.raises(WindowClosed):
        await rig.channel.send(rig.letter(to="404"))
    limits = rig.channel.limits
    assert (timedelta(hours=48), timedelta(days=7)) == (limits.reply_window, limits.last_window)


async def test_over_the_limit_a_minute_means_the_next_minute(rig: Rig) -> None:
    rig.zalo.per_minute = 1
    await rig.channel.send(rig.letter())
    with pytest.raises(Throttled) as caught:
        await rig.channel.send(rig.letter())
    rig.zalo.wait(seconds=caught.value.retry_after)
    await rig.channel.send(rig.letter())
    assert 2 == len(rig.zalo.sent)


@pytest.mark.parametrize("trouble", [Trouble(502), Trouble(200), code(-200), code(-4711)])
async def test_what_may_pass_is_tried_again(rig: Rig, trouble: Trouble) -> None:
    rig.zalo.troubles.append(trouble)
    letter = rig.letter()
    with pytest.raises(ConnectionFailed):
        await rig.channel.send(letter)
    await rig.channel.send(letter)
    assert 1 == len(rig.zalo.sent)


async def test_nobody_there_is_a_failed_connection(rig: Rig) -> None:
    gone = channel_of(rig.zalo, rig.shelf, "http://127.0.0.1:1")
    with pytest.raises(ConnectionFailed):
        await gone.send(rig.letter())
    await gone.close()


async def test_a_base_url_that_is_none_is_our_mistake(rig: Rig) -> None:
    odd = channel_of(rig.zalo, rig.shelf, "openapi.zalo.me")
    with pytest.raises(Misconfigured):
        await odd.send(rig.letter())
    await odd.close()


async def test_a_long_letter_goes_on_where_it_stopped(rig: Rig) -> None:
    letter = rig.letter("\n".join(f"dòng số {n}" for n in range(600)))
    rig.zalo.troubles.extend([code(0), Trouble(503)])
    rig.zalo.troubles[0] = Trouble(fields={"error": 0, "data": {"message_id": "m1"}}, arrives=True)
    with pytest.raises(ConnectionFailed):
        await rig.channel.send(letter)
    await rig.channel.send(letter)
    assert letter.message.text.split("\n") == "\n".join(sent.text for sent in rig.zalo.sent).split("\n")


# ---------------------------------------------------------------------------- the token's many lives


async def test_a_token_is_renewed_before_it_dies(rig: Rig) -> None:
    await rig.channel.send(rig.letter())
    rig.zalo.wait(hours=19)
    await rig.channel.send(rig.letter())
    assert 1 == rig.zalo.grants
    rig.zalo.wait(hours=2)
    await rig.channel.send(rig.letter())
    assert 2 == rig.zalo.grants


@pytest.mark.parametrize("dead_code", [-216, -220])
async def test_a_token_that_zalo_no_longer_takes_is_renewed_once(rig: Rig, dead_code: int) -> None:
    await rig.channel.send(rig.letter())
    rig.zalo.dead_code = dead_code
    rig.zalo.access_dies = rig.zalo.now
    await rig.channel.send(rig.letter())
    assert (2, 2) == (rig.zalo.grants, len(rig.zalo.sent))


async def test_many_senders_share_one_renewal(rig: Rig) -> None:
    await asyncio.gather(*(rig.channel.send(rig.letter()) for _ in range(8)))
    assert (1, 8) == (rig.zalo.grants, len(rig.zalo.sent))
    rig.zalo.access_dies = rig.zalo.now
    await asyncio.gather(*(rig.channel.send(rig.letter()) for _ in range(8)))
    assert (2, 16) == (rig.zalo.grants, len(rig.zalo.sent))


async def test_two_programs_never_spend_the_same_token(rig: Rig) -> None:
    await rig.channel.send(rig.letter())
    second = rig.another()
    await second.send(rig.letter())
    assert 1 == rig.zalo.grants
    rig.zalo.wait(hours=21)
    tokens.claim(
        rig.shelf.db, "zalo_oa", rig.shelf.seed, "refresh-1", rig.zalo.now, rig.zalo.now + timedelta(seconds=30)
    )
    # While the other program renews, the old token still works; once it is dead, the letter waits.
    await second.send(rig.letter())
    rig.zalo.access_dies = rig.zalo.now
    with pytest.raises(ConnectionFailed, match="renewed"):
        await second.send(rig.letter())
    assert 1 == rig.zalo.grants
    # The other program died with its claim: after half a minute somebody else may try.
    rig.zalo.wait(seconds=31)
    await second.send(rig.letter())
    assert 2 == rig.zalo.grants
    await second.close()


async def test_a_restart_goes_on_with_the_saved_pair(rig: Rig) -> None:
    await rig.channel.send(rig.letter())
    rig.zalo.wait(hours=30)
    reborn = rig.another()
    await reborn.send(rig.letter())
    assert {"refresh-0", "refresh-1"} == rig.zalo.spent
    await reborn.close()


async def test_the_store_keeps_the_pair_through_a_restart(rig: Rig, database: Path) -> None:
    for _ in range(2):
        store = Store(database)
        channel = channel_of(rig.zalo, store.tokens("zalo_oa", "refresh-0"), rig.api)
        await channel.send(rig.letter())
        await channel.close()
        store.close()
        rig.zalo.wait(hours=21)
    assert (2, {"refresh-0", "refresh-1"}) == (rig.zalo.grants, rig.zalo.spent)


async def test_a_disk_that_refuses_the_new_pair_is_asked_again_before_it_is_used(rig: Rig) -> None:
    rig.shelf.refuse_saves = 2
    for _ in range(2):
        with pytest.raises(sqlite3.OperationalError):
            await rig.channel.send(rig.letter())
    assert [] == rig.zalo.sent
    await rig.channel.send(rig.letter())
    assert (1, 1) == (rig.zalo.grants, len(rig.zalo.sent))
    pair = await rig.shelf.load()
    assert pair is not None
    assert "refresh-1" == pair.refresh


async def test_a_stop_in_the_middle_of_a_renewal_still_saves_the_pair(rig: Rig) -> None:
    spent, go = asyncio.Event(), asyncio.Event()
    save = rig.shelf.save

    async def held(pair: TokenPair) -> None:
        spent.set()
        await go.wait()
        await save(pair)

    rig.shelf.save = held  # type: ignore[method-assign]
    sending = asyncio.get_running_loop().create_task(rig.channel.send(rig.letter()))
    await spent.wait()
    sending.cancel()
    go.set()
    with pytest.raises(asyncio.CancelledError):
        await sending
    pair = await rig.shelf.load()
    assert pair is not None
    assert "access-1" == pair.access


async def test_a_grant_that_was_lost_on_the_way_needs_a_human_and_says_so_once(rig: Rig) -> None:
    rig.zalo.oauth_troubles.append(Trouble(502, arrives=True))
    with pytest.raises(ConnectionFailed):
        await rig.channel.send(rig.letter())
    rig.zalo.wait(seconds=31)
    with pytest.raises(Misconfigured, match="-14014"):
        await rig.channel.send(rig.letter())
    with pytest.raises(Misconfigured, match="consent again"):
        await rig.channel.send(rig.letter())


async def test_a_grant_that_never_reached_zalo_is_asked_for_again(rig: Rig) -> None:
    rig.zalo.oauth_troubles.extend([Trouble(502), code(-32)])
    with pytest.raises(ConnectionFailed):
        await rig.channel.send(rig.letter())
    rig.zalo.wait(seconds=31)
    with pytest.raises(Throttled):
        await rig.channel.send(rig.letter())
    rig.zalo.wait(seconds=31)
    await rig.channel.send(rig.letter())
    assert 1 == rig.zalo.grants


async def test_a_renewal_that_fails_early_does_not_stop_the_talk(rig: Rig) -> None:
    await rig.channel.send(rig.letter())
    rig.zalo.wait(hours=21)
    rig.zalo.refresh = "revoked"
    await rig.channel.send(rig.letter())
    assert 2 == len(rig.zalo.sent)
    rig.zalo.wait(hours=5)
    with pytest.raises(Misconfigured):
        await rig.channel.send(rig.letter())


async def test_a_wrong_app_secret_or_no_token_is_our_mistake(rig: Rig, db: sqlite3.Connection) -> None:
    rig.zalo.app_secret = "changed"
    with pytest.raises(Misconfigured, match="404"):
        await rig.channel.send(rig.letter())
    empty = channel_of(rig.zalo, Shelf(db, ""), rig.api)
    with pytest.raises(Misconfigured, match="no refresh token"):
        await empty.send(rig.letter())
    await empty.close()


async def test_running_keeps_the_token_alive_while_nobody_writes(rig: Rig) -> None:
    class Enough(Exception):
        """The test has seen what it came for."""

    async def pause(seconds: float) -> None:
        rig.zalo.wait(seconds=seconds)
        if rig.zalo.grants == 3:
            raise Enough

    tended = ZaloOaChannel(
        rig.zalo.app_id,
        rig.zalo.app_secret,
        rig.zalo.secret_key,
        rig.shelf,
        base_url=rig.api,
        oauth_url=rig.api,
        clock=rig.zalo.clock,
        pause=pause,
    )
    rig.zalo.oauth_troubles.append(Trouble(502))
    with pytest.raises(Enough):
        await tended.run(rig.intake)
    assert rig.zalo.now < rig.zalo.access_dies
    await tended.close()
