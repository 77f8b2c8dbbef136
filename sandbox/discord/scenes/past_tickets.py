"""Tickets of long ago, from `sample/welcomecrew/threads.jsonl`: something to catch up on."""

import json
from datetime import datetime
from pathlib import Path

from sandbox.discord.rules.threads import open_private
from sandbox.discord.scenes.guild_builder import Places
from sandbox.discord.scenes.sample_world import SAMPLE_FOLDER
from sandbox.discord.wire import Payload, as_object, as_objects
from sandbox.discord.world.world import World

THREADS = SAMPLE_FOLDER / "welcomecrew" / "threads.jsonl"
_AUTHORS = {"ticket-bot": "ticketbot", "recruiter": "recruiter"}


def load(world: World, places: Places, path: Path = THREADS) -> dict[str, int]:
    """Make the threads with their dates; returns the sample's ids and the threads' own."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {str(thread["id"]): _load(world, places, thread) for thread in map(json.loads, lines)}


def _load(world: World, places: Places, thread: Payload) -> int:
    backend = world.backend
    parent = places.channels[f"{thread['channel']}_tickets"]
    owner = places.people["ticketbot"]
    with world.clock.at(_date(thread["created_at"])):
        if thread["private"]:
            made = open_private(backend, parent, thread["name"], owner)
        else:
            made = backend.create_thread(parent, thread["name"], owner)
    last = thread["created_at"]
    for message in thread["messages"]:
        last = message["at"]
        with world.clock.at(_date(last)):
            _say(world, places, made.id, message)
    with world.clock.at(_date(last)):
        backend.edit_thread(made.id, archived=thread["archived"], locked=thread["locked"])
    return made.id


def _say(world: World, places: Places, thread_id: int, message: Payload) -> None:
    author = places.people[_AUTHORS.get(message["author"], "member")]
    text = str(message["content"])
    for name in message.get("mentions") or ():
        # The closer is named in words; Discord tells of a mention by its markup.
        closer = places.people[_AUTHORS.get(name, "member")]
        text = text.replace("Recruiter", f"<@{closer}>")
    embeds = [_embed(embed, places) for embed in as_objects(message.get("embeds"))]
    world.backend.create_message(thread_id, author, text, embeds=embeds)


def _embed(embed: Payload, places: Places) -> Payload:
    """The sample writes embeds short: fields as pairs, the footer as its text."""
    full: Payload = {key: embed[key] for key in ("title", "description") if key in embed}
    if "description" in full:
        closer = places.people["recruiter"]
        full["description"] = full["description"].replace("<@1000>", f"<@{closer}>")
    if "footer" in embed:
        full["footer"] = as_object(embed["footer"]) or {"text": embed["footer"]}
    if "fields" in embed:
        full["fields"] = [{"name": name, "value": value} for name, value in embed["fields"]]
    return full


def _date(text: str) -> datetime:
    return datetime.fromisoformat(text)
