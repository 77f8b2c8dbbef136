"""Whom Discord shows a slash command: it knows permissions, and our gate knows roles.

Discord enforces `default_member_permissions` before our gate is asked, so a command is hidden only
where that keeps nobody from it who may run it (API documentation, Application Command Permissions).
Who wants it otherwise says so in Server Settings → Integrations; that counts instead of this.
"""

from collections.abc import Collection
from typing import Any

import discord
from discord import app_commands

from shared.chat.gate import EVERYONE, CommandGate
from shared.chat.person import Person


def hide_from_who_may_not(
    tree: app_commands.CommandTree[Any], gate: CommandGate, roles: Collection[discord.Role]
) -> None:
    """Ask for Manage Server where each role of a command's audience holds it; `roles`: at home."""
    for command in tree.get_commands(type=discord.AppCommandType.chat_input):
        if not gate.missing([command.name]):
            command.default_permissions = _needed_to_see(gate.audience(command.name), gate, roles)


def _needed_to_see(
    audience: str, gate: CommandGate, roles: Collection[discord.Role]
) -> discord.Permissions | None:
    """None: everybody sees it."""
    if audience == EVERYONE:
        return None
    may = [role.permissions for role in roles if gate.includes(_holder_of(role), audience)]
    if may and all(held.manage_guild or held.administrator for held in may):
        return discord.Permissions(manage_guild=True)
    return None


def _holder_of(role: discord.Role) -> Person:
    return Person(id=0, role_ids=frozenset({role.id}), in_guild=True)
