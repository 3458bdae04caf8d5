"""Room: storage. The ledger: running totals that prove no row has vanished."""

from sqlite3 import Connection


def add(db: Connection, entry: str, n: int = 1) -> None:
    """Raise one total."""
    db.execute(
        "INSERT INTO ledger (entry, n) VALUES (?, ?) ON CONFLICT (entry) DO UPDATE SET n = n + excluded.n",
        (entry, n),
    )


def read(db: Connection, entry: str) -> int:
    """A total; 0 when nothing was ever added."""
    row = db.execute("SELECT n FROM ledger WHERE entry = ?", (entry,)).fetchone()
    return int(row[0]) if row else 0
