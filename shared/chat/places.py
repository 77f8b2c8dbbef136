"""Finding the channel or thread that a setting or a sheet names, archived ones included."""

import discord

from shared.chat.errors import ExpectedFailure

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
            found = await client.fetch_channel(channel_id)
        except discord.NotFound as error:
            raise PlaceMissing(f"there is no channel or thread with the id {channel_id}") from error
        except discord.Forbidden as error:
            raise PlaceMissing(f"I am not allowed to see <#{channel_id}>") from error
        except (discord.HTTPException, discord.InvalidData) as error:
            raise PlaceMissing(f"Discord does not give me <#{channel_id}>: {error}") from error
    if not isinstance(found, Place):
        raise PlaceMissing(f"<#{channel_id}> is nothing that messages can be posted to")
    return found
