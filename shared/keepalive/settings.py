"""The variables of the keepalive; an app's settings class inherits from the last one."""

import os
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from .ground.fields import number, one_of, secret, switch, text, url, whole
from .ground.load import Settings
from .ground.secret import Secret
from .ground.setting import Reader, setting
from .ground.shards import ShardPlan, parse_count, parse_ids
from .supervision import Supervision

# Discord's tokens have 59 characters and more.
SHORTEST_TOKEN = 50

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
LogFormat = Literal["text", "json"]

_log_level: Reader[LogLevel] = one_of("DEBUG", "INFO", "WARNING", "ERROR")
_log_format: Reader[LogFormat] = one_of("text", "json")
_seconds = number(above=0, at_most=86_400)


def _token(value: str) -> str:
    token = value.strip()
    if len(token) < SHORTEST_TOKEN:
        raise ValueError(
            f"is too short to be a bot token ({len(token)} characters); copy it from the Discord "
            "developer portal, page Bot, button Reset Token"
        )
    return token


def _shard_count(value: str) -> str:
    if value.strip():
        parse_count(value)
    return value.strip()


def _shard_ids(value: str) -> str:
    return value if parse_ids(value) else ""


class TokenSettings(Settings):
    """Who the bot is."""

    discord_token: Secret = setting(
        secret(_token),
        names=("DISCORD_TOKEN", "TOKEN"),
        description="The bot's token from the Discord developer portal.",
    )


class WatchSettings(Settings):
    """What the keepalive reads from the environment. Nothing has to be set."""

    discord_api_url: str = setting(
        url, default="", description="REST base with version; empty = Discord itself."
    )
    discord_gateway_url: str = setting(
        url, default="", description="Gateway address (ws:// or wss://); empty = Discord itself."
    )
    discord_cdn_url: str = setting(
        url, default="", description="Emoji and attachments; empty = Discord itself."
    )

    port: int = setting(
        whole(at_least=1, at_most=65535), default=10000, description="Port of the health pages."
    )
    strict_probe: bool = setting(
        switch, default=False, description="Whether /, /ready and /health answer as /healthz does."
    )

    watchdog_check_sec: float = setting(
        _seconds, default=60, description="How often the watchdog looks, in seconds."
    )
    watchdog_max_disconnect_sec: float = setting(
        _seconds, default=600, description="An outage longer than this restarts the process."
    )
    watchdog_zombie_idle_sec: float = setting(
        _seconds,
        default=600,
        description="Without any event for longer than this, latency is judged.",
    )
    watchdog_zombie_latency_sec: float = setting(
        _seconds, default=10, description="A latency above this, or unknown, then means a zombie."
    )
    watchdog_ack_timeout_sec: float = setting(
        _seconds, default=180, description="Without heartbeat ACK for longer than this, reconnect."
    )
    canary_quiet_sec: float = setting(
        number(at_least=0, at_most=86_400),
        default=300,
        description="Without any event for this long, Discord is asked for the bot itself, to see "
        "whether it still hears; 0 = never.",
    )
    gateway_silence_sec: float = setting(
        _seconds, default=60, description="Without any frame for this long, discord.py reconnects."
    )
    loop_stall_sec: float = setting(
        _seconds,
        default=120,
        description="An event loop blocked for longer than this ends the process.",
    )
    identify_reserve: int = setting(
        whole(at_least=0, at_most=1000),
        default=50,
        description="Identifies per day that are never spent.",
    )
    connect_retry_max_sec: float = setting(
        _seconds,
        default=60,
        description="Longest pause between attempts to log in and first connect.",
    )
    fatal_hold_sec: float = setting(
        number(at_least=0, at_most=86_400),
        default=300,
        description="When Discord refuses token or intents, the pages say so for this long before "
        "the process ends with status 78, so that no supervisor asks again each second; "
        "0 = end at once.",
    )
    stop_deadline_sec: float = setting(
        _seconds, default=20, description="An ordered stop takes no longer; below the host's 30 s."
    )

    shard_count: str = setting(
        _shard_count,
        default="",
        description="Shards of the whole bot: a number, or auto for as many as Discord advises. "
        "Empty = one connection without shards, enough for 2,500 servers.",
    )
    shard_ids: str = setting(
        _shard_ids,
        default="",
        description="Shards that this process holds, such as 0-1; empty = all of them.",
    )

    state_dir: str = setting(
        text,
        default="",
        description="A folder of this instance's own that outlives the process: why it ended, the "
        "last hour of /status, and rows that wait, are kept there.",
    )
    heartbeat_url: str = setting(
        url,
        default="",
        description="Address to call after fresh heartbeat ACKs (dead man's switch).",
    )
    heartbeat_every_sec: float = setting(
        _seconds, default=60, description="How often HEARTBEAT_URL is called at most."
    )

    runbook_url: str = setting(
        url,
        default="",
        description="Address of docs/runbook.md, for links from pages and messages.",
    )

    notify_socket: str = setting(text, default="", description="Set by systemd.")
    watchdog_usec: str = setting(text, default="", description="Set by systemd.")
    watchdog_pid: str = setting(text, default="", description="Set by systemd.")
    render_instance_id: str = setting(text, default="", description="Set by Render.")
    render_git_commit: str = setting(text, default="", description="Set by Render.")
    render_external_url: str = setting(url, default="", description="Set by Render.")

    @classmethod
    def clashes(cls, read: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Shard ids need a number of shards, and lie within it."""
        ids, count = parse_ids(read.get("shard_ids", "")), read.get("shard_count", "")
        most = parse_count(count) if count else None
        if ids and most is None:
            yield "shard_ids", "needs SHARD_COUNT to be a number, the same in every process"
        elif ids and most is not None and ids[-1] >= most:
            yield "shard_ids", f"goes beyond the last of {most} shards, {most - 1}"

    @property
    def shard_plan(self) -> ShardPlan | None:
        """Which shards of how many; None for one connection without shards."""
        if not self.shard_count:
            return None
        return ShardPlan(parse_count(self.shard_count), parse_ids(self.shard_ids))

    @property
    def supervision(self) -> Supervision:
        """Whether systemd wants to be told, and how often."""
        return Supervision.of(
            notify_socket=self.notify_socket,
            watchdog_usec=self.watchdog_usec,
            watchdog_pid=self.watchdog_pid,
            pid=os.getpid(),
        )

    @property
    def holds_first_shard(self) -> bool:
        """Whether what must happen once for the whole bot happens in this process."""
        plan = self.shard_plan
        return plan is None or plan.holds_first

    def secrets(self) -> list[str]:
        """Whoever knows the heartbeat's address can say that the bot lives."""
        return [*super().secrets(), self.heartbeat_url]


class LogSettings(Settings):
    """What the log looks like."""

    log_level: LogLevel = setting(
        _log_level,
        default="INFO",
        description="DEBUG, INFO, WARNING or ERROR.",
    )
    log_format: LogFormat = setting(_log_format, default="text", description="text or json.")


class KeepaliveSettings(LogSettings, WatchSettings, TokenSettings):
    """All of them, for a bot whose whole process is the keepalive's."""
