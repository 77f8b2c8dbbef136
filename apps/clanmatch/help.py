"""This bot's own words in `!help`."""

from typing import Final

from apps.clanmatch.access import LEADS, RECRUITERS, WELCOMERS
from apps.clanmatch.roster.sides import FLIP_EMOJI
from shared.chat.gate import EVERYONE
from shared.chat.help import HelpPages

PAGES: Final = HelpPages(
    title="clanmatch",
    intro=(
        "I know the cluster's clans: who has open spots, what they ask, and how they play. "
        "What I tell comes from the roster sheet, which the clans' people keep."
    ),
    audiences={
        EVERYONE: "For everyone",
        RECRUITERS: "For recruiters",
        WELCOMERS: "For those who welcome",
        LEADS: "For recruitment leads and admins",
    },
    topics={
        "search": (
            "A panel has a select for each boss and for the play style, and buttons that go "
            "through their choices. **Search** lists the clans that match everything chosen, in "
            "the order of the sheet.\n"
            "A difficulty matches clans that fight it: NM does not find clans that only fight UNM. "
            "**Roster** shows clans with open spots, with inactives, full ones, or any.\n"
            "Only whoever opened a panel can use it. After 30 minutes without use it expires."
        ),
        "profile": (
            f"`!clan` takes a tag, a name or a part of it. {FLIP_EMOJI} or the button below turns "
            "a profile over: entry criteria, and back."
        ),
        "sheet": (
            "The roster is read a few times a day. `!reload` (leads) reads it now and names the "
            "rows that could not be read. When Google is away, the last good copy is used and its "
            "age is shown."
        ),
    },
)
