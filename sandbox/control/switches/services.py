"""What both bots share: the message search and Google Sheets."""

from sandbox.control.switches.kinds import Switch, search, sheets
from sandbox.discord.search_index import SearchMode
from sandbox.sheets.faults import Fault as SheetsFault

SWITCHES: tuple[Switch, ...] = (
    search("search-missing", "No search", "The route answers 404.", "mode", SearchMode.MISSING),
    search(
        "search-indexing",
        "Not indexed yet",
        "The search answers 202: try again later.",
        "mode",
        SearchMode.INDEXING,
    ),
    search(
        "search-behind",
        "Two minutes behind",
        "What was said in the last two minutes is not found.",
        "behind_s",
        120.0,
    ),
    search(
        "search-text-only",
        "Blind to embeds",
        "The words in embeds and components are not found.",
        "text_only",
        True,  # noqa: FBT003 - the value of the field
    ),
    sheets(SheetsFault.SLOW, "Slow", "Each answer takes 3 s.", delay=3.0),
    sheets(SheetsFault.HANG, "Hang", "No answer at all."),
    sheets(SheetsFault.TOO_MANY, "Quota used up", "429 to every request."),
    sheets(SheetsFault.UNAVAILABLE, "503 before writing", "Refused, and nothing was done."),
    sheets(SheetsFault.UNAVAILABLE_AFTER, "503 after writing", "It was done, and yet it says 503."),
    sheets(SheetsFault.LOSE_ANSWER, "Answers lost", "It is done, then the connection drops."),
    sheets(
        SheetsFault.REFUSE_TOKEN,
        "Credentials refused",
        "As after a key was deleted: tokens end, new ones are refused. !reload shows it at once, "
        "/healthz within a minute.",
        revokes=True,
    ),
    sheets(
        SheetsFault.TOKEN_HTML,
        "No tokens",
        "Tokens end, and the token endpoint says 502, with a page.",
        revokes=True,
    ),
    sheets(SheetsFault.ODD_ERROR, "Odd errors", "500 with JSON of a shape that no document knows."),
    sheets(SheetsFault.ODD_ANSWER, "Odd answers", "It is done, and answered 200 with `{}`."),
    sheets(SheetsFault.FORMULAS_LOAD, "Formulas load", "Imported cells show Loading..."),
    sheets(SheetsFault.FORMULAS_FAIL, "Formulas fail", "Imported cells show #REF! and blanks."),
    sheets(SheetsFault.PROTECTED, "Cells protected", "Every change is refused with a 400."),
    sheets(SheetsFault.FULL, "Spreadsheet full", "Its limit of cells is reached: no new rows."),
)
