"""`!welcome` and the commands around it."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from apps.clanmatch.cogs.greeting import Greeter, Request
from apps.clanmatch.domain.switch import WelcomeSwitch
from apps.clanmatch.sources.templates import TemplateSource
from shared.chat.errors import ExpectedFailure
from shared.chat.log_channel import LogChannel
from shared.chat.replies import acknowledge, answer
from shared.chat.text import plain
from shared.sheets.errors import SheetsError
from shared.timing.clock import Clock

Context = commands.Context[Any]
_WHOM = "Say who is new: `!welcome TAG @user`, or reply to one of their messages."


class WelcomeCog(commands.Cog):
    """Takes the commands; the greeter carries a welcome out."""

    def __init__(
        self,
        *,
        greeter: Greeter,
        templates: TemplateSource,
        switch: WelcomeSwitch,
        log_channel: LogChannel,
        clock: Clock,
    ) -> None:
        self._greeter = greeter
        self._templates = templates
        self._switch = switch
        self._log_channel = log_channel
        self._clock = clock

    # Above the command: below it, discord.py would share the cooldown among all bots of a process.
    @commands.cooldown(1, 10, commands.BucketType.user)
    @commands.hybrid_command(
        name="welcome",
        brief="Welcome a new member in their clan's channel",
        help="`!welcome C1CE @user`, or `!welcome C1CE` as a reply to one of their messages. The "
        "words come from the welcome sheet; a short notice goes to the general channel.",
        usage="<TAG> [@user]",
    )
    @commands.guild_only()
    @app_commands.describe(tag="The clan's tag", member="Who is new")
    async def welcome(
        self,
        ctx: Context,
        tag: str,
        # Not "Member | None": a name that is misspelt must not welcome somebody else instead.
        member: discord.Member = commands.parameter(default=None),  # noqa: B008 - discord.py's way
    ) -> None:
        """Refuse with a reason, or post the welcome and the notice."""
        if ctx.interaction is not None:
            await acknowledge(ctx.interaction, thinking=True)
        if not self._switch.is_on:
            raise ExpectedFailure("Welcomes are switched off; `!welcome-status` says by whom.")
        newcomer: discord.Member | None = member
        newcomer = newcomer or await _replied_to(ctx)
        if newcomer.bot:
            raise ExpectedFailure("That is a bot; welcomes are for people.")
        if ctx.guild is None:
            raise commands.NoPrivateMessage
        book = (await self._templates.current()).value
        request = Request(ctx.message.id, tag, newcomer, ctx.author, ctx.guild)
        words = await self._greeter.greet(request, book)
        await answer(ctx, words, ephemeral=True)

    @commands.hybrid_command(name="welcome-refresh", brief="Read the welcome sheet again")
    async def refresh(self, ctx: Context) -> None:
        """Read the templates now and say what is in them."""
        if ctx.interaction is not None:
            await acknowledge(ctx.interaction, thinking=True)
        try:
            copy = await self._templates.refresh()
        except SheetsError as error:
            raise ExpectedFailure(f"That failed: {error}. {error.advice}") from error
        if copy.problem:
            raise ExpectedFailure(f"That failed: {copy.problem}. The last good copy stays in use.")
        await answer(ctx, f"Read again: {plain(copy.value.in_words())}.", ephemeral=True)

    @commands.hybrid_command(name="welcome-on", brief="Switch welcomes on")
    async def turn_on(self, ctx: Context) -> None:
        """On until the process ends."""
        await self._turn(ctx, on=True)

    @commands.hybrid_command(name="welcome-off", brief="Switch welcomes off")
    async def turn_off(self, ctx: Context) -> None:
        """Off until the process ends."""
        await self._turn(ctx, on=False)

    @commands.hybrid_command(name="welcome-status", brief="Whether welcomes are on, and why")
    async def status(self, ctx: Context) -> None:
        """The switch, where it comes from, and the templates at hand."""
        if ctx.interaction is not None:
            await acknowledge(ctx.interaction, thinking=True)
        try:
            templates = plain(await self._templates.state())
        except SheetsError as error:
            templates = f"no templates: {error}. {error.advice}"
        words = self._switch.in_words(self._clock.now())
        await answer(ctx, f"{words}\nAt hand: {templates}", ephemeral=True)

    async def _turn(self, ctx: Context, *, on: bool) -> None:
        now = self._clock.now()
        self._switch.turn(on=on, by=ctx.author.display_name, at=now)
        words = self._switch.in_words(now)
        await answer(ctx, words, ephemeral=True)
        await self._log_channel.say(words, about=("switch", ctx.message.id))


async def _replied_to(ctx: Context) -> discord.Member:
    """The author of the message that the command replies to. Raises ExpectedFailure."""
    reference = ctx.message.reference
    if reference is None or reference.message_id is None or ctx.guild is None:
        raise ExpectedFailure(_WHOM)
    message = reference.resolved
    if not isinstance(message, discord.Message):
        try:
            message = await ctx.channel.fetch_message(reference.message_id)
        except (discord.NotFound, discord.Forbidden) as error:
            raise ExpectedFailure(
                f"I can't see the message that you replied to. {_WHOM}"
            ) from error
    member = ctx.guild.get_member(message.author.id)
    if member is None:
        try:
            member = await ctx.guild.fetch_member(message.author.id)
        except discord.NotFound as error:
            raise ExpectedFailure(
                "Whoever wrote that message is not on this server any more."
            ) from error
    return member
