"""Room: channels. Sender: a letter in as many pieces as it takes, each delivered once as far as anyone can know."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

import structlog
from telegram import InputFile

from bot.channels.telegram_errors import Moved, Unmarkable
from bot.channels.telegram_line import Line
from bot.channels.telegram_parse import NAME, Move
from bot.channels.telegram_render import Piece, render
from bot.model.channel import File, Letter, Misconfigured, Rejected
from bot.model.urn import MessageId, Urn, address_of, make_urn

FILE_IDS: Final = 200
"""Files whose id at Telegram is remembered, so that a poster for a hundred people is uploaded once."""

FILE_SECONDS: Final = 30.0
"""How much longer an upload may take."""

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
    _file_ids: dict[int, str] = field(default_factory=dict)

    async def send(self, letter: Letter) -> str:
        """Every piece in order; a letter tried again goes on after the pieces known to have arrived.

        Raises:
            SendError: as telegram_errors classifies it.
        """
        pieces = render(letter.message)
        if not pieces:
            raise Rejected("a message without words")
        if letter.file is not None and letter.id not in self._arrived:
            await self._send_file(self._new_homes.get(letter.urn, letter.urn), letter.file)
        sent = ""
        for number in range(self._arrived.pop(letter.id, 0), len(pieces)):
            self._remember(letter.id, number)
            sent = await self._send_piece(letter.urn, pieces[number])
        self._arrived.pop(letter.id, None)
        return sent

    async def _send_file(self, urn: Urn, file: File) -> None:
        """In front of the words, which do not depend on it. One that Telegram has seen goes by its id."""
        known = self._file_ids.get(hash(file.data))
        method, field_name = _way(file)
        content = known or InputFile(file.data, filename=file.name)
        try:
            result = await self.line.call(method, {"chat_id": address_of(urn), field_name: content}, wait=FILE_SECONDS)
        except (Rejected, Misconfigured) as error:
            log.warning("telegram_file_refused", error=type(error).__name__)
            return
        self._learn_id(hash(file.data), result, field_name)

    def _learn_id(self, content: int, result: object, field_name: str) -> None:
        """Of a picture Telegram keeps several sizes, the largest last."""
        sent = result.get(field_name) if isinstance(result, dict) else None
        largest = sent[-1] if isinstance(sent, list) and sent else sent
        if isinstance(largest, dict) and isinstance(largest.get("file_id"), str):
            self._file_ids[content] = largest["file_id"]
        if len(self._file_ids) > FILE_IDS:
            self._file_ids.pop(next(iter(self._file_ids)))

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


def _way(file: File) -> tuple[str, str]:
    """The method that carries it and the field it stands in: a voice message is Ogg, music MP3 or M4A."""
    if file.is_picture:
        return "sendPhoto", "photo"
    return _SOUNDS.get(file.media_type, ("sendDocument", "document"))


_SOUNDS: Final = {
    "audio/ogg": ("sendVoice", "voice"),
    "audio/mpeg": ("sendAudio", "audio"),
    "audio/mp4": ("sendAudio", "audio"),
}
