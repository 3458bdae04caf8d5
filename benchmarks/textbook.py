"""Benchmarks: the textbook bot: python-telegram-bot's handler that saves a row and replies. It imports nothing of ours.

`python -m benchmarks.textbook (textbook|concurrent) ADDRESS FILE` polls until it is killed.
"""

import asyncio
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackContext, MessageHandler, filters

from tests.providers.telegram import TOKEN


class Rows:
    """What aiosqlite does: one thread that owns the connection, each call handed to it and awaited."""

    def __init__(self, path: Path) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._db = sqlite3.connect(path, check_same_thread=False)
        self._db.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE messages (id INTEGER PRIMARY KEY, chat INTEGER, text TEXT, at TEXT)"
        )

    async def call(self, method: str, *args: Any) -> None:
        """One call of the connection."""
        await asyncio.get_running_loop().run_in_executor(self._thread, getattr(self._db, method), *args)


def textbook(address: str, path: Path, *, concurrent: bool = False) -> None:
    """As its documentation shows it: a handler that saves a row, commits, and replies."""
    rows = Rows(path)

    async def save(update: Update, _: CallbackContext[Any, Any, Any, Any]) -> None:
        message = update.message
        assert message is not None
        row = (message.chat_id, message.text, datetime.now(UTC).isoformat())
        await rows.call("execute", "INSERT INTO messages (chat, text, at) VALUES (?, ?, ?)", row)
        await rows.call("commit")
        await message.reply_text(f"Dạ, đã ghi: {message.text}")

    builder = Application.builder().token(TOKEN).base_url(f"{address}/bot").concurrent_updates(concurrent)
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, save))
    application.run_polling(allowed_updates=Update.ALL_TYPES)


if __name__ == "__main__":
    textbook(sys.argv[2], Path(sys.argv[3]), concurrent=sys.argv[1] == "concurrent")
