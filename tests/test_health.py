"""Tests: /healthz tells the truth, /metrics tells it to whom it may, and no log line holds a person."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot import jobs
from bot.health import BACKUP, DISK_FREE, NIGHTLY, SILENT, UNANSWERED, UNSENT, Health
from bot.logbook import blotted, discreet
from bot.model.event import Replied, TurnFailed
from bot.model.message import Message
from bot.model.update import ButtonPress, Joined, Text
from bot.web.metrics import metrics_route
from storage import Store
from tests.playing.stage import START, Stage, book_of
from tests.test_storage import Archive
from tests.web_house import TestClient


@dataclass(slots=True)
class Ear:
    """A polled channel."""

    last_poll_at: datetime | None = None


@dataclass(slots=True)
class Patient:
    """An archive under observation, with a clock that tests move."""

    archive: Archive
    now: datetime = START
    ear: Ear = field(default_factory=Ear)
    least_free: int = DISK_FREE

    def health(self) -> Health:
        channels = {"telegram": self.ear, "web": object()}
        ears = frozenset({"telegram", "zalo_bot"})
        return Health(
            self.archive.store, channels, ears, self.archive.path.parent, lambda: self.now, START, self.least_free
        )

    def look(self, **after: float) -> dict[str, Any]:
        """What /healthz says some time after the start; Telegram was heard from a second ago."""
        self.now = START + timedelta(**after)
        self.ear.last_poll_at = self.now - timedelta(seconds=1)
        return self.health().look()


@pytest.fixture
def patient(database: Path) -> Iterator[Patient]:
    store = Store(database)
    yield Patient(Archive(store, database))
    store.close()


def test_a_new_program_is_well_and_says_that_nobody_backs_it_up(patient: Patient) -> None:
    look = patient.look(seconds=5)
    assert (look["ok"], look["trouble"], look["warnings"]) == (True, [], ["backup_old"])
    assert look["last_poll_seconds"] == {"telegram": 1.0}
    assert look["reconcile_seconds"] is None, "what never happened is unknown, not 0"


def test_a_deaf_channel_is_told_also_one_that_never_heard(patient: Patient) -> None:
    patient.now = START + SILENT
    assert patient.health().look()["trouble"] == []
    patient.now += timedelta(seconds=1)
    assert patient.health().look()["trouble"] == ["silent_telegram"]
    patient.ear.last_poll_at = START - timedelta(days=1)
    assert patient.health().look()["ok"] is False


async def test_an_update_nobody_answers_is_told(patient: Patient) -> None:
    await patient.archive.receive()
    assert patient.look(seconds=UNANSWERED.total_seconds())["ok"]
    look = patient.look(seconds=UNANSWERED.total_seconds() + 1)
    assert look["trouble"] == ["inbox_stuck"]
    assert (look["inbox_pending"], look["inbox_oldest_seconds"]) == (1, 121.0)


async def test_a_message_that_is_due_and_stays_is_told_and_one_that_waits_for_its_person_is_not(
    patient: Patient,
) -> None:
    await patient.archive.happen(Replied(Message("x")))
    over = UNSENT.total_seconds() + 1
    assert patient.look(seconds=over)["trouble"] == ["outbox_stuck"]
    (leased,) = await patient.archive.store.lease("web", START, 1)
    await patient.archive.store.put_back(leased.letter.id, None, attempt_counts=False)
    assert patient.look(seconds=over)["trouble"] == []


async def test_the_night_is_remembered(patient: Patient) -> None:
    desk = jobs.Desk(patient.archive.store, book_of, patient.archive.store.save_update, {})  # type: ignore[arg-type]
    await jobs.reconcile(desk, START)
    assert patient.look(hours=1)["reconcile_findings"] == 0
    assert patient.look(seconds=NIGHTLY.total_seconds() + 1)["trouble"] == ["ledger_unproved"]
    await patient.archive.happen(Replied(Message("x")), at=START)
    patient.archive.damage("DELETE FROM outbox")
    with capture_logs():
        await jobs.reconcile(desk, START)
    look = patient.look(minutes=1)
    assert (look["trouble"], look["reconcile_findings"]) == (["ledger_broken"], 1)


async def test_the_morning_message_knows_the_disk_and_who_is_silent_this_very_morning(patient: Patient) -> None:
    patient.now = START + SILENT + timedelta(seconds=1)
    store = patient.archive.store
    desk = jobs.Desk(store, book_of, store.save_update, {}, health=patient.health().look)  # type: ignore[arg-type]
    await jobs.tell_organizers(desk, patient.now)
    (row,) = store.report("wellbeing", None, patient.now)
    assert row["troubles"] == "silent_telegram"
    assert 0 < row["disk"] * jobs.MEGABYTE <= int(patient.look()["disk_free_bytes"]) + 2**30
    (row,) = store.report("wellbeing", None, patient.now + timedelta(days=1))
    assert row["troubles"] == "", "what was told yesterday is not said again today"


async def test_a_clock_put_back_is_told(patient: Patient) -> None:
    await patient.archive.happen(at=START + timedelta(hours=3))
    assert patient.look(hours=2)["trouble"] == ["clock_back"]


async def test_a_backup_is_remembered_for_its_days(patient: Patient) -> None:
    await patient.archive.store.note_sign("backup", 1, START)
    assert patient.look(seconds=BACKUP.total_seconds())["warnings"] == []
    assert patient.look(seconds=BACKUP.total_seconds() + 1)["warnings"] == ["backup_old"]


async def test_what_was_set_aside_is_a_warning(patient: Patient) -> None:
    await patient.archive.happen(TurnFailed("poison"))
    assert "set_aside" in patient.look()["warnings"]


def test_a_full_disk_is_told(patient: Patient) -> None:
    free = patient.look()["disk_free_bytes"]
    assert free > 0
    patient.least_free = 2 * free
    assert patient.look()["trouble"] == ["disk_low"]


def test_a_database_that_cannot_be_read_is_told(patient: Patient) -> None:
    patient.archive.damage("DROP TABLE watch")
    look = patient.look()
    assert (look["ok"], look["trouble"]) == (False, ["database"])


# --------------------------------------------------------------------------------------------- metrics


def scraped(patient: Patient, token: str = "", client: str = "127.0.0.1", **headers: str) -> tuple[int, str]:
    """What a call of /metrics brings."""
    app = Starlette(routes=[metrics_route(patient.health().look, token)])
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = TestClient(app, client=(client, 5000)).get("/metrics", headers=named)
    return answer.status_code, answer.text


def test_this_machine_reads_the_figures(patient: Patient) -> None:
    patient.ear.last_poll_at = START
    status, text = scraped(patient)
    assert status == 200
    for line in (
        "hocvuso_ok 1.0",
        'hocvuso_last_poll_seconds{channel="telegram"} 0.0',
        'hocvuso_warnings{name="backup_old"} 1.0',
        "hocvuso_received_total 0.0",
    ):
        assert line in text
    assert "hocvuso_reconcile_seconds" not in text, "unknown is left out"


def test_a_stranger_does_not_nor_does_whoever_comes_through_a_proxy(patient: Patient) -> None:
    assert scraped(patient, client="203.0.113.7")[0] == 404
    assert scraped(patient, x_forwarded_for="127.0.0.1")[0] == 404


def test_with_a_token_only_the_token_counts(patient: Patient) -> None:
    assert scraped(patient, token="dai-va-bi-mat")[0] == 404
    assert scraped(patient, token="dai-va-bi-mat", authorization="Bearer sai")[0] == 404
    assert scraped(patient, token="dai-va-bi-mat", client="203.0.113.7", authorization="Bearer dai-va-bi-mat")[0] == 200


# ------------------------------------------------------------------------------------------------ logs

SAID = ("cai vneid sao v", "otp cua toi la 482913", "con trai tôi tên Y Blô", "0912345678")


async def test_a_whole_talk_leaves_no_person_in_the_log(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    stage.raising = 4
    with capture_logs() as lines:
        async with stage.open():
            await stage.say(Joined("SAIMA"))
            for words in SAID:
                await stage.say(Text(words))
            await stage.say(ButtonPress("=lesson.vneid-cai-dat|next"))
            stage.go_away()
            await stage.say(Text("1"))
            await stage.move_to(START + timedelta(days=1))
    assert {line["event"] for line in lines} >= {"turn_failed", "forgot"}, "the talk was to be worth logging"
    whole = f"{lines} {caplog.text}"
    for personal in (*SAID, "482913", stage.speaker, "lan", "SAIMA", "lesson.vneid-cai-dat"):
        assert personal not in whole.replace("disk_refused", "")


@pytest.mark.parametrize(
    "words, left",
    [
        ("send to telegram:123456 failed", "send to telegram:… failed"),
        ("zalo_oa:2512523625412515", "zalo_oa:…"),
        ("https://api.telegram.org/bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/getMe", "getMe"),
        ('{"access_token": "abc.def"}', '{"access_token": "…"}'),
        ("a plain sentence 12:30", "a plain sentence 12:30"),
    ],
)
def test_what_slips_in_is_blotted_out(words: str, left: str) -> None:
    assert left in blotted(words)
    assert "AAHdq" not in blotted(words)


def test_the_program_blots_every_line() -> None:
    from bot.app import quiet_logs

    before = structlog.get_config()
    quiet_logs()
    assert discreet in structlog.get_config()["processors"]
    structlog.configure(**before)
    assert discreet(None, "info", {"event": "x", "why": "web:abc", "n": 3}) == {"event": "x", "why": "web:…", "n": 3}
