"""Room: handlers. /dulieu: what is held; /xoadulieu: erase it; and saying yes later after a no."""

from typing import Final

from bot.model.contact import Consent
from bot.model.outcome import Outcome
from handlers import held
from handlers.commands.command import Command
from handlers.flows import consent, data
from handlers.reminders.facts import REPORT
from handlers.turn import Turn


def handle_data(turn: Turn, argument: str) -> Outcome:
    """Show what is held."""
    return data.open_data(turn)


def handle_erase(turn: Turn, argument: str) -> Outcome:
    """Two typed words are meant; a tap or a menu command may be a slip and is asked once more."""
    typed = bool(turn.text) and not turn.text.lstrip().startswith("/")
    return data.erase(turn) if typed else data.open_erase(turn)


def handle_agree(turn: Turn, argument: str) -> Outcome:
    """Show the notice again to someone who wants to be counted after all."""
    if turn.contact.consent is Consent.GIVEN:
        return data.open_data(turn)
    return consent.open_consent(turn)


SHOW: Final = Command(
    "dulieu",
    handle_data,
    ("dữ liệu", "xem dữ liệu", "dữ liệu của tôi", "xuất dữ liệu", "rút đồng ý"),
    "commands.dulieu",
    needs=(REPORT, *held.NEEDS),
)
ERASE: Final = Command(
    "xoadulieu",
    handle_erase,
    ("xóa dữ liệu", "xóa dữ liệu của tôi", "xóa hết dữ liệu", "xóa thông tin của tôi"),
    "commands.xoadulieu",
)
AGREE: Final = Command("dongyluu", handle_agree, ("đồng ý lưu", "lưu kết quả"))
