"""What can go wrong with a workbook, named by what to do about it."""

from typing import ClassVar


class SheetsError(Exception):
    """Root of all. `str()` says what happened, `advice` what to do, both in plain words."""

    advice: str = "Try again; if it stays, look at the log."
    retryable: ClassVar[bool] = False
    """Whether the same call may simply be made again, later."""
    retry_after: float | None = None
    """Seconds that Google asks us to wait before that, if it said so."""
    outcome: ClassVar[str] = "error"
    """One word for metrics."""


class NotShared(SheetsError):
    """The spreadsheet exists, but not for our service account, or only to look at."""

    outcome = "not_shared"

    def __init__(self, share_with: str, *, editor: bool, sentence: str = "") -> None:
        super().__init__(f"Google refuses {share_with} access to the spreadsheet{_said(sentence)}")
        self.share_with = share_with
        role = "an Editor" if editor else "a Viewer"
        self.advice = f"Open the spreadsheet, press Share and add {share_with} as {role}."


class AccessRefused(SheetsError):
    """Google refuses access for a reason that sharing the spreadsheet doesn't mend."""

    outcome = "forbidden"

    def __init__(self, sentence: str, advice: str) -> None:
        super().__init__(f"Google refuses access{_said(sentence)}")
        self.advice = advice


class SpreadsheetNotFound(SheetsError):
    """No spreadsheet has this id."""

    outcome = "not_found"
    advice = (
        "Copy the id from the spreadsheet's address (the part between /d/ and /edit) "
        "into GOOGLE_SHEET_ID or GSHEET_ID."
    )

    def __init__(self, spreadsheet_id: str) -> None:
        super().__init__(f"there is no spreadsheet with the id {spreadsheet_id!r}")


class TabMissing(SheetsError):
    """A tab was renamed or deleted, or its name in the settings is wrong."""

    outcome = "tab_missing"

    def __init__(self, tab: str, existing: tuple[str, ...] = ()) -> None:
        super().__init__(f"the spreadsheet has no tab {tab!r}")
        self.tab = tab
        there = f" It has: {', '.join(map(repr, existing))}." if existing else ""
        self.advice = f"Name a tab {tab!r}, or correct the tab's name in the settings.{there}"


class CellsUnread(SheetsError):
    """The tab was read, and cells without which it is worth nothing show errors."""

    outcome = "unread"
    advice = (
        "Mend the formulas in these cells. `Loading...` passes by itself; I read again in a minute."
    )

    def __init__(self, tab: str, which: str) -> None:
        super().__init__(f"cells of the tab {tab!r} show no values: {which}")


class QuotaExceeded(SheetsError):
    """Too many requests in this minute; nothing was written."""

    retryable = True
    outcome = "quota"
    advice = "Wait a minute. If it happens often, give each bot its own service account."

    def __init__(self, retry_after: float | None = None) -> None:
        super().__init__("Google's quota of requests per minute is used up")
        self.retry_after = retry_after


class Unreachable(SheetsError):
    """Google did not answer, or not usefully; nothing was written."""

    retryable = True
    outcome = "unreachable"
    advice = "Wait; nothing needs to be done unless this lasts for hours."

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(f"Google Sheets can't be reached: {reason}")
        self.retry_after = retry_after


class CredentialsRefused(SheetsError):
    """Google does not accept the service account's key."""

    outcome = "refused"
    advice = (
        "Make a new JSON key for the service account in the Google Cloud console and put it into "
        "GSPREAD_CREDENTIALS. If the key is new, check the clock of this machine."
    )

    def __init__(self, reason: str) -> None:
        super().__init__(f"Google refuses the service account: {reason}")


class ApiDisabled(SheetsError):
    """The Google Cloud project of the service account has no Sheets API."""

    outcome = "api_disabled"
    advice = "Enable the Google Sheets API in the Google Cloud project of the service account."

    def __init__(self, sentence: str = "") -> None:
        off = "the Google Sheets API is switched off in the service account's project"
        super().__init__(f"{off}{_said(sentence)}")


class RequestRefused(SheetsError):
    """Google understood the request and declines it, a protected cell for example."""

    culprits: tuple[int, ...] = ()
    """The indexes of the changes that Google's sentence points at; none where it points at none."""
    outcome = "rejected"
    advice = "Google's own words say why; nothing was written."

    def __init__(self, reason: str, advice: str = "") -> None:
        super().__init__(f"Google declines the request: {reason}")
        self.advice = advice or type(self).advice


class WrittenElsewhere(SheetsError):
    """Another instance of the bot writes by now; nothing was sent."""

    outcome = "not_our_turn"
    advice = "Nothing needs to be done: the instance that speaks now writes it."

    def __init__(self) -> None:
        super().__init__("another instance writes to the spreadsheet now")


class AmbiguousWrite(SheetsError):
    """A write was sent and its answer got lost: it may or may not be in the sheet."""

    outcome = "ambiguous"
    advice = "Read the sheet, look for the keys, and repeat only what is missing."

    def __init__(self, reason: str) -> None:
        super().__init__(f"it is unknown whether the write was done: {reason}")


def _said(sentence: str) -> str:
    """Google's own words, where there are any."""
    return f": {sentence}" if sentence else ""


def outcomes(root: type[SheetsError] = SheetsError) -> list[str]:
    """Every word that an error of a workbook may be counted by."""
    return [root.outcome, *(it for each in root.__subclasses__() for it in outcomes(each))]


def with_advice(error: SheetsError) -> str:
    """What happened and what to do about it, as sentences."""
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}. {error.advice}"
