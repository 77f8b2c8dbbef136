"""What is said about the clan tags that are known."""

from typing import Final

from apps.welcomecrew.clan_tags.clan_list import ClanList
from shared.chat import limits
from shared.chat.text import ago, count, plain
from shared.sheets.cache import Copy

_SAMPLE: Final = 30


def clan_tags_words(copy: Copy[ClanList]) -> str:
    """How many tags are known, from where, how old, and a sample."""
    clan_list = copy.value
    header = f", headed “{plain(clan_list.header)}”" if clan_list.header else ""
    tags = clan_list.tags.tags
    more = f" … and {len(tags) - _SAMPLE} more" if len(tags) > _SAMPLE else ""
    origin = f"column {clan_list.column} of `{plain(clan_list.tab)}`{header}"
    lines = [
        f"{count(len(tags), 'tag')} from {origin}, read {ago(copy.age)} ago.",
        f"{', '.join(f'`{tag}`' for tag in tags[:_SAMPLE])}{more}",
    ]
    if clan_list.unread:
        lines.append(f"⚠ Cells that can't be read: {clan_list.unread}")
    if copy.problem:
        lines.append(f"⚠ The latest attempt to read them failed: {copy.problem}")
    return limits.clip("\n".join(lines), limits.CONTENT)
