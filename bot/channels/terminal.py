"""Room: channels. The terminal: a full channel for a person at a keyboard, and for playing a script."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.model.channel import File, Intake, Letter, Limits
from bot.model.numbered import numbered
from bot.model.update import Joined, Text, Update, What
from bot.model.urn import Urn, make_urn

NAME: Final = "terminal"
URN: Final[Urn] = make_urn(NAME, "local")


async def at_once() -> None:
    """What `settled` does until an engine is wired to it."""


@dataclass(slots=True)
class TerminalChannel:
    """Reads `lines`, prints what is sent, and waits for the answer before it reads on.

    `settled` returns once everything said has been answered and sent. With `echo` the lines are printed
    too, so that a played script reads as a conversation. Pictures and documents are put into `folder`.
    """

    lines: AsyncIterator[str]
    show: Callable[[str], None]
    clock: Callable[[], datetime]
    run_id: str
    echo: bool = False
    folder: Path | None = None
    settled: Callable[[], Awaitable[None]] = at_once
    name: str = NAME
    limits: Limits = field(default=Limits(buttons=0))
    sent: int = 0
    _said: int = field(default=0)

    async def send(self, letter: Letter) -> str:
        """Print a message with its choices numbered."""
        self.show(f"{numbered(letter.message)}\n")
        if letter.file is not None and self.folder is not None:
            self.show(f"[{await asyncio.to_thread(_put_down, self.folder, letter.file)}]\n")
        self.sent += 1
        return str(letter.id)

    async def run(self, intake: Intake) -> None:
        """Open the chat, then a line at a time until the input ends."""
        await self._say(intake, Joined())
        async for line in self.lines:
            if self.echo:
                self.show(f"> {line}\n")
            await self._say(intake, Text(line))

    async def _say(self, intake: Intake, what: What) -> None:
        self._said += 1
        await intake(Update(URN, f"{self.run_id}-{self._said}", self.clock(), what))
        await self.settled()


def _put_down(folder: Path, file: File) -> Path:
    """Write a file where the person at the keyboard can open it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / Path(file.name).name
    path.write_bytes(file.data)
    return path


async def lines_of(readline: Callable[[], str]) -> AsyncIterator[str]:
    """Lines from a blocking reader until it is empty, without holding up the rest of the program."""
    while line := await asyncio.to_thread(readline):
        yield line.rstrip("\r\n")
