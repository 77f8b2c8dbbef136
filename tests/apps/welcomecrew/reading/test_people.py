"""Asking for people's roles: together, at a pace, within limits."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

import discord
import pytest

from apps.welcomecrew.reading.people import MOST_AT_ONCE, People
from apps.welcomecrew.tickets.parties import Standing
from tests.fakes.hurried_clock import HurriedClock


class Member:
    """As much of a member as is looked at."""

    def __init__(self, user_id: int) -> None:
        self.id = user_id


class Server:
    """A server of people with even ids that notes what it is asked, and may fail."""

    id = 1

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure
        self.requests: list[list[int]] = []

    async def query_members(self, *, user_ids: Sequence[int], limit: int, cache: bool) -> list[Any]:
        assert len(user_ids) <= limit == MOST_AT_ONCE
        assert not cache
        self.requests.append(list(user_ids))
        await asyncio.sleep(0)
        if self.failure:
            raise self.failure
        return [Member(user_id) for user_id in user_ids if user_id % 2 == 0]


def people() -> People:
    return People(standing_of=lambda _user, _guild: Standing.STAFF, clock=HurriedClock())


def guild(server: Server) -> discord.Guild:
    return cast("discord.Guild", server)


async def test_all_of_one_look_are_asked_for_in_one_request_and_remembered() -> None:
    server, them = Server(), people()
    for _ in range(2):
        found = await them.standings(guild(server), [0, 2, 3, 4, 2])
        assert found == {2: Standing.STAFF, 4: Standing.STAFF}
    # Somebody who is gone may come back.
    assert server.requests == [[2, 3, 4], [3]]


async def test_who_asks_meanwhile_comes_along() -> None:
    server, them = Server(), people()
    looks = [them.standings(guild(server), [2 * n, 2 * n + 200]) for n in range(1, 41)]
    found = await asyncio.gather(*looks)
    assert all(len(each) == 2 for each in found)
    assert [len(request) for request in server.requests] == [80]


async def test_no_request_is_for_more_than_discord_takes() -> None:
    server, them = Server(), people()
    found = await them.standings(guild(server), range(2, 1000, 2))
    assert len(found) == MOST_AT_ONCE
    looks = (them.standings(guild(server), range(n, n + 200, 2)) for n in (1002, 1202))
    await asyncio.gather(*looks)
    assert [len(request) for request in server.requests] == [100, 100, 100]


@pytest.mark.parametrize(
    "failure", [TimeoutError(), RuntimeError("no gateway"), discord.ClientException("closed")]
)
async def test_without_an_answer_nobody_is_known(failure: Exception) -> None:
    server, them = Server(failure), people()
    assert await them.standings(guild(server), [2]) == {}
    server.failure = None
    assert await them.standings(guild(server), [2]) == {2: Standing.STAFF}
