"""The sample clan list and ticket threads, as the rules take them."""

import csv
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from apps.welcomecrew.clan_tags.clan_list import read_clan_list
from apps.welcomecrew.tickets.ticket import EmbedText, Kind, ThreadMessage
from shared.tickets.tags import KnownTags

SAMPLE = Path(__file__).parents[3] / "sandbox" / "sample" / "welcomecrew"


@dataclass(frozen=True)
class SampleThread:
    """One line of threads.jsonl: a thread, and the row that it must give."""

    id: int
    kind: Kind
    name: str
    created_at: datetime
    messages: tuple[ThreadMessage, ...]
    expected_row: tuple[str, ...]


def sample_tags() -> KnownTags:
    with (SAMPLE / "clanlist.csv").open(encoding="utf-8", newline="") as file:
        return read_clan_list(tuple(map(tuple, csv.reader(file))), "clanlist", 2).tags


def sample_threads() -> list[SampleThread]:
    lines = (SAMPLE / "threads.jsonl").read_text(encoding="utf-8").splitlines()
    return [_thread(json.loads(line)) for line in lines if line]


def _thread(data: dict[str, Any]) -> SampleThread:
    return SampleThread(
        id=int(data["id"]),
        kind=Kind(data["channel"]),
        name=data["name"],
        created_at=datetime.fromisoformat(data["created_at"]),
        messages=tuple(
            _message(number, message) for number, message in enumerate(data["messages"])
        ),
        expected_row=tuple(data["expect"]),
    )


def _message(number: int, data: dict[str, Any]) -> ThreadMessage:
    return ThreadMessage(
        at=datetime.fromisoformat(data["at"]),
        content=data["content"],
        embeds=tuple(_embed(embed) for embed in data.get("embeds", ())),
        id=number,
        by_bot=data["bot"],
        may_close=data["bot"],
    )


def _embed(data: dict[str, Any]) -> EmbedText:
    fields = tuple((name, value) for name, value in data.get("fields", ()))
    return EmbedText(
        title=data.get("title", ""),
        description=data.get("description", ""),
        footer=data.get("footer", ""),
        fields=fields,
    )
