"""Carrying out one welcome: compose it, post it in the clan's channel, then the general notice."""

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import discord

from apps.clanmatch.crests.links import CrestLinks, find_crest
from apps.clanmatch.domain.templates import TemplateBook
from apps.clanmatch.domain.welcome import Facts, Welcome, WelcomeRefused, compose
from apps.clanmatch.render.welcome import general_notice, welcome_embed
from shared.chat.errors import ExpectedFailure
from shared.chat.log_channel import LogChannel
from shared.chat.places import PlaceMissing, find_place
from shared.chat.replies import answer_nonce
from shared.chat.text import plain
from shared.timing.clock import Clock

_NOBODY: Final = discord.AllowedMentions.none()


@dataclass(frozen=True, slots=True)
class Request:
    """Who asked whom to be welcomed to which clan; `id` is that of the command's message."""

    id: int
    tag: str
    newcomer: discord.Member
    inviter: discord.abc.User
    guild: discord.Guild


class Greeter:
    """Does it, or refuses with a reason that the log channel hears too."""

    def __init__(
        self,
        *,
        client: discord.Client,
        links: CrestLinks,
        log_channel: LogChannel,
        clock: Clock,
        zone: ZoneInfo,
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
        """Post the welcome and the notice; says so in words. Raises ExpectedFailure."""
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
        embed = welcome_embed(
            welcome,
            thumbnail=self._links.thumbnail(find_crest(request.guild.emojis, welcome.tag)),
            footer_icon=self._footer_icon(request.guild),
        )
        newcomer = request.newcomer
        pinged = discord.AllowedMentions(
            everyone=False, roles=False, replied_user=False, users=[newcomer]
        )
        try:
            return await place.send(
                newcomer.mention if welcome.ping else None,
                embed=embed,
                allowed_mentions=pinged if welcome.ping else _NOBODY,
                nonce=answer_nonce(request.id, "welcome"),
            )
        except discord.HTTPException as error:
            raise PlaceMissing(_why_not(place.id, error)) from error

    async def _post_notice(self, request: Request, welcome: Welcome) -> str:
        """Post it, if there is a channel for it; words only where it could not be posted."""
        if self._general_channel_id is None:
            return ""
        try:
            place = await find_place(self._client, self._general_channel_id)
            await place.send(
                general_notice(welcome),
                allowed_mentions=_NOBODY,
                nonce=answer_nonce(request.id, "notice"),
            )
        except (PlaceMissing, discord.HTTPException) as error:
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


def _why_not(place_id: int, error: discord.HTTPException) -> str:
    where = f"<#{place_id}>" if place_id else "there"
    if isinstance(error, discord.Forbidden):
        return (
            f"I am not allowed to post {where}; I need View Channel, Send Messages "
            "(in threads: Send Messages in Threads) and Embed Links"
        )
    return f"Discord refuses the message {where}: {error.text or error.status}"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def _who(request: Request) -> str:
    names = (request.newcomer.display_name, request.tag, request.inviter.display_name)
    newcomer, tag, inviter = (plain(name)[:100] for name in names)
    return f"{newcomer} (for {tag}, asked for by {inviter})"
