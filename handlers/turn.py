"""Room: handlers. Turn: everything a decision may look at, and nothing that changes while it looks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar, cast

from bot.model.contact import Contact
from bot.model.invite import Invite
from bot.model.linking import LinkOffer
from bot.model.links import Links
from bot.model.report import Report
from bot.model.session import Session
from bot.model.share import ShareLink
from bot.model.update import Text, Update
from bot.model.village_group import GroupOffer
from content.book import Book
from content.daily import Daily
from content.folding import fold

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Turn:
    """One update being answered. `now` is aware UTC; `session` is None when no step waits."""

    update: Update
    contact: Contact
    session: Session | None
    now: datetime
    book: Book
    share: ShareLink | None = None
    reports: Mapping[str, Report] = field(default_factory=dict)
    """The figures that the command or the waiting flow asked for by name (`needs`)."""
    invite: Invite | None = None
    """The open invite whose code was just typed or opened."""
    linking: LinkOffer | None = None
    """The open code, just typed, that joins this channel to another."""
    links: Links = field(default_factory=Links)
    daily: Daily = field(default_factory=Daily)
    """The words of the day, by which people tell our broadcasts from somebody else's."""
    chance: str = ""
    """Random hex drawn for this turn alone, so that a decision itself draws none (see bot.model.code)."""
    grouping: GroupOffer | None = None
    """The open code, just sent into a group, that links it to its village."""
    answered: dict[Callable[..., Any], Any] = field(init=False, default_factory=dict, repr=False, compare=False)
    """What was asked of this turn and need not be worked out again (`once`); a replaced turn starts without."""

    @property
    def text(self) -> str:
        """What was typed; "" for anything else."""
        return self.update.what.text if isinstance(self.update.what, Text) else ""

    def say(self, key: str, **values: object) -> str:
        """A sentence from the copy; the commune's name is always at hand."""
        return self.book.copy.say(key, commune=self.book.campaign.commune, **values)


def once(ask: Callable[[Turn], T]) -> Callable[[Turn], T]:
    """A question that several routes ask of the same turn, worked out only the first time."""

    @wraps(ask)
    def asked(turn: Turn) -> T:
        if ask not in turn.answered:
            turn.answered[ask] = ask(turn)
        return cast("T", turn.answered[ask])

    return asked


@once
def folded(turn: Turn) -> str:
    """What was typed, folded."""
    return fold(turn.text)
