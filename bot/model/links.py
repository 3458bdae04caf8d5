"""Room: model. Links: where people find the bot, for messages that are passed on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Links:
    """`web` is the address of the web chat, `telegram` the bot's name there; "" when there is none."""

    web: str = ""
    telegram: str = ""

    def opening(self, code: str) -> str:
        """The web address that opens a code."""
        return f"{self.web}/c/{code}"

    def file(self, token: str) -> str:
        """The web address of a kept file."""
        return f"{self.web}/f/{token}"

    def on_telegram(self, code: str) -> str:
        """The Telegram address that opens a code; "" without a bot there."""
        return f"https://t.me/{self.telegram}?start={code}" if self.telegram else ""
