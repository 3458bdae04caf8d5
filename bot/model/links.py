"""Room: model. Links: where people find the bot, for messages that are passed on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Links:
    """`web` is the address of the web chat, `telegram` the bot's name there; "" when there is none."""

    web: str = ""
    telegram: str = ""
    fetching: frozenset[str] = frozenset()
    """Channels whose provider opens our files itself, so that it must be able to reach `web`."""

    def reach(self, channel: str) -> bool:
        """Whether a file of ours can be opened on this channel."""
        return channel not in self.fetching or self.web.startswith("https://")

    def opening(self, code: str) -> str:
        """The web address that opens a code."""
        return f"{self.web}/c/{code}"

    def file(self, token: str) -> str:
        """The web address of a kept file."""
        return f"{self.web}/f/{token}"

    def on_telegram(self, code: str = "") -> str:
        """The Telegram address that opens a code, or just the talk; "" without a bot there."""
        talk = f"https://t.me/{self.telegram}" if self.telegram else ""
        return f"{talk}?start={code}" if talk and code else talk

    def into_group(self, code: str) -> str:
        """The Telegram address that takes the bot into a group of one's choice with a code; "" without a bot there."""
        return f"https://t.me/{self.telegram}?startgroup={code}" if self.telegram else ""

    @property
    def called(self) -> str:
        """How a group on Telegram calls the bot: "@name"; "" without a bot there."""
        return f"@{self.telegram}" if self.telegram else ""
