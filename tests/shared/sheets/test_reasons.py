"""Google's sentences are those of public reports and of its documentation."""

import json

import pytest

from shared.sheets.answers import Circumstances, error_of, read_answer
from shared.sheets.errors import (
    AccessRefused,
    ApiDisabled,
    NotShared,
    QuotaExceeded,
    RequestRefused,
    SheetsError,
)

ASKED = Circumstances("1AbC", "bot@example.org", writes=False, needs_editor=True)
INFO = "type.googleapis.com/google.rpc.ErrorInfo"


def _error(status: int, sentence: str, *reasons: str, old: str = "") -> SheetsError:
    error = {
        "code": status,
        "message": sentence,
        "status": "PERMISSION_DENIED",
        "details": [{"@type": INFO, "reason": reason} for reason in reasons],
        "errors": [{"reason": old, "domain": "global"}] if old else [],
    }
    return error_of(read_answer(status, json.dumps({"error": error}).encode()), ASKED)


@pytest.mark.parametrize(
    ("reason", "old", "sentence", "kind", "advice"),
    [
        ("", "forbidden", "The caller does not have permission", NotShared, "press Share"),
        (
            "SERVICE_DISABLED",
            "accessNotConfigured",
            (
                "Google Sheets API has not been used in project 7 before or it is disabled. "
                "Enable it by visiting https://console.developers.google.com/apis/api/sheets"
            ),
            ApiDisabled,
            "Enable the Google Sheets API",
        ),
        (
            "USER_PROJECT_DENIED",
            "forbidden",
            (
                "Caller does not have required permission to use project p. Grant the caller the "
                "roles/serviceusage.serviceUsageConsumer role."
            ),
            AccessRefused,
            "quota_project_id",
        ),
        (
            "CONSUMER_SUSPENDED",
            "forbidden",
            "Permission denied: Consumer 'projects/7' has been suspended.",
            AccessRefused,
            "suspended",
        ),
        (
            "BILLING_DISABLED",
            "",
            "This API method requires billing to be enabled. Please enable billing on project #7.",
            AccessRefused,
            "billing",
        ),
        (
            "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
            "insufficientPermissions",
            "Request had insufficient authentication scopes.",
            AccessRefused,
            "make a new JSON key",
        ),
        (
            "SECURITY_POLICY_VIOLATED",
            "",
            "Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: x",
            AccessRefused,
            "administrator",
        ),
        (
            "RATE_LIMIT_EXCEEDED",
            "rateLimitExceeded",
            "Rate Limit Exceeded",
            QuotaExceeded,
            "Wait a minute",
        ),
        ("SOMETHING_NEW", "", "The moon is full.", AccessRefused, "Google's own"),
    ],
)
def test_the_reason_of_a_403_chooses_the_advice(
    reason: str, old: str, sentence: str, kind: type[SheetsError], advice: str
) -> None:
    by_all = _error(403, sentence, reason, old=old)
    assert type(by_all) is kind
    assert advice in by_all.advice
    if kind is not QuotaExceeded:
        assert sentence in str(by_all)
    # Older fronts leave out the one or the other.
    for less in (
        _error(403, sentence),
        _error(403, sentence, reason),
        _error(403, sentence, old=old),
    ):
        assert type(less) is kind
        assert less.advice == by_all.advice
    if reason in {"", "SOMETHING_NEW"}:
        return
    assert _error(403, "in other words", reason).advice == by_all.advice


@pytest.mark.parametrize(
    ("sentence", "advice"),
    [
        ("This operation is not supported for this document", "Save as Google Sheets"),
        (
            (
                "Invalid requests[3].updateCells: You are trying to edit a protected cell or "
                "object. Please contact the spreadsheet owner to remove protection."
            ),
            "Protect sheets and ranges",
        ),
        (
            (
                "Invalid requests[0].appendCells: This action would increase the number of cells "
                "in the workbook above the limit of 10000000 cells."
            ),
            "is full",
        ),
        ("Unable to parse range: 'x'", "Google's own words"),
    ],
)
def test_the_sentence_of_a_400_chooses_the_advice(sentence: str, advice: str) -> None:
    error = _error(400, sentence)
    assert type(error) is RequestRefused
    assert sentence in str(error)
    assert advice in error.advice


def test_sharing_is_advised_only_where_it_helps() -> None:
    for reason in ("USER_PROJECT_DENIED", "CONSUMER_SUSPENDED", "BILLING_DISABLED"):
        assert "press Share" not in _error(403, "", reason).advice
    assert "protect" not in _error(400, "Unable to parse range").advice
