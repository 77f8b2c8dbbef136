"""Finding the channel or thread that a setting or a sheet names, archived ones included."""

from datetime import datetime

import discord

from shared.chat.errors import ExpectedFailure
from shared.chat.passing import REST_FAILURES, in_words, persistently

Place = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread


class PlaceMissing(ExpectedFailure):
    """The id leads nowhere that the bot can post to; `str(error)` says why."""


async def find_place(client: discord.Client, channel_id: int) -> Place:
    """The channel or thread with this id. Raises PlaceMissing.

    Archived threads are not in discord.py's cache and cost a request.
    """
    found = client.get_channel(channel_id)
    if found is None:
        try:
            found = await persistently(lambda: client.fetch_channel(channel_id))
        except discord.NotFound as error:
            raise PlaceMissing(f"there is no channel or thread with the id {channel_id}") from error
        except discord.Forbidden as error:
            raise PlaceMissing(f"I am not allowed to see <#{channel_id}>") from error
        except REST_FAILURES as error:
            why = in_words(error)
            raise PlaceMissing(f"Discord does not give me <#{channel_id}>: {why}") from error
    if not isinstance(found, Place):
        raise PlaceMissing(f"<#{channel_id}> is nothing that messages can be posted to")
    return found


async def messages_of(
    place: discord.abc.Messageable,
    *,
    limit: int,
    before: datetime | None = None,
    after: datetime | None = None,
) -> list[discord.Message]:
    """At most `limit` messages, the newest first; with `after`, the oldest first.

    Read again from the beginning when the connection breaks. Raises what REST calls raise.
    """

    async def read() -> list[discord.Message]:
        return [message async for message in place.history(limit=limit, before=before, after=after)]

    return await persistently(read)


async def own_messages(
    client: discord.Client,
    place: discord.abc.Messageable,
    *,
    limit: int,
    before: datetime | None = None,
    after: datetime | None = None,
) -> list[discord.Message]:
    """Of `messages_of`, those that the bot wrote."""
    messages = await messages_of(place, limit=limit, before=before, after=after)
    return [message for message in messages if message.author == client.user]


def rights_in(channel: discord.abc.GuildChannel | discord.Thread) -> discord.Permissions:
    """What the bot may do there; nothing where that can't be told.

    discord.py raises for a thread whose parent it doesn't know, such as one of a new type.
    """
    try:
        return channel.permissions_for(channel.guild.me)
    except discord.ClientException:
        return discord.Permissions.none()
