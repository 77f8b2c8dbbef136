"""Carrying out one welcome: compose it, post it in the clan's channel, then the general notice."""

import logging
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

import discord

from apps.clanmatch.roster.crests import CrestLinks, find_crest
from apps.clanmatch.welcome.rules.again import SAME_WITHIN
from apps.clanmatch.welcome.rules.compose import Facts, Welcome, WelcomeRefused, compose
from apps.clanmatch.welcome.rules.templates import TemplateBook
from apps.clanmatch.welcome.texts import general_notice, welcome_embed
from shared.chat.errors import ExpectedFailure
from shared.chat.log_channel import LogChannel
from shared.chat.passing import REST_FAILURES, in_words, passes_by, persistently
from shared.chat.places import Place, PlaceMissing, find_place, messages_of
from shared.chat.replies import answer_nonce
from shared.chat.text import plain
from shared.timing.clock import Clock

_log = logging.getLogger(__name__)

_NOBODY: Final = discord.AllowedMentions.none()
# Messages of the clan's channel among which an earlier welcome is looked for.
_LOOK_BACK: Final = 50


@dataclass(frozen=True, slots=True)
class Request:
    """Who asked whom to be welcomed to which clan; `id` is that of the command's message."""

    id: int
    tag: str
    newcomer: discord.Member
    inviter: discord.abc.User
    guild: discord.Guild
    again: bool = False
    """Whether the inviter has said that a welcome of a moment ago is to be repeated."""


class WelcomedAlready(ExpectedFailure):
    """The same person was welcomed to the same clan within minutes; nothing was posted."""

    def __init__(self, earlier: discord.Message, newcomer: discord.Member) -> None:
        when = discord.utils.format_dt(earlier.created_at, "R")
        name = plain(newcomer.display_name)
        super().__init__(f"{name} was welcomed already, {when}: {earlier.jump_url}. Again?")


