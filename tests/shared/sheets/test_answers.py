import pytest

from shared.sheets.answers import Answer, Circumstances, error_of, seconds
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

DISABLED = frozenset({"SERVICE_DISABLED"})


def _asked(*, writes: bool) -> Circumstances:
    return Circumstances("1AbC", "bot@example.org", writes=writes, needs_editor=True)


@pytest.mark.parametrize(
    ("answer", "reading", "writing"),
    [
        (Answer(400, "Unable to parse range"), RequestRefused, RequestRefused),
        (Answer(401, ""), CredentialsRefused, CredentialsRefused),
        (Answer(403, "no permission"), NotShared, NotShared),
        (Answer(403, "", DISABLED), ApiDisabled, ApiDisabled),
        (Answer(404, ""), SpreadsheetNotFound, SpreadsheetNotFound),
        (Answer(408, ""), Unreachable, AmbiguousWrite),
        (Answer(429, ""), QuotaExceeded, QuotaExceeded),
        (Answer(500, ""), Unreachable, AmbiguousWrite),
        (Answer(503, "<html>"), Unreachable, AmbiguousWrite),
        (Answer(599, ""), Unreachable, AmbiguousWrite),
    ],
)
def test_each_answer_has_its_error(
    answer: Answer, reading: type[SheetsError], writing: type[SheetsError]
) -> None:
    assert type(error_of(answer, _asked(writes=False))) is reading
    assert type(error_of(answer, _asked(writes=True))) is writing


def test_an_error_says_what_to_do() -> None:
    error = error_of(Answer(403, ""), _asked(writes=False))
    assert error.advice == (
        "Open the spreadsheet, press Share and add bot@example.org as an Editor."
    )
    assert "1AbC" in str(error_of(Answer(404, ""), _asked(writes=False)))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("", None),
        ("7", 7.0),
        (" 30 ", 30.0),
        ("-1", None),
        ("Wed, 21 Oct 2026", None),
    ],
)
def test_retry_after(header: str | None, expected: float | None) -> None:
    assert seconds(header) == expected


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("Wed, 21 Oct 2026 07:28:30 GMT", 30.0),
        ("Wed, 21 Oct 2026 07:00:00 GMT", 0.0),
        ("Wed, 21 Oct 99999 07:00:00 GMT", None),
        ("tomorrow", None),
    ],
)
def test_a_retry_after_that_is_a_date(until: str, expected: float | None) -> None:
    assert seconds(until, "Wed, 21 Oct 2026 07:28:00 GMT") == expected
