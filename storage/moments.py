"""Room: storage. How moments and days are written: UTC with milliseconds, days of Viet Nam."""

from datetime import UTC, datetime

from bot.model.day import local_day


def written(moment: datetime) -> str:
    """Aware moment → text that sorts as time does."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def read(text: str) -> datetime:
    """The inverse of `written`, to the millisecond."""
    return datetime.fromisoformat(text)


def day_of(moment: datetime) -> str:
    """The day in Viet Nam, YYYY-MM-DD."""
    return local_day(moment).isoformat()
