"""Tests: a small scripted bot behind the real web room, so that the page can be tried without the engine."""

import asyncio
from collections.abc import Callable

from bot.channels.web import WebChannel
from bot.model.channel import File, Letter, Retry
from bot.model.message import Button, Message, Style
from bot.model.update import ButtonPress, Joined, Media, Text, Update, What
from bot.model.urn import MessageId, Urn

STEPS = (
    "Bước 1/3: Bà con mở “CH Play” trên điện thoại.\nBiểu tượng là hình tam giác nhiều màu.",
    "Bước 2/3: Gõ VNeID vào ô tìm kiếm ở trên cùng.",
    "Bước 3/3: Bấm “Cài đặt” ở đúng ứng dụng VNeID của Bộ Công an.",
)
HELLO = (
    "Chào bà con! Tôi là trợ lý tự động của xã Ea Trang, không phải người thật.\n"
    "Tôi chỉ bà con cài và dùng ứng dụng trên điện thoại, từng bước một. Bà con chọn một bài:"
)
LESSONS = ("Cài VNeID vào máy", "Đăng ký chữ ký số", "Cài Đắk Lắk Số", "Xem tất cả bài")
LINK = "https://vneid.gov.vn/huong-dan"


def answers(what: What) -> list[Message]:
    """What the scripted bot says."""
    match what:
        case Joined(None):
            return [Message(HELLO, tuple(Button(label, f"/bai|{label}") for label in LESSONS))]
        case Joined(code):
            return [Message(f"Bài học từ đường dẫn {code}.")]
        case ButtonPress(payload):
            return press(payload)
        case Media():
            return [Message("Tôi chưa xem được ảnh hay tệp. Bà con gõ vài chữ giúp tôi nhé.")]
        case Text(text):
            return say(text)
        case _:
            return []


def press(payload: str) -> list[Message]:
    """The lesson's steps, and a card at the end."""
    if payload == "=done":
        card = "Bà con đã học được 1 bài\n▓▓▓░░░░░░░░░ 3/12 bài\n✓ Cài VNeID\nCòn 2 bài nữa là xong chặng đầu."
        return [Message(card, (Button("Học tiếp", "=1"),), Style.CARD)]
    if payload in {"=1", "=2", "=3"}:
        return [step(int(payload[1]))]
    return [Message(f"Nút này của bước trước: {payload}")]


def step(number: int) -> Message:
    """One step of the lesson."""
    forward = Button("Tôi đã làm được", "=done") if number == 3 else Button("Tiếp", f"={number + 1}")
    return Message(STEPS[number - 1], (forward, Button("Màn hình của tôi khác", "=khac")))


def say(text: str) -> list[Message]:
    """Words: a lesson, a warning, a link, a wipe, or an echo with its length."""
    if "vneid" in text.lower():
        intro = "Cài ứng dụng VNeID\nMất khoảng 5 phút. Bà con cần điện thoại có mạng."
        return [Message(intro), step(1)]
    if text == "otp":
        return [Message("Không đưa mã OTP cho bất kỳ ai, kể cả người xưng là công an.", style=Style.WARNING)]
    if text == "link":
        return [Message(f"Bà con xem thêm ở {LINK}. <b>Không</b> bấm đường dẫn lạ.")]
    if text == "xóa dữ liệu":
        return [Message("Đã xóa mọi thứ về bà con.", erase=True)]
    return [Message(f"Đã nghe: {text}" if len(text) < 100 else f"Đã nghe {len(text)} chữ")]


class Desk:
    """Inbox and outbox in one, kept across restarts of the server, as the store would be."""

    def __init__(self, answer: Callable[[What], list[Message]] = answers) -> None:
        self.answer = answer
        self.updates: list[Update] = []
        self.waiting: list[Letter] = []
        self.sent: list[Letter] = []
        self.doubles = 0
        self.breaks = 0
        """How many times to fail after saving, before anybody is told."""
        self.kept: dict[str, File] = {}
        self.listens = True
        """Whether somebody was asked to read aloud."""
        self._number = 0
        self._wake = asyncio.Event()
        self.channel = WebChannel()

    def open(self, channel: WebChannel) -> None:
        """A new start of the server: the same desk, a new channel."""
        self.channel, self._wake = channel, asyncio.Event()
        channel.on_connect = self._someone_came
        self._wake.set()

    async def intake(self, update: Update) -> bool:
        """Save once, answer."""
        if any((old.urn, old.external_id) == (update.urn, update.external_id) for old in self.updates):
            self.doubles += 1
            return False
        self.updates.append(update)
        for message in self.answer(update.what):
            self.post(update.urn, message)
        if self.breaks:
            self.breaks -= 1
            raise OSError("the power went away after the save")
        return True

    def post(self, urn: Urn, message: Message, token: str = "") -> None:
        """Put a message in the outbox, with the file that is kept by `token`."""
        self._number += 1
        link = f"https://elsewhere.example/f/{token}" if token else ""
        self.waiting.append(Letter(MessageId(self._number), urn, message, self.kept.get(token), link))
        self._wake.set()

    async def keep(self, urn: Urn, file: File) -> str:
        """Keep an upload."""
        token = f"token-number-{len(self.kept):012d}"
        self.kept[token] = file
        return token

    async def deliver(self) -> None:
        """Send what waits, in order, until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            for letter in tuple(self.waiting):
                await self._try(letter)

    async def _try(self, letter: Letter) -> None:
        try:
            await self.channel.send(letter)
        except Retry:
            return
        self.waiting.remove(letter)
        self.sent.append(letter)

    async def _someone_came(self, urn: Urn) -> None:
        self._wake.set()
