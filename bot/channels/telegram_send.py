"""Room: channels. Sender: a letter in as many pieces as it takes, each delivered once as far as anyone can know."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

import structlog

from bot.channels.telegram_errors import Moved, Unmarkable
from bot.channels.telegram_line import Line
from bot.channels.telegram_parse import NAME, Move
from bot.channels.telegram_render import Piece, render
from bot.model.channel import Letter, Rejected
from bot.model.urn import MessageId, Urn, address_of, make_urn

HALF_SENT: Final = 1000
"""Long letters whose first pieces are known to have arrived."""

log = structlog.get_logger("telegram")


@dataclass(slots=True)
class Sender:
    """`moved` is told when a group turns out to have another address."""

    line: Line
    moved: Callable[[Move], Awaitable[None]]
    _new_homes: dict[Urn, Urn] = field(default_factory=dict)
    _arrived: dict[MessageId, int] = field(default_factory=dict)

    async def send(self, letter: Letter) -> str:
        """Every piece in order; a letter tried again goes on after the pieces known to have arrived.

        Raises:
            SendError: as telegram_errors classifies it.
        """
        pieces = render(letter.message)
        if not pieces:
            raise Rejected("a message without words")
        sent = ""
        for number in range(self._arrived.pop(letter.id, 0), len(pieces)):
            self._remember(letter.id, number)
            sent = await self._send_piece(letter.urn, pieces[number])
        self._arrived.pop(letter.id, None)
        return sent

    def _remember(self, letter: MessageId, pieces: int) -> None:
        """Only a hint, so an old one may be forgotten: its letter would be sent whole again."""
        if pieces:
            self._arrived[letter] = pieces
        if len(self._arrived) > HALF_SENT:
            self._arrived.pop(next(iter(self._arrived)))

    async def _send_piece(self, urn: Urn, piece: Piece) -> str:
        try:
            return await self._post(self._new_homes.get(urn, urn), piece)
        except Moved as moved:
            new = make_urn(NAME, str(moved.chat))
            await self._follow(Move(urn, new))
            return await self._post(new, piece)

    async def _post(self, urn: Urn, piece: Piece) -> str:
        """Marked up; plain when our markup is wrong, so that the person is served all the same."""
        try:
            result = await self.line.call("sendMessage", piece.fields(address_of(urn)))
        except Unmarkable as error:
            log.error("telegram_markup_refused", error=type(error).__name__)
            result = await self.line.call("sendMessage", piece.fields(address_of(urn), marked=False))
        return str(result.get("message_id", "")) if isinstance(result, dict) else ""

    async def _follow(self, move: Move) -> None:
        """The store hears of it when it can; if not now, Telegram says it again after the next start."""
        self._new_homes[move.old] = move.new
        try:
            await self.moved(move)
        except Exception as error:
            log.error("telegram_move_not_saved", error=type(error).__name__)
