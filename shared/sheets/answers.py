"""Google's error answers as our errors. Pure: a status, a message and the circumstances."""

from dataclasses import dataclass

from shared.sheets.errors import (
    AmbiguousWrite,
    ApiDisabled,
    CredentialsRefused,
    NotShared,
    QuotaExceeded,
    RequestRefused,
    SheetsError,
    SpreadsheetNotFound,
    Unreachable,
)

_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Who asked for what."""

    spreadsheet_id: str
    share_with: str
    writes: bool
    """This very request writes."""
    needs_editor: bool
    """The workbook is one that we write to."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An error answer, whatever its body was."""

    status: int
    message: str
    reasons: frozenset[str] = frozenset()
    retry_after: str | None = None


def error_of(answer: Answer, asked: Circumstances) -> SheetsError:  # noqa: PLR0911 - a table
    """What the answer means for whoever asked."""
    match answer.status:
        case 401:
            return CredentialsRefused("its access was withdrawn")
        case 403 if "SERVICE_DISABLED" in answer.reasons:
            return ApiDisabled()
        case 403:
            return NotShared(asked.share_with, editor=asked.needs_editor)
        case 404:
            return SpreadsheetNotFound(asked.spreadsheet_id)
        case 429:
            return QuotaExceeded(seconds(answer.retry_after))
        case status if status == 408 or status >= 500:
            return lost(f"it answered {status}", asked)
        case _:
            return RequestRefused(clip(answer.message))


def lost(reason: str, asked: Circumstances) -> SheetsError:
    """The request was sent and there is no answer to trust."""
    return AmbiguousWrite(reason) if asked.writes else Unreachable(reason)


def seconds(retry_after: str | None) -> float | None:
    """`Retry-After` as seconds; its other form, a date, Google does not send."""
    text = (retry_after or "").strip()
    return float(text) if text.isdecimal() else None


def clip(message: str) -> str:
    """A message of bearable length, on one line."""
    line = " ".join(message.split())
    return line if len(line) <= _LONGEST_REASON else line[: _LONGEST_REASON - 1] + "…"
