"""The sandbox as a whole: two real discord.py bots, side by side, on real sockets."""

from sandbox.server import Sandbox
from tests.sandbox.discord.clients import EchoBot, box, running

__all__ = ["box"]


async def test_two_bots_answer_side_by_side(box: Sandbox) -> None:
    general = box.places.channels["general"]
    async with running(EchoBot(), box) as one, running(EchoBot(), box, "welcomecrew") as other:
        box.world.backend.create_message(general, box.places.people["member"], "!ping")
        await box.records.until(lambda: len(box.world.backend.messages[general]) == 3)
        authors = {m.author_id for m in box.world.backend.messages[general].values()}
    assert one.user is not None
    assert other.user is not None
    assert authors == {box.places.people["member"], one.user.id, other.user.id}
    assert len(one.guilds[0].members) == len(box.places.people)
