"""Benchmarks: `python -m benchmarks [name …]`. Prints every figure beside its budget; asserts nothing."""

import sys
from importlib import import_module
from importlib.util import find_spec

from benchmarks import broadcast, commits, counts, endtoend, reminders, startup, turns
from benchmarks.figure import show
from bot.config import HOME

ROWS = {
    "commits": ("Outcomes committed, 64 contacts writing", commits.figures),
    "turns": ("One turn, engine only", turns.figures),
    "endtoend": ("End to end over loopback HTTP, 64 people who never pause", endtoend.figures),
    "broadcast": ("A broadcast, in simulated seconds of the provider", broadcast.figures),
    "counts": ("Counts and files", counts.figures),
    "reminders": ("Reminders, half of the people reachable for 48 hours only", reminders.figures),
    "startup": ("The program", startup.figures),
}


def main(*names: str) -> None:
    """Measure the named rows, or all of them. The disk under test is the one the database lives on."""
    if unknown := set(names) - {*ROWS, "search"}:
        raise SystemExit(f"No such row: {', '.join(unknown)}. There are: search, {', '.join(ROWS)}.")
    if (not names or "search" in names) and find_spec("benchmarks.search"):
        import_module("benchmarks.search").main()
    folder = HOME / "var"
    folder.mkdir(exist_ok=True)
    for name, (title, figures) in ROWS.items():
        if not names or name in names:
            show(title, figures(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
