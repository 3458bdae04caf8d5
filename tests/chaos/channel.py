"""Chaos: the bot's end of the provider's socket, a full Channel: save, acknowledge, send, wait for "sent"."""

import asyncio
import json
from pathlib import Path
from typing import Any

from bot.model.channel import Intake, Letter, Limits
from bot.model.update import Update, unpack
from bot.model.urn import MessageId, Urn
from tests.chaos.fuse import Fuse
from tests.chaos.walks import clock


class SocketChannel:
    """One connection, JSON lines both ways."""

    name = "chaos"
    limits = Limits()

    def __init__(self, path: Path, fuse: Fuse) -> None:
        self._path = path
        self.fuse = fuse
        self._writer: asyncio.StreamWriter | None = None
        self._connected = asyncio.Event()
        self._flights: dict[MessageId, asyncio.Future[None]] = {}

    async def run(self, intake: Intake) -> None:
        """Until the provider says "end"; then the engine stops gracefully."""
        reader, self._writer = await asyncio.open_unix_connection(self._path)
        self._connected.set()
        async with asyncio.TaskGroup() as group:
            while line := await reader.readline():
                frame = json.loads(line)
                if "end" in frame:
                    break
                if "sent" in frame:
                    self._flights.pop(MessageId(frame["sent"])).set_result(None)
                else:
                    group.create_task(self.take(intake, frame))

    async def take(self, intake: Intake, frame: dict[str, Any]) -> None:
        """Save first, acknowledge then."""
        self.fuse.pass_by("received")
        await intake(self.update(frame))
        self.fuse.pass_by("saved")
        self.write({"ack": frame["id"]})
        self.fuse.pass_by("acknowledged")

    def update(self, frame: dict[str, Any]) -> Update:
        """The provider's line as an update; its id is the same when it comes again."""
        return Update(Urn(frame["urn"]), frame["id"], clock(), unpack(frame["what"]))

    async def send(self, letter: Letter) -> str:
        """Hand over and wait until the provider has it."""
        await self._connected.wait()
        landed = self._flights[letter.id] = asyncio.get_running_loop().create_future()
        self.fuse.pass_by("sending")
        self.write({"send": letter.id, "urn": letter.urn, "text": letter.message.text})
        self.fuse.pass_by("sent")
        await landed
        self.fuse.pass_by("landed")
        return str(letter.id)

    def write(self, frame: dict[str, object]) -> None:
        """Straight into the socket."""
        assert self._writer is not None
        self._writer.write(json.dumps(frame).encode() + b"\n")
