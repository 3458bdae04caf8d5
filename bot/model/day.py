"""Room: model. Day: moments are aware UTC inside, days are Viet Nam's."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")


def local_day(moment: datetime) -> date:
    """The calendar day in Viet Nam at `moment` (aware)."""
    return moment.astimezone(VIETNAM).date()
