"""Room: command line. Rows as a table on a terminal, or tab-separated into a pipe."""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table


def show_table(rows: Sequence[Any]) -> None:
    """Print dataclass rows; every field is a column."""
    records = [asdict(row) for row in rows]
    if not records:
        return
    if not sys.stdout.isatty():
        for record in records:
            sys.stdout.write("\t".join(str(value) for value in record.values()) + "\n")
        return
    table = Table(*records[0])
    for record in records:
        table.add_row(*(str(value) for value in record.values()))
    Console().print(table)
