"""Room: channels. One file a provider; CHANNELS lists their names. Only a channel file knows its provider."""

from typing import Final

CHANNELS: Final = ("terminal", "web", "telegram", "zalo_oa", "zalo_bot")