class Greeter:
    """Does it, or refuses with a reason that the log channel hears too."""

    def __init__(
        self,
        *,
        client: discord.Client,
        links: CrestLinks,
        log_channel: LogChannel,
        clock: Clock,
        zone: tzinfo,
        general_channel_id: int | None,
        footer_emoji_id: int | None,
    ) -> None:
        self._client = client
        self._links = links
        self._log_channel = log_channel
        self._clock = clock
        self._zone = zone
        self._general_channel_id = general_channel_id
        self._footer_emoji_id = footer_emoji_id

    async def greet(self, request: Request, book: TemplateBook) -> str:
        """Post the welcome and the notice; says so in words.

        Raises WelcomedAlready when that should be asked about first, or ExpectedFailure.
        """
        try:
            welcome = self._composed(request, book)
            message = await self._post_welcome(request, welcome)
        except (WelcomeRefused, PlaceMissing) as refusal:
            reason = _sentence(str(refusal))
            await self._log_channel.say(
                f"⚠️ {_who(request)} was not welcomed. {reason}", about=("refusal", request.id)
            )
            raise ExpectedFailure(f"{reason} Nothing was posted.") from refusal
        done = f"Welcomed {plain(request.newcomer.display_name)} in <#{message.channel.id}>."
        # Only now: a notice without a welcome would send people to an empty channel.
        return f"{done}{await self._post_notice(request, welcome)}"

    def _composed(self, request: Request, book: TemplateBook) -> Welcome:
        facts = Facts(
            mention=request.newcomer.mention,
            username=request.newcomer.display_name,
            inviter=request.inviter.display_name,
            guild=request.guild.name,
            now=self._clock.now().astimezone(self._zone),
        )

        def token(wanted: str) -> str:
            emoji = _emoji(request.guild, wanted)
            return str(emoji) if emoji else ""

        return compose(book, request.tag, facts, token)

    async def _post_welcome(self, request: Request, welcome: Welcome) -> discord.Message:
        place = await find_place(self._client, welcome.channel_id)
        if place.guild.id != request.guild.id:
            raise PlaceMissing(f"TARGET_CHANNEL_ID of {plain(welcome.tag)} is on another server")
        if not request.again and (earlier := await self._earlier(place, request)):
            raise WelcomedAlready(earlier, request.newcomer)
        embed = welcome_embed(
            welcome,
            thumbnail=self._links.thumbnail(find_crest(request.guild.emojis, welcome.tag)),
            footer_icon=self._footer_icon(request.guild),
        )
        newcomer, nonce = request.newcomer, _nonce(request, "welcome")
        pinged = discord.AllowedMentions(
            everyone=False, roles=False, replied_user=False, users=[newcomer]
        )
        try:
            return await persistently(
                lambda: place.send(
                    newcomer.mention if welcome.ping else None,
                    embed=embed,
                    allowed_mentions=pinged if welcome.ping else _NOBODY,
                    nonce=nonce,
                )
            )
        except REST_FAILURES as error:
            if passes_by(error):
                raise await self._unconfirmed(request, place.id, error) from error
            raise PlaceMissing(_why_not(place.id, error)) from error

    async def _earlier(self, place: Place, request: Request) -> discord.Message | None:
        """The same welcome, posted within minutes; asked of the channel and not of our memory.

        What is younger than the command is the answer of another instance to this very command.
        """
        asked_at = discord.utils.snowflake_time(request.id)
        try:
            messages = await messages_of(place, limit=_LOOK_BACK)
        except REST_FAILURES as error:
            _log.debug("could not look for an earlier welcome: %s", in_words(error))
            return None
        for message in messages:
            recent = asked_at - SAME_WITHIN < message.created_at and message.id < request.id
            ours = message.author == self._client.user
            if recent and ours and _is_welcome_of(message, request.newcomer):
                return message
        return None

    async def _unconfirmed(
        self, request: Request, place_id: int, error: BaseException
    ) -> ExpectedFailure:
        why = f"Discord did not confirm the welcome in <#{place_id}>: {in_words(error)}"
        await self._log_channel.say(
            f"⚠️ {_who(request)} may not have been welcomed. {why}",
            about=("unconfirmed", request.id, request.newcomer.id),
        )
        return ExpectedFailure(
            f"{why}. Look there; if there is none, say it again. No general notice was posted."
        )

    async def _post_notice(self, request: Request, welcome: Welcome) -> str:
        """Post it, if there is a channel for it; words only where it could not be posted."""
        if self._general_channel_id is None:
            return ""
        try:
            place = await find_place(self._client, self._general_channel_id)
            words, nonce = general_notice(welcome), _nonce(request, "notice")
            await persistently(lambda: place.send(words, allowed_mentions=_NOBODY, nonce=nonce))
        except (PlaceMissing, *REST_FAILURES) as error:
            why = str(error) if isinstance(error, PlaceMissing) else _why_not(0, error)
            await self._log_channel.say(
                f"⚠️ {_who(request)} was welcomed, without the general notice: {why}",
                about=("notice", request.id),
            )
            return f" The general notice could not be posted: {why}."
        return ""

    def _footer_icon(self, guild: discord.Guild) -> str | None:
        if self._footer_emoji_id is None:
            return None
        return self._links.badge(_emoji(guild, str(self._footer_emoji_id)))


def _emoji(guild: discord.Guild, wanted: str) -> discord.Emoji | None:
    """The server's emoji with this id or name; exact first, then whatever the case."""
    for emoji in guild.emojis:
        if wanted in {str(emoji.id), emoji.name}:
            return emoji
    return next((e for e in guild.emojis if e.name.casefold() == wanted.casefold()), None)


def _nonce(request: Request, what: str) -> str:
    return answer_nonce(request.id, what, request.newcomer.id)


def _is_welcome_of(message: discord.Message, newcomer: discord.Member) -> bool:
    names = (newcomer.mention, newcomer.display_name, plain(newcomer.display_name))
    return any(
        name in f"{message.content}\n{embed.title}\n{embed.description}\n{embed.footer.text}"
        for embed in message.embeds
        for name in names
    )


def _why_not(place_id: int, error: BaseException) -> str:
    where = f"<#{place_id}>" if place_id else "there"
    if isinstance(error, discord.Forbidden):
        return (
            f"I am not allowed to post {where}; I need View Channel, Send Messages "
            "(in threads: Send Messages in Threads) and Embed Links"
        )
    return f"Discord refuses the message {where}: {in_words(error)}"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def _who(request: Request) -> str:
    names = (request.newcomer.display_name, request.tag, request.inviter.display_name)
    newcomer, tag, inviter = (plain(name)[:100] for name in names)
    return f"{newcomer} (for {tag}, asked for by {inviter})"
