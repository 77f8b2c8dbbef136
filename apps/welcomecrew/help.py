"""This bot's own words in `!help`."""

from typing import Final

from apps.welcomecrew.access import ADMINS, STAFF
from shared.chat.gate import EVERYONE
from shared.chat.help import HelpPages

PAGES: Final = HelpPages(
    title="welcomecrew",
    intro=(
        "I look after the ticket threads. When a ticket is closed I make sure that the clan tag is "
        "known, name the thread `Closed-0042-user-TAG`, and log one row to the spreadsheet."
    ),
    audiences={
        EVERYONE: "For everyone",
        STAFF: "For recruiters, leads and admins",
        ADMINS: "For admins and leads",
    },
    topics={
        "tickets": (
            "A ticket is a thread whose name begins with its number, or holds a four-digit one (up "
            "to six digits will do): `0298-user-TAG`, `0298 user TAG`, `promo-0298-user`. It is "
            "closed when the ticket bot, a recruiter, lead or admin writes “ticket closed by …”, "
            "or when the thread is archived or locked."
        ),
        "tags": (
            "The tag is read from the end of the thread's name, or found in its messages. When it "
            "is in neither, I ask in the thread: pick it from the list, or type it, or the clan's "
            "whole name, as a message; what is near becomes a button. **No clan** and **Left** are "
            "answers too: row and name then say `NONE` or `LEFT`, so no clan may have these tags. "
            "I ask whoever closed the ticket, else the recruiter who wrote last, else whose ticket "
            "it is; recruiters, leads and admins may answer as well.\n"
            "A wrong tag: press **Change** on the ✅ line, and row and name follow. Where the "
            "thread is archived, `/why` has the same button, and `/tickets` a choice of what was "
            "closed of late. Those who may answer may change.\n"
            "The tags that I know are those of the clan list; `!reload` reads it again."
        ),
        "sheet": (
            "One row per ticket. Columns are found by their headers, so move them as you like and "
            "add your own: I only write below my own headers, and never into your cells.\n"
            "What can't be written now waits and is written later."
        ),
        "restarts": (
            "Nothing is lost when I am away. I look for closed tickets without a row when I start, "
            "and at fixed times; a question for a tag works after a restart as well."
        ),
    },
)
