"""Rate limits as bots meet them at Discord: by route and channel, and one over all routes."""

import asyncio
from collections import Counter

import aiohttp
import pytest

from sandbox.discord.clock import WorldClock
from sandbox.discord.rest.buckets import Buckets, counted_by
from sandbox.server import Sandbox
from tests.fakes.clock import ManualClock
from tests.sandbox.discord.wire import Api, api

__all__ = ["api"]


async def test_five_posts_in_five_seconds_and_channel(box: Sandbox, api: Api) -> None:
    general, commands = (box.places.channels[key] for key in ("general", "commands"))
    answers = [await api.post(f"/channels/{general}/messages", content="hi") for _ in range(6)]
    assert [answer.status for answer in answers] == [200] * 5 + [429]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == [*"43210", "0"]
    assert answers[0].headers["X-RateLimit-Limit"] == "5"
    refused = answers[-1]
    assert refused.headers["X-RateLimit-Scope"] == "user"
    assert 0 < refused.body["retry_after"] <= 5.0
    # A whole number, and never less than the body says.
    assert int(refused.headers["Retry-After"]) >= refused.body["retry_after"]
    assert refused.body["global"] is False
    assert (await api.post(f"/channels/{commands}/messages", content="hi")).status == 200
    box.world.clock.travel(5.0)
    assert (await api.post(f"/channels/{general}/messages", content="hi")).status == 200


async def test_at_once_is_not_all_at_once(box: Sandbox, api: Api) -> None:
    builder = box.world.backend
    guild, member = box.places.guild_id, box.places.people["member"]
    parent = builder.create_channel(guild, "many")
    threads = [builder.create_thread(parent.id, f"t{n}", member).id for n in range(180)]
    answers = await asyncio.gather(
        *(api.post(f"/channels/{thread}/messages", content="hi") for thread in threads)
    )
    refused = [answer for answer in answers if answer.status == 429]
    # How many windows of a second 180 calls take depends on the machine.
    assert len(refused) > 0
    assert answers[0].status == 200
    for answer in refused:
        assert answer.headers["X-RateLimit-Global"] == "true"
        assert answer.headers["X-RateLimit-Scope"] == "global"
        assert answer.body["global"] is True


def test_fifty_a_second_together_but_answers_to_interactions_beside_them() -> None:
    clock = ManualClock()
    buckets = Buckets(WorldClock(clock))
    waits = [buckets.take_of_all("bot", "/users/@me") for _ in range(51)]
    assert Counter(waits) == {0.0: 50, 1.0: 1}
    assert buckets.take_of_all("other", "/users/@me") == 0.0
    assert buckets.take_of_all("bot", "/interactions/{id}/{token}/callback") == 0.0
    clock.move(1.0)
    assert buckets.take_of_all("bot", "/users/@me") == 0.0


@pytest.mark.parametrize(
    ("method", "path", "calls", "seconds"),
    [
        ("PATCH", "/channels/1/messages/2", 5, 5.0),
        ("DELETE", "/channels/1/messages/2", 5, 1.0),
        ("PUT", "/channels/1/messages/2/reactions/💡/@me", 1, 0.25),
        ("PATCH", "/channels/1", 5, 15.0),
        ("GET", "/channels/1", 50, 1.0),
    ],
)
def test_each_route_has_its_own(method: str, path: str, calls: int, seconds: float) -> None:
    buckets = Buckets(WorldClock(ManualClock()))
    waits = [buckets.take("bot", method, *counted_by(path))[1] for _ in range(calls + 1)]
    assert waits == [0.0] * calls + [seconds]


def test_each_interaction_counts_by_itself() -> None:
    first, second = (f"/webhooks/12/{letter * 40}" for letter in "xy")
    assert counted_by(first) == ("/webhooks/{id}/{token}", f"12/{'x' * 40}")
    assert counted_by(first) != counted_by(second)


async def test_a_stranger_has_no_bucket(box: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        for _ in range(60):
            async with session.get(f"{box.url}/api/v10/users/@me") as answer:
                assert answer.status == 401
    assert len(box.rest.buckets) == 0
