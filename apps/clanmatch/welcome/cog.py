"""`!welcome` and the commands around it."""

from functools import partial
from typing import Any, Final

import discord
from discord import app_commands
from discord.ext import commands

from apps.clanmatch.welcome.doubts import WelcomeDoubted
from apps.clanmatch.welcome.greeting import Greeter, Request
from apps.clanmatch.welcome.rules.switch import WelcomeSwitch
from apps.clanmatch.welcome.rules.templates import TemplateBook
from apps.clanmatch.welcome.source import TemplateSource
from apps.clanmatch.welcome.texts import again_controls, undo_control
from shared.chat.errors import ExpectedFailure
from shared.chat.log_channel import LogChannel
from shared.chat.passing import persistently
from shared.chat.replies import acknowledge, answer
from shared.chat.roles import find_member
from shared.chat.text import plain
from shared.sheets.errors import SheetsError
from shared.timing.clock import Clock

Context = commands.Context[Any]
_AT_ONCE: Final = 5
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
        "words come from the welcome sheet; a short notice goes to the general channel. Several "
        "people are welcomed one after the other.",
        usage="<TAG> [@user]",
        # A command that could not be read costs nobody ten seconds.
        cooldown_after_parsing=True,
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
        self._switch.check()
        if ctx.guild is None:
            raise commands.NoPrivateMessage
        try:
            newcomers = await _newcomers(ctx, member)
        except ExpectedFailure:
            if ctx.command is not None:
                ctx.command.reset_cooldown(ctx)
            raise
        book = (await self._templates.current()).value
        for newcomer in newcomers:
            request = Request(ctx.message.id, tag, newcomer, ctx.author, ctx.guild)
            await self._greet(ctx, request, book, alone=len(newcomers) == 1)

    async def _greet(
        self, ctx: Context, request: Request, book: TemplateBook, *, alone: bool
    ) -> None:
        """One of them; when there are several, a refusal of one keeps none of the others back."""
        newcomer = request.newcomer
        view = None
        try:
            welcomed = await self._greeter.greet(request, book)
            words, view = welcomed.words, undo_control(welcomed.undo)
        except WelcomeDoubted as doubt:
            ids = request.inviter.id, newcomer.id
            words = str(doubt)
            view = again_controls(*ids, request.tag, said_already=doubt.said_already)
        except ExpectedFailure as failure:
            if alone:
                raise
            words = f"{plain(newcomer.display_name)}: {failure}"
        purpose = "answer" if alone else f"answer about {newcomer.id}"
        await answer(ctx, words, view=view, ephemeral=True, purpose=purpose)

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


async def _newcomers(ctx: Context, first: discord.Member | None) -> list[discord.Member]:
    """Everybody whom the command names, or whom it replies to. Raises ExpectedFailure."""
    named = [first] if first else [await _replied_to(ctx)]
    if ctx.interaction is None:
        rest = ctx.view.read_rest().split()
        for word in rest:
            member = await _named(ctx, word)
            named += [member] if member not in named else []
    if len(named) > _AT_ONCE:
        raise ExpectedFailure(f"At most {_AT_ONCE} people at once, please. Nothing was posted.")
    if any(member.bot for member in named):
        raise ExpectedFailure("That is a bot; welcomes are for people.")
    return named


async def _named(ctx: Context, word: str) -> discord.Member:
    try:
        return await commands.MemberConverter().convert(ctx, word)
    except commands.BadArgument as error:
        raise ExpectedFailure(
            f"I don't understand “{plain(word)[:60]}” after the name. Mention whom you mean, or "
            'put a name of several words in quotation marks: `!welcome TAG "two words"`. '
            "Nothing was posted."
        ) from error


async def _replied_to(ctx: Context) -> discord.Member:
    """The author of the message that the command replies to. Raises ExpectedFailure."""
    reference = ctx.message.reference
    if reference is None or reference.message_id is None or ctx.guild is None:
        raise ExpectedFailure(_WHOM)
    message = reference.resolved
    if not isinstance(message, discord.Message):
        try:
            message = await persistently(partial(ctx.channel.fetch_message, reference.message_id))
        except (discord.NotFound, discord.Forbidden) as error:
            raise ExpectedFailure(
                f"I can't see the message that you replied to. {_WHOM}"
            ) from error
    return await find_member(ctx.guild, message.author.id)
