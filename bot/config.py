"""Room: config. Settings: HOCVUSO_* variables and hocvuso.toml; the only reader of the environment."""

from pathlib import Path
from typing import Final

from pydantic import Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

HOME: Final = Path(__file__).resolve().parent.parent
"""Where content/ lies: the project's folder."""


class Settings(BaseSettings):
    """What an operator can set. The environment wins over hocvuso.toml."""

    model_config = SettingsConfigDict(env_prefix="HOCVUSO_", toml_file="hocvuso.toml", extra="ignore")

    db: Path = Path("var/hocvuso.db")
    """The SQLite file; its folder is made when missing."""
    campaign: str = "ea-trang-2026"
    """The active plan: the name of a file in content/campaigns."""
    host: str = "127.0.0.1"
    """The address the web chat listens on."""
    port: int = Field(default=8080, ge=0, le=65535)
    """Its port; 0 takes a free one."""
    public_url: str = ""
    """How people reach the web chat from outside, for links and QR codes; empty means http://host:port."""
    secret: SecretStr = SecretStr("")
    """Signs the web chat's cookie; empty keeps one in a file beside the database."""
    content: Path = HOME / "content"
    """Lessons, plans and sentences."""
    trusted_proxy: bool = False
    """Whether a proxy in front sets X-Forwarded-For."""
    metrics_token: SecretStr = SecretStr("")
    """Who shows it as a bearer token may read /metrics; empty answers only this machine."""

    telegram_token: SecretStr = SecretStr("")
    """From @BotFather; Telegram is on when it is set."""
    telegram_base_url: str = ""
    """Another Bot API server than Telegram's own: a local one, or a stand-in."""
    telegram_proxy: str = ""
    """An outbound proxy, http:// or socks5://, where Telegram is hard to reach."""
    telegram_webhook_secret: SecretStr = SecretStr("")
    """Set it to receive by webhook instead of polling; needs public_url."""

    zalo_bot_token: SecretStr = SecretStr("")
    """From Zalo Bot Creator; Zalo Bot is on when it is set."""
    zalo_bot_base_url: str = ""
    """Another address than Zalo's own, for a stand-in."""
    zalo_bot_webhook_secret: SecretStr = SecretStr("")
    """Set it to receive by webhook (advised: polling can lose a message); needs public_url."""

    zalo_bot_monthly: int = Field(default=3000, ge=0)
    """Messages a month that the bot's plan carries, both ways; at four fifths only replies go out. 0 counts none."""

    zalo_oa_app_id: str = ""
    """The application's id; Zalo OA is on when it is set."""
    zalo_oa_app_secret: SecretStr = SecretStr("")
    """The application's secret, for renewing tokens."""
    zalo_oa_secret_key: SecretStr = SecretStr("")
    """The OA secret key that signs webhooks."""
    zalo_oa_refresh_token: SecretStr = SecretStr("")
    """The first refresh token; later ones are kept in the database."""
    zalo_oa_base_url: str = ""
    """Another address than Zalo's own, for a stand-in."""
    zalo_oa_oauth_url: str = ""
    """Another address for renewing tokens, for a stand-in."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given by name, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def web_address(self) -> str:
        """The address people open."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"
