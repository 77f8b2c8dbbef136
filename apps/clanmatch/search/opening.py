"""Opening a panel: in the right place, one per person, and posted once."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import discord
from discord.ext import commands

from apps.clanmatch.roster.rules.search import Filters
from apps.clanmatch.search.controls import panel_controls
from apps.clanmatch.search.job import PanelExpiry
from apps.clanmatch.search.messages import refused, state_of
from apps.clanmatch.search.pages import ResultsPages
from apps.clanmatch.search.rules.panel_state import PanelKind, PanelState, results_of
from apps.clanmatch.search.texts import panel_embed
from shared.chat.bot import ChatBot
from shared.chat.errors import ExpectedFailure
from shared.chat.passing import REST_FAILURES, in_words, persistently
from shared.chat.places import PlaceMissing, find_place, own_messages
from shared.chat.replies import answer, answer_nonce, remove_invocation, take_time
from shared.chat.text import plain
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

# How far back somebody's open panel is looked for; one further up is better opened anew.
_LOOK_BACK: Final = 50

Context = commands.Context[Any]
Place = discord.abc.Messageable


@dataclass(frozen=True, eq=False, repr=False)
class PanelOpener:
    """Carries out `!clanmatch` and `!clansearch`."""

    bot: ChatBot
    pages: ResultsPages
    expiry: PanelExpiry
    clock: Clock
    fixed_thread_id: int | None
    """The one thread in which recruiter panels open, if there is one."""
    archive_minutes: int
    """After which Discord archives that thread."""

    async def open(self, ctx: Context, kind: PanelKind, filters: Filters | None) -> None:
        """Show what `filters` find; without them post a panel, or point to the one that is open.

        A member who asks by slash gets it for their eyes alone.
        """
        if not self.bot.home.includes(ctx.guild, self.bot.guilds):
            raise ExpectedFailure("Panels work only on the cluster's own server.")
        fixed = self.fixed_thread_id if kind is PanelKind.RECRUITER else None
        private = ctx.interaction is not None and kind is PanelKind.MEMBER
        await take_time(ctx, public=fixed is None and not private)
        thread = await self._ready_thread(fixed) if fixed else None
        state = PanelState(kind=kind, owner=ctx.author.id, used_at=self._now())
        if filters is not None:
            await self._show(ctx, replace(state, filters=filters), thread, private=private)
        elif private:
            await answer(
                ctx, embeds=[panel_embed(state)], view=panel_controls(state), ephemeral=True
            )
        else:
            await self._open_or_reuse(ctx, state, thread)
        await remove_invocation(ctx)

    async def _show(
        self, ctx: Context, state: PanelState, thread: discord.Thread | None, *, private: bool
    ) -> None:
        """The results alone; their message turns into the panel and back."""
        page = await self.pages.page(results_of(state, alone=True), ctx.guild)
        view = self.pages.controls(page)
        if private:
            await answer(ctx, embeds=page.embeds, view=view, ephemeral=True)
            return
        await self._post_there(ctx, page.embeds, view, state.used_at, thread)

    async def _open_or_reuse(
        self, ctx: Context, state: PanelState, thread: discord.Thread | None
    ) -> None:
        existing = await self._existing(thread or ctx.channel, ctx, state.kind)
        if existing is None:
            embed, view = panel_embed(state), panel_controls(state)
            await self._post_there(ctx, [embed], view, state.used_at, thread)
        elif existing[0].id < ctx.message.id:
            await self._reuse(ctx, *existing)
        # A newer one is the answer of another instance to this very command.

    async def _post_there(
        self,
        ctx: Context,
        embeds: Sequence[discord.Embed],
        view: discord.ui.View,
        used_at: int,
        thread: discord.Thread | None,
    ) -> None:
        """In the thread, and say where; or here."""
        if thread is None:
            posted = await _post(ctx, purpose="panel", embeds=embeds, view=view)
            self.expiry.watch(posted.channel.id, posted.id, used_at)
            return
        try:
            nonce = answer_nonce(ctx.message.id, "panel")
            posted = await persistently(
                lambda: thread.send(embeds=list(embeds), view=view, nonce=nonce)
            )
        except discord.HTTPException as error:
            raise refused(error, thread.id) from error
        self.expiry.watch(posted.channel.id, posted.id, used_at)
        await self._point_to(ctx, posted)

    async def _reuse(self, ctx: Context, panel: discord.Message, state: PanelState) -> None:
        state = replace(state, used_at=self._now())
        embed, view = panel_embed(state), panel_controls(state)
        try:
            await persistently(lambda: panel.edit(embeds=[embed], view=view))
        except discord.HTTPException as error:
            raise refused(error, panel.channel.id) from error
        self.expiry.watch(panel.channel.id, panel.id, state.used_at)
        await self._point_to(ctx, panel)

    async def _point_to(self, ctx: Context, panel: discord.Message) -> None:
        """Say where it is; what said so before goes, or it would pile up.

        What is younger than the command is the answer of another instance to it.
        """
        words = f"{plain(ctx.author.display_name)}, your panel is here: {panel.jump_url}"
        try:
            for message in await own_messages(self.bot, ctx.channel, limit=_LOOK_BACK):
                if message.content == words and message.id < ctx.message.id:
                    await persistently(message.delete, tries=2)
        except REST_FAILURES as error:
            _log.debug("left older pointers where they are: %s", in_words(error))
        await _post(ctx, words, purpose="pointer")

    async def _existing(
        self, place: Place, ctx: Context, kind: PanelKind
    ) -> tuple[discord.Message, PanelState] | None:
        """The asker's panel that is open here, asked of the channel and not of our memory."""
        now = self._now()
        try:
            for message in await own_messages(self.bot, place, limit=_LOOK_BACK):
                state = state_of(message)
                if (
                    isinstance(state, PanelState)
                    and (state.owner, state.kind) == (ctx.author.id, kind)
                    and not state.expired(now)
                ):
                    return message, state
        except REST_FAILURES as error:
            _log.debug("could not look for an open panel: %s", in_words(error))
        return None

    async def _ready_thread(self, fixed: int) -> discord.Thread:
        """The thread, unarchived. Raises ExpectedFailure: a panel never opens anywhere else."""
        try:
            found = await find_place(self.bot, fixed)
        except PlaceMissing as missing:
            raise ExpectedFailure(
                f"Recruiter panels open in one thread, and there is a problem with it: {missing}. "
                "An admin can check PANEL_FIXED_THREAD_ID."
            ) from missing
        if not isinstance(found, discord.Thread):
            raise ExpectedFailure(
                f"Recruiter panels should open in <#{fixed}>, but that is no thread. "
                "An admin can correct PANEL_FIXED_THREAD_ID."
            )
        if found.archived or found.auto_archive_duration != self.archive_minutes:
            await self._wake(found)
        return found

    async def _wake(self, thread: discord.Thread) -> None:
        minutes: Any = self.archive_minutes
        try:
            await persistently(lambda: thread.edit(archived=False, auto_archive_duration=minutes))
        except REST_FAILURES as error:
            # Posting unarchives a thread, too, unless it is locked; that is for `send` to find.
            _log.warning("could not unarchive thread %s: %s", thread.id, in_words(error))

    def _now(self) -> int:
        return int(self.clock.now().timestamp())


async def _post(
    ctx: Context,
    content: str | None = None,
    *,
    embeds: Sequence[discord.Embed] = (),
    view: discord.ui.View | None = None,
    purpose: str,
) -> discord.Message:
    """Post where the command was given; not as a reply, since that message is removed."""
    if ctx.interaction is not None:
        return await answer(ctx, content, embeds=embeds, view=view)
    extras: dict[str, Any] = {"view": view} if view else {}
    nonce = answer_nonce(ctx.message.id, purpose)
    return await persistently(
        lambda: ctx.channel.send(content, embeds=list(embeds), nonce=nonce, **extras)
    )
