"""The applications of the sandbox: one bot each, with its token."""

import base64
import secrets
from dataclasses import dataclass, field

import discord

from sandbox.discord.wire import Payload

# Scope (a guild, or None for global) -> (name, type) -> the command as registered.
Commands = dict[int | None, dict[tuple[str, int], Payload]]

PRIVILEGED = ("members", "presences", "message_content")


@dataclass(frozen=True, slots=True)
class ShardAdvice:
    """What `/gateway/bot` advises: how many shards, and how many may identify at the same time."""

    shards: int = 1
    max_concurrency: int = 1


@dataclass(slots=True, eq=False)
class App:
    """One application and its bot user."""

    name: str
    user_id: int
    token: str
    # Privileged intents that its owner has switched on in the portal.
    approved: set[str] = field(default_factory=lambda: set(PRIVILEGED))
    advice: ShardAdvice = ShardAdvice()
    commands: Commands = field(default_factory=dict[int | None, dict[tuple[str, int], Payload]])

    @property
    def application_id(self) -> int:
        """The bot's own id, as for every application that was made since 2016."""
        return self.user_id

    @property
    def flags(self) -> int:
        """The application flags by which a bot sees its own privileged intents."""
        limited = discord.ApplicationFlags(
            gateway_guild_members_limited="members" in self.approved,
            gateway_presence_limited="presences" in self.approved,
            gateway_message_content_limited="message_content" in self.approved,
        )
        return limited.value


def make_token(user_id: int) -> str:
    """A token of the shape that Discord gives out; each one works in its own sandbox only."""
    head = base64.urlsafe_b64encode(str(user_id).encode()).decode().rstrip("=")
    return f"{head}.{secrets.token_urlsafe(4)[:6]}.{secrets.token_urlsafe(29)[:38]}"
