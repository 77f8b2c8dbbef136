"""Our own messages read back: the state that a panel or its results carry in their controls."""

import discord

from apps.clanmatch.search.controls import panel_controls
from apps.clanmatch.search.rules.panel_state import PanelState, State, decode
from apps.clanmatch.search.texts import expired_words, panel_embed
from shared.chat.errors import ExpectedFailure
from shared.chat.own_components import custom_ids
from shared.chat.passing import THREAD_IS_ARCHIVED, passes_by, persistently


def state_of(message: discord.Message) -> State | None:
    """The state of a panel or of results; None for any other message."""
    decoded = (decode(custom_id) for custom_id in custom_ids(message.components))
    return next((found[0] for found in decoded if found is not None), None)


async def switch_off(message: discord.Message, state: State) -> None:
    """Take the controls away and say how to get new ones."""
    if isinstance(state, PanelState):
        embed, view = panel_embed(state, off=True), panel_controls(state, off=True)
        await persistently(lambda: message.edit(embeds=[embed], view=view))
    else:
        words = expired_words(state.view.kind)
        await persistently(lambda: message.edit(content=words, view=None))


def refused(error: discord.HTTPException, place_id: int) -> Exception:
    """What to tell a person when Discord doesn't let us post or edit there.

    What passes by stays what it is.
    """
    if passes_by(error):
        return error
    where = f"<#{place_id}>"
    if error.code == THREAD_IS_ARCHIVED:
        return ExpectedFailure(f"{where} is archived; write a message there, then try again.")
    return ExpectedFailure(
        f"I may not post in {where}. An admin can allow me View Channel, Send Messages (in "
        "Threads), Embed Links and Read Message History there."
    )
