"""What a job may be expected to fail with, in the words that pages and the log show."""

from shared.chat.errors import ExpectedFailure
from shared.chat.passing import REST_FAILURES, in_words
from shared.sheets.errors import SheetsError


def job_trouble(error: Exception) -> str | None:
    """Discord, Google, or a setting that a person must change; None for a fault of our own."""
    match error:
        case SheetsError() as sheets:
            return f"{sheets}. {sheets.advice}"
        case ExpectedFailure():
            return str(error)
        case _:
            return in_words(error) if isinstance(error, REST_FAILURES) else None
