"""The variables of the keepalive; an app's settings class inherits from this one."""

from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    AliasChoices,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
)

from shared.config.fields import Secret, Switch, Url
from shared.config.load import Settings
from shared.turn.shards import ShardPlan, parse_count, parse_ids

# Discord's tokens have 59 characters and more.
SHORTEST_TOKEN = 50

Seconds = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]


def _token(value: object) -> object:
    text = value.get_secret_value() if isinstance(value, SecretStr) else value
    if not isinstance(text, str):
        return value
    text = text.strip()
    if len(text) < SHORTEST_TOKEN:
        raise ValueError(
            f"is too short to be a bot token ({len(text)} characters); copy it from the Discord "
            "developer portal, page Bot, button Reset Token"
        )
    return text


def _upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _shard_count(value: str) -> str:
    if value.strip():
        parse_count(value)
    return value.strip()


LogLevel = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)]
LogFormat = Annotated[Literal["text", "json"], BeforeValidator(_lower)]


class KeepaliveSettings(Settings):
    """What the keepalive reads from the environment."""

    discord_token: Annotated[Secret, BeforeValidator(_token)] = Field(
        validation_alias=AliasChoices("DISCORD_TOKEN", "TOKEN"),
        description="The bot's token from the Discord developer portal.",
    )
    discord_api_url: Url = Field(
        default="", description="REST base with version; empty = Discord itself."
    )
    discord_gateway_url: Url = Field(
        default="", description="Gateway address (ws:// or wss://); empty = Discord itself."
    )
    discord_cdn_url: Url = Field(
        default="", description="Emoji and attachments; empty = Discord itself."
    )

    port: int = Field(default=10000, ge=1, le=65535, description="Port of the health pages.")
    strict_probe: Switch = Field(
        default=False, description="Whether /, /ready and /health answer as /healthz does."
    )

    watchdog_check_sec: Seconds = Field(
        default=60, description="How often the watchdog looks, in seconds."
    )
    watchdog_max_disconnect_sec: Seconds = Field(
        default=600, description="An outage longer than this restarts the process."
    )
    watchdog_zombie_idle_sec: Seconds = Field(
        default=600, description="Without any event for longer than this, latency is judged."
    )
    watchdog_zombie_latency_sec: Seconds = Field(
        default=10, description="A latency above this, or unknown, then means a zombie."
    )
    watchdog_ack_timeout_sec: Seconds = Field(
        default=180, description="Without heartbeat ACK for longer than this, reconnect."
    )
    canary_quiet_sec: float = Field(
        default=300,
        ge=0,
        le=86_400,
        allow_inf_nan=False,
        description="Without any event for this long, Discord is asked for the bot itself, to see "
        "whether it still hears; 0 = never.",
    )
    gateway_silence_sec: Seconds = Field(
        default=60, description="Without any frame for this long, discord.py reconnects."
    )
    loop_stall_sec: Seconds = Field(
        default=120, description="An event loop blocked for longer than this ends the process."
    )
    identify_reserve: int = Field(
        default=50, ge=0, le=1000, description="Identifies per day that are never spent."
    )
    connect_retry_max_sec: Seconds = Field(
        default=60, description="Longest pause between attempts to log in and first connect."
    )
    fatal_hold_sec: float = Field(
        default=300,
        ge=0,
        le=86_400,
        allow_inf_nan=False,
        description="When Discord refuses token or intents, the pages say so for this long before "
        "the process ends with status 78, so that no supervisor asks again each second; "
        "0 = end at once.",
    )
    stop_deadline_sec: Seconds = Field(
        default=20, description="An ordered stop takes no longer; below the host's 30 s."
    )

    shard_count: Annotated[str, AfterValidator(_shard_count)] = Field(
        default="",
        description="Shards of the whole bot: a number, or auto for as many as Discord advises. "
        "Empty = one connection without shards, enough for 2,500 servers.",
    )
    shard_ids: str = Field(
        default="",
        description="Shards that this process holds, such as 0-1; empty = all of them.",
    )

    state_dir: str = Field(
        default="",
        description="A folder of this instance's own that outlives the process: why it ended, and "
        "rows that wait, are kept there.",
    )
    heartbeat_url: Url = Field(
        default="", description="Address to call after fresh heartbeat ACKs (dead man's switch)."
    )
    heartbeat_every_sec: Seconds = Field(
        default=60, description="How often HEARTBEAT_URL is called at most."
    )

    runbook_url: Url = Field(
        default="", description="Address of docs/runbook.md, for links from pages and messages."
    )

    log_level: LogLevel = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR.")
    log_format: LogFormat = Field(default="text", description="text or json.")

    render_instance_id: str = Field(default="", description="Set by Render.")
    render_git_commit: str = Field(default="", description="Set by Render.")
    render_external_url: Url = Field(default="", description="Set by Render.")

    @field_validator("shard_ids")
    @classmethod
    def _ids_within_count(cls, value: str, info: ValidationInfo) -> str:
        ids, count = parse_ids(value), str(info.data.get("shard_count", ""))
        if not ids:
            return ""
        most = parse_count(count) if count else None
        if most is None:
            raise ValueError("needs SHARD_COUNT to be a number, the same in every process")
        if ids[-1] >= most:
            raise ValueError(f"goes beyond the last of {most} shards, {most - 1}")
        return value

    @property
    def shard_plan(self) -> ShardPlan | None:
        """Which shards of how many; None for one connection without shards."""
        if not self.shard_count:
            return None
        return ShardPlan(parse_count(self.shard_count), parse_ids(self.shard_ids))

    @property
    def holds_first_shard(self) -> bool:
        """Whether what must happen once for the whole bot happens in this process."""
        plan = self.shard_plan
        return plan is None or plan.holds_first

    def secrets(self) -> list[str]:
        """Whoever knows the heartbeat's address can say that the bot lives."""
        return [*super().secrets(), self.heartbeat_url]
