"""Google's error answers as our errors. Pure: a status, a body of any shape, the circumstances."""

import json
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Final, cast

from shared.immutable import immutable
from shared.sheets.errors import (
    AmbiguousWrite,
    CredentialsRefused,
    QuotaExceeded,
    SheetsError,
    SpreadsheetNotFound,
    Unreachable,
)
from shared.sheets.reasons import Refusal, refusal_of, refused_on_the_way

_LONGEST_REASON: Final = 300
# 409 and 425 tell of a race: like 5xx they say nothing about what was done.
_PASSING: Final = frozenset({408, 409, 425})


@immutable
class Circumstances:
    """Who asked for what."""

    spreadsheet_id: str
    share_with: str
    writes: bool
    """This very request writes."""
    needs_editor: bool
    """The workbook is one that we write to."""


@immutable
class Answer:
    """An error answer, whatever its body was."""

    status: int
    message: str
    """Google's own sentence, on one line; empty where the body holds none."""
    reasons: frozenset[str] = frozenset()
    """Why, for machines: old (`rateLimitExceeded`) and new (`RATE_LIMIT_EXCEEDED`) names."""
    retry_after: float | None = None
    is_google: bool = True
    """Whether an API answered; a proxy's page in HTML is repeated to nobody."""


def read_answer(status: int, body: bytes, *, retry_after: float | None = None) -> Answer:
    """What an error's body says, as far as it is the JSON of a Google API."""
    found = json_of(body)
    error = fields_of(found).get("error")
    if isinstance(error, str):  # as the OAuth endpoints have it
        return Answer(status, clip(error), retry_after=retry_after)
    fields = fields_of(error)
    message = fields.get("message")
    return Answer(
        status,
        clip(message) if isinstance(message, str) else "",
        frozenset(_reasons(fields)),
        retry_after,
        is_google=isinstance(found, dict),
    )


def error_of(answer: Answer, asked: Circumstances) -> SheetsError:
    """What the answer means for whoever asked."""
    match answer.status:
        case 429:
            return QuotaExceeded(answer.retry_after)
        case status if not 400 <= status < 500 or status in _PASSING:
            return lost(f"it answered {status}", asked, retry_after=answer.retry_after)
        case status if not answer.is_google:
            return refused_on_the_way(status)
        case 401:
            return CredentialsRefused(answer.message or "its access was withdrawn")
        case 404:
            return SpreadsheetNotFound(asked.spreadsheet_id)
        case status:
            return refusal_of(
                Refusal(
                    status,
                    answer.message,
                    answer.reasons,
                    asked.share_with,
                    asked.needs_editor,
                    answer.retry_after,
                )
            )


def lost(reason: str, asked: Circumstances, *, retry_after: float | None = None) -> SheetsError:
    """The request was sent and there is no answer to trust."""
    return AmbiguousWrite(reason) if asked.writes else Unreachable(reason, retry_after)


def json_of(body: bytes) -> object:
    """The JSON in `body`; None for what is none, however it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):  # no JSON, no text, thousands of digits or brackets
        return None


def seconds(retry_after: str | None, answered_at: str | None = None) -> float | None:
    """`Retry-After` as seconds from now; None for what says nothing.

    A date counts from the moment of the answer (its `Date`), so that our clock doesn't matter.
    """
    text = (retry_after or "").strip()
    if text.isdecimal():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
        return max(0.0, (until - parsedate_to_datetime(answered_at or "")).total_seconds())
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def clip(message: str) -> str:
    """A message of bearable length, on one line."""
    line = " ".join(message.split())
    return line if len(line) <= _LONGEST_REASON else line[: _LONGEST_REASON - 1] + "…"


def _reasons(error: Mapping[str, object]) -> Iterator[str]:
    for name in ("details", "errors"):
        entries = error.get(name)
        for entry in cast("list[object]", entries) if isinstance(entries, list) else ():
            reason = fields_of(entry).get("reason")
            if isinstance(reason, str):
                yield reason
    status = error.get("status")
    if status == "RESOURCE_EXHAUSTED":
        yield "RATE_LIMIT_EXCEEDED"


def fields_of(value: object) -> Mapping[str, object]:
    """A JSON object's fields; none for what is no object."""
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}
