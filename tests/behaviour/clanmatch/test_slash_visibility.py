"""Whom Discord offers which slash command, by what the roles of its audience hold."""

from dataclasses import replace
from typing import Any

import discord
import pytest

from tests.behaviour.clanmatch.cluster import open_cluster

OF_LEADS = {"reload", "report"}
OF_RECRUITERS = {"clanmatch"}
OF_WELCOMERS = {"welcome", "welcome-on", "welcome-off", "welcome-refresh", "welcome-status"}


def role(name: str, *, manages: bool) -> Any:
    def make(guild: Any) -> frozenset[int]:
        permissions = discord.Permissions(manage_guild=manages)
        return frozenset({guild.create_role(name, permissions=permissions).id})

    return make


def hidden(cluster: Any) -> set[str]:
    """The commands that ask for Manage Server, as Discord was told."""
    told = cluster.world.env.backend.commands[None].values()
    asked = {command["name"]: command["default_member_permissions"] for command in told}
    assert set(asked.values()) <= {None, "32", 32}
    return {name for name, permissions in asked.items() if permissions is not None}


@pytest.mark.parametrize(
    ("leads", "recruiters", "expected"),
    [
        (False, False, set[str]()),
        (True, False, OF_LEADS),
        (True, True, OF_LEADS | OF_RECRUITERS | OF_WELCOMERS),
        (False, True, OF_RECRUITERS),
    ],
)
async def test_hidden_where_that_keeps_nobody_out(
    leads: bool, recruiters: bool, expected: set[str]
) -> None:
    async with open_cluster(
        admin_role_ids=role("boss", manages=True),
        lead_role_ids=role("head", manages=leads),
        recruiter_role_ids=role("finder", manages=recruiters),
    ) as cluster:
        assert hidden(cluster) == expected


async def test_a_change_of_that_alone_is_synced() -> None:
    async with open_cluster(lead_role_ids=role("head", manages=True)) as cluster:
        cluster.settings = replace(cluster.settings, admin_role_ids=frozenset[int]())
        await cluster.restart()
        assert hidden(cluster) == OF_LEADS
        (lead,) = cluster.settings.lead_role_ids
        backend = cluster.world.env.backend
        guild = backend.guilds[cluster.world.guild.id]
        guild.roles[lead].permissions = 0
        await cluster.restart()
        assert hidden(cluster) == set()
