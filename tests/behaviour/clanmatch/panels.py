"""Opening a panel, and reading what a panel or its results show."""

from typing import Any

from apps.clanmatch.roster.rules.search import Filters
from apps.clanmatch.search.messages import state_of
from tests.behaviour.clanmatch.cluster import Cluster

KINDS = {"clanmatch": "recruiter", "clansearch": ""}
"""The commands that open a panel, and the role that each wants."""


def titles(message: Any) -> list[str]:
    return [embed.title for embed in message.embeds]


def footer(message: Any) -> str:
    return message.embeds[-1].footer.text


def labels(message: Any) -> list[str]:
    return [
        getattr(c, "label", None) or c.placeholder for r in message.components for c in r.children
    ]


def offered(answer: Any) -> list[str]:
    """The labels below a private answer, which simcord gives as Discord's JSON."""
    return [c.get("label") or c["placeholder"] for r in answer.components for c in r["components"]]


def pick(message: Any, start: str) -> str:
    """The custom id of the control whose label or placeholder starts so."""
    for row in message.components:
        for control in row.children:
            text = getattr(control, "label", None) or getattr(control, "placeholder", "")
            if text.startswith(start):
                return control.custom_id
    raise LookupError(start)


def filters_of(message: Any) -> Filters:
    state = state_of(message)
    assert state is not None
    return state.filters


async def again(cluster: Cluster, message: Any) -> Any:
    """The message as it is now."""
    place = cluster.bot.get_partial_messageable(cluster.channel.id)
    return await place.fetch_message(message.id)


async def open_results(cluster: Cluster, command: str = "clanmatch") -> tuple[Any, Any, Any]:
    """Who searched, the panel, and the message with what was found."""
    person, panel = await open_panel(cluster, command)
    await person.click(panel, label="Search")
    return person, panel, cluster.channel.last_message


async def open_panel(cluster: Cluster, command: str = "clanmatch") -> tuple[Any, Any]:
    person = cluster.person(f"user of {command}", *filter(None, [KINDS[command]]))
    return person, await cluster.ask(person, f"!{command}")
