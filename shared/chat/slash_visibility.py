"""Whom Discord shows a slash command: it knows permissions, and our gate knows roles.

Discord enforces `default_member_permissions` before our gate is asked, so a command is hidden only
where that keeps nobody from it who may run it (API documentation, Application Command Permissions).
Who wants it otherwise says so in Server Settings → Integrations; that counts instead of this.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import discord

from shared.chat.gate import EVERYONE, CommandGate
from shared.chat.person import Person


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """A role of a home server."""

    id: int
    manages_server: bool
    """Whether it holds Manage Server, or Administrator."""


def needed_to_see(
    command: str, gate: CommandGate, roles: Iterable[RoleFacts]
) -> discord.Permissions | None:
    """Manage Server where each role of the command's audience holds it; None: everybody sees it."""
    audience = gate.audience(command)
    if audience == EVERYONE:
        return None
    may = [role for role in roles if gate.includes(_holder_of(role), audience)]
    if may and all(role.manages_server for role in may):
        return discord.Permissions(manage_guild=True)
    return None


def _holder_of(role: RoleFacts) -> Person:
    return Person(id=0, role_ids=frozenset({role.id}), in_guild=True)
