"""Benchmarks: `hocvuso chat` from the command to the first healthy answer, and what it then holds in memory."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure
from bot.config import HOME

STARTS = 3
IDLE_SECONDS = 2.0
START_BUDGET = 1.5
MEMORY_BUDGET = 120.0


def figures(folder: Path) -> Iterator[Figure]:
    """The best of a few starts on a database that exists already (the others had busy neighbours); memory when idle."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        runs = [_start(Path(place)) for _ in range(STARTS + 1)][1:]
    seconds = min(run[0] for run in runs)
    memory = max(run[1] for run in runs)
    yield Figure("hocvuso chat: start to ready", f"{seconds:.2f} s", "≤ 1.5 s", seconds <= START_BUDGET)
    yield Figure("resident memory, idle", f"{memory:.0f} MB", "≤ 120 MB", memory <= MEMORY_BUDGET)


def _start(place: Path) -> tuple[float, float]:
    """Seconds until /healthz answers, then megabytes."""
    port = _free_port()
    environment = {**os.environ, "HOCVUSO_DB": str(place / "start.db"), "HOCVUSO_PORT": str(port)}
    started = time.perf_counter()
    command = [sys.executable, "-m", "bot", "chat"]
    with subprocess.Popen(command, cwd=HOME, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz", process)
            seconds = time.perf_counter() - started
            time.sleep(IDLE_SECONDS)
            return seconds, _resident(process.pid)
        finally:
            process.send_signal(signal.SIGTERM)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=1):
            return
        time.sleep(0.005)
    raise SystemExit("hocvuso chat ended before it was ready; run it by hand to see why.")


def _resident(process_id: int) -> float:
    status = Path(f"/proc/{process_id}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024
