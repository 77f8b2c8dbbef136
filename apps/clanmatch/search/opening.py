"""Opening a panel: in the right place, one per person, and posted once."""

import logging
from dataclasses import dataclass, replace
from typing import Any, Final

import discord
from discord.ext import commands

from apps.clanmatch.search.controls import panel_controls
from apps.clanmatch.search.job import PanelExpiry
from apps.clanmatch.search.messages import refused, state_of
from apps.clanmatch.search.rules.panel_state import PanelKind, PanelState
from apps.clanmatch.search.texts import panel_embed
from shared.chat.bot import ChatBot
from shared.chat.errors import ExpectedFailure
from shared.chat.passing import REST_FAILURES, in_words, persistently
from shared.chat.places import PlaceMissing, find_place, messages_of
from shared.chat.replies import answer, answer_nonce, remove_invocation, take_time
from shared.chat.text import plain
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

# How far back somebody's open panel is looked for; one further up is better opened anew.
_LOOK_BACK: Final = 50

Context = commands.Context[Any]
Place = discord.abc.Messageable


@dataclass(frozen=True, slots=True)
class FixedThread:
    """The one thread in which recruiter panels open."""

    thread_id: int
    archive_minutes: int


class PanelOpener:
    """Carries out `!clanmatch` and `!clansearch`."""

    def __init__(
        self,
        bot: ChatBot,
        *,
        expiry: PanelExpiry,
        clock: Clock,
        fixed_thread: FixedThread | None = None,
    ) -> None:
        self._bot = bot
        self._expiry = expiry
        self._clock = clock
        self._fixed_thread = fixed_thread

    async def open(self, ctx: Context, kind: PanelKind) -> None:
        """Post a panel for the asker, or point to the one that is open already."""
        if not self._bot.home.includes(ctx.guild, self._bot.guilds):
            raise ExpectedFailure("Panels work only on the cluster's own server.")
        fixed = self._fixed_thread if kind is PanelKind.RECRUITER else None
        await take_time(ctx, public=fixed is None)
        thread = await self._ready_thread(fixed) if fixed else None
        existing = await self._existing(thread or ctx.channel, ctx, kind)
        if existing is None:
            await self._open_new(ctx, kind, thread)
        elif existing[0].id < ctx.message.id:
            await self._reuse(ctx, *existing)
        # A newer one is the answer of another instance to this very command.
        await remove_invocation(ctx)

    async def _open_new(self, ctx: Context, kind: PanelKind, thread: discord.Thread | None) -> None:
        """In the thread, and say where; or here."""
        state = PanelState(kind=kind, owner=ctx.author.id, used_at=self._now())
        embed, view = panel_embed(state), panel_controls(state)
        if thread is None:
            panel = await _post(ctx, purpose="panel", embed=embed, view=view)
            self._expiry.watch(panel.channel.id, panel.id, state.used_at)
            return
        try:
            nonce = answer_nonce(ctx.message.id, "panel")
            panel = await persistently(lambda: thread.send(embed=embed, view=view, nonce=nonce))
        except discord.HTTPException as error:
            raise refused(error, thread.id) from error
        self._expiry.watch(panel.channel.id, panel.id, state.used_at)
        await _point_to(ctx, panel)

    async def _reuse(self, ctx: Context, panel: discord.Message, state: PanelState) -> None:
        state = replace(state, used_at=self._now())
        embed, view = panel_embed(state), panel_controls(state)
        try:
            await persistently(lambda: panel.edit(embeds=[embed], view=view))
        except discord.HTTPException as error:
            raise refused(error, panel.channel.id) from error
        self._expiry.watch(panel.channel.id, panel.id, state.used_at)
        await _point_to(ctx, panel)

    async def _existing(
        self, place: Place, ctx: Context, kind: PanelKind
    ) -> tuple[discord.Message, PanelState] | None:
        """The asker's panel that is open here, asked of the channel and not of our memory."""
        me, now = self._bot.user, self._now()
        try:
            for message in await messages_of(place, limit=_LOOK_BACK):
                state = state_of(message) if message.author == me else None
                if (
                    isinstance(state, PanelState)
                    and (state.owner, state.kind) == (ctx.author.id, kind)
                    and not state.expired(now)
                ):
                    return message, state
        except REST_FAILURES as error:
            _log.debug("could not look for an open panel: %s", in_words(error))
        return None

    async def _ready_thread(self, fixed: FixedThread) -> discord.Thread:
        """The thread, unarchived. Raises ExpectedFailure: a panel never opens anywhere else."""
        try:
            found = await find_place(self._bot, fixed.thread_id)
        except PlaceMissing as missing:
            raise ExpectedFailure(
                f"Recruiter panels open in one thread, and there is a problem with it: {missing}. "
                "An admin can check PANEL_FIXED_THREAD_ID."
            ) from missing
        if not isinstance(found, discord.Thread):
            raise ExpectedFailure(
                f"Recruiter panels should open in <#{fixed.thread_id}>, but that is no thread. "
                "An admin can correct PANEL_FIXED_THREAD_ID."
            )
        if found.archived or found.auto_archive_duration != fixed.archive_minutes:
            await self._wake(found, fixed.archive_minutes)
        return found

    async def _wake(self, thread: discord.Thread, archive_minutes: int) -> None:
        minutes: Any = archive_minutes
        try:
            await persistently(lambda: thread.edit(archived=False, auto_archive_duration=minutes))
        except REST_FAILURES as error:
            # Posting unarchives a thread, too, unless it is locked; that is for `send` to find.
            _log.warning("could not unarchive thread %s: %s", thread.id, in_words(error))

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


async def _post(
    ctx: Context,
    content: str | None = None,
    *,
    embed: discord.Embed | None = None,
    view: discord.ui.View | None = None,
    purpose: str,
) -> discord.Message:
    """Post where the command was given; not as a reply, since that message is removed."""
    embeds = [embed] if embed else []
    if ctx.interaction is not None:
        return await answer(ctx, content, embeds=embeds, view=view)
    extras: dict[str, Any] = {"view": view} if view else {}
    nonce = answer_nonce(ctx.message.id, purpose)
    return await persistently(
        lambda: ctx.channel.send(content, embeds=embeds, nonce=nonce, **extras)
    )


async def _point_to(ctx: Context, panel: discord.Message) -> None:
    whose = plain(ctx.author.display_name)
    await _post(ctx, f"{whose}, your panel is here: {panel.jump_url}", purpose="pointer")
