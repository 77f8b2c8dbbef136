"""Several applications: each acts as itself, and its interactions are its own."""

import secrets
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta

from discord.utils import time_snowflake

from sandbox.discord.apps import App
from sandbox.discord.backend.messages import MessagesBackend
from sandbox.discord.clock import WorldClock
from sandbox.discord.simcord_door import DiscordError, Interaction

_KEPT = timedelta(hours=1)


class InteractionsBackend(MessagesBackend):
    """Over simcord: tokens as long as Discord's, which end, and are forgotten in the end."""

    def __init__(self, clock: WorldClock, cdn_base: str) -> None:
        self._acting: App | None = None
        # By token: whose interactions those are that can still be answered.
        self.interaction_owner: dict[str, App] = {}
        super().__init__(clock, cdn_base)

    @contextmanager
    def acting_as(self, app: App) -> Generator[None]:
        """Whatever simcord does in this block, it does as the bot of `app`."""
        before = self.bot_user, self.application_id, self.commands, self._acting
        self.bot_user, self.application_id = self.users[app.user_id], app.application_id
        self.commands, self._acting = app.commands, app
        try:
            yield
        finally:
            self.bot_user, self.application_id, self.commands, self._acting = before

    def new_interaction(
        self,
        type: int,  # noqa: A002 - simcord's name for it
        channel_id: int,
        user_id: int,
        guild_id: int | None,
    ) -> Interaction:
        record = super().new_interaction(type, channel_id, user_id, guild_id)
        del self.interaction_tokens[record.token]
        record.token = secrets.token_urlsafe(96)
        self.interaction_tokens[record.token] = record.id
        if self._acting is not None:
            self.interaction_owner[record.token] = self._acting
        self._forget_interactions()
        return record

    def interaction_by_token(self, token: str) -> Interaction:
        record = self.interactions.get(self.interaction_tokens.get(token, 0))
        if record is None or (record.expires_at or "") <= self.now_iso():
            raise DiscordError(401, 50027, "Invalid Webhook Token")
        if not record.responded:
            raise DiscordError(404, 10015, "Unknown Webhook")
        return record

    def _forget_interactions(self) -> None:
        """Those whose quarter of an hour is over long ago."""
        limit = time_snowflake(self.clock.now() - _KEPT)
        while (oldest := next(iter(self.interactions))) < limit:
            token = self.interactions.pop(oldest).token
            self.interaction_tokens.pop(token, None)
            self.interaction_owner.pop(token, None)
