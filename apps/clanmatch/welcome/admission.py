"""Welcomes by press: "Welcome here" on a clan's card, going on after a doubt, and taking back."""

import re
from dataclasses import dataclass
from functools import partial
from typing import Final

import discord

from apps.clanmatch.presses import Answer, Click, values_of
from apps.clanmatch.roster.ports import Asker, CardAction, Weight
from apps.clanmatch.roster.rules.clan import Clan
from apps.clanmatch.welcome.doubts import WelcomeDoubted
from apps.clanmatch.welcome.greeting import Greeter, Request
from apps.clanmatch.welcome.rules.again import Again, decode_again
from apps.clanmatch.welcome.rules.compose import WelcomeRefused, addressed
from apps.clanmatch.welcome.rules.switch import WelcomeSwitch
from apps.clanmatch.welcome.rules.undo import Undo, decode_undo
from apps.clanmatch.welcome.source import ClansNow, TemplateSource
from apps.clanmatch.welcome.texts import again_controls, undo_control, whom_control
from shared.chat.bot import ChatBot
from shared.chat.clicks import show_privately, update_message
from shared.chat.errors import ExpectedFailure
from shared.chat.passing import REST_FAILURES
from shared.chat.places import messages_of
from shared.chat.replies import acknowledge
from shared.chat.roles import find_member

_HERE: Final = re.compile(r"w2:([0-9a-f]{16})")
_WHOM: Final = re.compile(r"w3:([0-9a-f]{16})")
# The ticket bot greets with the first words of a ticket.
_FIRST_MESSAGES: Final = 5


@dataclass(frozen=True, eq=False, repr=False)
class WelcomePresses:
    """Checks who presses, finds out who is new, and hands over to the greeter."""

    bot: ChatBot
    greeter: Greeter
    templates: TemplateSource
    clans: ClansNow
    switch: WelcomeSwitch

    def offer(self, clan: Clan, asker: Asker) -> list[CardAction]:
        """`Welcome here`, for those who may, while welcomes are on."""
        if not (asker.may_welcome and clan.tag and self.switch.is_on):
            return []
        return [CardAction("Welcome here", f"w2:{clan.key}", Weight.MAIN)]

    def reads(self, custom_id: str) -> Answer | None:
        """What answers a press of one of our controls; None for those of others."""
        if here := _HERE.fullmatch(custom_id):
            return partial(self._here, here[1])
        if whom := _WHOM.fullmatch(custom_id):
            return partial(self._whom, whom[1])
        if again := decode_again(custom_id):
            return partial(self._again, again)
        if undo := decode_undo(custom_id):
            return partial(self._undo, undo)
        return None

    async def _here(self, key: str, click: Click) -> None:
        guild = self._admit(click)
        tag = await self.clans.tag_of(key)
        newcomer_id = await self._whose_ticket(click.channel)
        if newcomer_id is None:
            await self._check_addressed(tag)
            await show_privately(click, "Who is new there?", view=whom_control(key))
            return
        newcomer = await find_member(guild, newcomer_id)
        request = Request(click.id, tag, newcomer, click.user, guild)
        words, view = await self._outcome(request)
        await show_privately(click, words, view=view)

    async def _whom(self, key: str, click: Click) -> None:
        guild = self._admit(click)
        tag = await self.clans.tag_of(key)
        newcomer = await find_member(guild, int(next(iter(values_of(click)), "0")))
        if newcomer.bot:
            raise ExpectedFailure("That is a bot; welcomes are for people.")
        await acknowledge(click)
        words, view = await self._outcome(Request(click.id, tag, newcomer, click.user, guild))
        await update_message(click, content=words, view=view)

    async def _again(self, again: Again, click: Click) -> None:
        if click.user.id != again.inviter_id:
            raise ExpectedFailure(f"This question is <@{again.inviter_id}>'s.")
        if not again.yes:
            await update_message(click, content="Left as it is.", view=None)
            return
        guild = self._admit(click)
        if click.message is None:
            raise TypeError("a component without its message")  # Discord's presses have it
        await acknowledge(click)
        newcomer = await find_member(guild, again.newcomer_id)
        # By the question's id: whoever presses twice welcomes once.
        request = Request(click.message.id, again.tag, newcomer, click.user, guild, again=True)
        words, view = await self._outcome(request)
        await update_message(click, content=words, view=view)

    async def _undo(self, undo: Undo, click: Click) -> None:
        # A switch that is off keeps nobody from mending.
        self.bot.gate.check("welcome", self.bot.person(click.user, click.guild))
        await acknowledge(click)
        words = await self.greeter.take_back(undo, click.user)
        await update_message(click, content=words, view=None)

    async def _outcome(self, request: Request) -> tuple[str, discord.ui.View]:
        """What came of it, and what can be done about that."""
        book = (await self.templates.current()).value
        try:
            welcomed = await self.greeter.greet(request, book)
        except WelcomeDoubted as doubt:
            ids = request.inviter.id, request.newcomer.id
            again = again_controls(*ids, request.tag, said_already=doubt.said_already)
            return str(doubt), again
        return welcomed.words, undo_control(welcomed.undo)

    async def _check_addressed(self, tag: str) -> None:
        """Raises ExpectedFailure where no welcome to the clan can be: before anybody is asked."""
        try:
            addressed((await self.templates.current()).value, tag)
        except WelcomeRefused as refusal:
            raise ExpectedFailure(str(refusal)) from refusal

    def _admit(self, click: Click) -> discord.Guild:
        """The server. Raises ExpectedFailure unless this person may welcome, here and now.

        Roles and switches may have changed since the control was shown.
        """
        self.bot.gate.check("welcome", self.bot.person(click.user, click.guild))
        self.switch.check()
        if click.guild is None:
            raise ExpectedFailure("Welcomes work only on the cluster's own server.")
        return click.guild

    async def _whose_ticket(self, place: object) -> int | None:
        """Whom another bot greeted when it opened this thread; None where nothing tells."""
        if not isinstance(place, discord.Thread) or place.created_at is None:
            return None
        before = discord.utils.snowflake_time(place.id - (1 << 22))
        try:
            messages = await messages_of(place, limit=_FIRST_MESSAGES, after=before)
        except REST_FAILURES:
            return None
        me = self.bot.user
        greeting = next((m for m in messages if m.author.bot and m.author != me), None)
        if greeting is None:
            return None
        return next((user.id for user in greeting.mentions if not user.bot), None)
