"""Something is written in a thread that discord.py has forgotten, and Discord doesn't say which."""

from tests.behaviour.welcomecrew.test_every_call_may_fail import fails
from tests.behaviour.welcomecrew.tickets import Tickets, tickets


def forget(they: Tickets, thread_id: int) -> None:
    """As when the bot is removed from a private thread."""
    for guild in they.crew.world.env.bot.guilds:
        guild._threads.pop(thread_id, None)  # pyright: ignore[reportPrivateUsage] - what its event does


async def test_a_close_whose_thread_cannot_be_seen_is_looked_for() -> None:
    async with tickets() as they:
        await they.looked_around()
        thread = await they.open("0042-tom-nox")
        forget(they, thread)
        fails(they, f"GET /channels/{thread}", "503", times=3)
        await they.close(thread)
        await they.is_named(thread, "Closed-0042-tom-NOX", within=20)
