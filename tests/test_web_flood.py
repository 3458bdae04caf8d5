"""Tests: floods and the addresses they are counted by. The clock moves only when told."""

from dataclasses import dataclass

import pytest
from starlette.requests import HTTPConnection

from bot.model.urn import Urn
from bot.web.address import address_of_peer, is_same_origin
from bot.web.flood import Flood, Gate, Verdict

GO, SLOW, STILL = Verdict.GO, Verdict.SLOW_DOWN, Verdict.STILL_SLOW


@dataclass
class Watch:
    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


def test_a_burst_passes_then_one_at_a_time(watch: Watch) -> None:
    flood = Flood(3, 1, watch)
    assert [flood.take("lan") for _ in range(5)] == [GO, GO, GO, SLOW, STILL]
    watch.seconds += 1
    assert [flood.take("lan") for _ in range(2)] == [GO, STILL]


def test_a_new_burst_is_told_about_again(watch: Watch) -> None:
    flood = Flood(1, 1, watch)
    assert [flood.take("lan") for _ in range(2)] == [GO, SLOW]
    watch.seconds += 60
    assert [flood.take("lan") for _ in range(2)] == [GO, SLOW]


def test_one_person_does_not_slow_another(watch: Watch) -> None:
    flood = Flood(1, 1, watch)
    assert [flood.take(who) for who in ("lan", "ba", "lan")] == [GO, GO, SLOW]


def test_a_clock_that_jumps_back_gives_nothing(watch: Watch) -> None:
    flood = Flood(1, 1, watch)
    flood.take("lan")
    watch.seconds -= 100
    assert flood.take("lan") is SLOW


def test_memory_is_bounded_and_forgets_the_most_silent(watch: Watch) -> None:
    flood = Flood(1, 0, watch, keep=2)
    for who in ("lan", "ba", "lan", "tư"):
        flood.take(who)
    assert len(flood) == 2
    assert flood.take("lan") is STILL


def test_many_cookies_from_one_address_share_its_limit(watch: Watch) -> None:
    gate = Gate(watch)
    verdicts = [gate.may_speak(Urn(f"web:{number}"), "10.0.0.1") for number in range(62)]
    assert verdicts == [GO] * 60 + [SLOW, STILL]
    assert gate.may_speak(Urn("web:0"), "10.0.0.2") is GO


def connection(peer: str | None, **headers: str) -> HTTPConnection:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return HTTPConnection({"type": "http", "headers": raw, "client": (peer, 1) if peer else None})


@pytest.mark.parametrize(
    "peer, forwarded, trusted, address",
    [
        ("10.0.0.1", "1.2.3.4", False, "10.0.0.1"),
        ("10.0.0.1", "1.2.3.4", True, "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4", True, "1.2.3.4"),
        ("10.0.0.1", "", True, "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "", False, "2001:db8:1:2::/64"),
        (None, "", False, "?"),
    ],
)
def test_the_address_is_the_peers_unless_a_proxy_is_trusted(
    peer: str | None, forwarded: str, trusted: bool, address: str
) -> None:
    assert address_of_peer(connection(peer, x_forwarded_for=forwarded), trusted) == address


def test_only_our_own_page_is_of_our_origin() -> None:
    assert is_same_origin(connection("10.0.0.1", origin="https://Hoc.xa.vn", host="hoc.xa.vn"))
    assert not is_same_origin(connection("10.0.0.1", origin="https://hoc.xa.vn.evil", host="hoc.xa.vn"))
    assert not is_same_origin(connection("10.0.0.1", host="hoc.xa.vn"))
    assert not is_same_origin(connection("10.0.0.1", origin="null"))
    assert not is_same_origin(connection("10.0.0.1", origin="http://[", host="["))
