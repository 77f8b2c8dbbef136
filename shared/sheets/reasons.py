"""The one place that turns Google's reason for a refusal into advice. Pure.

Reasons are those of `google.api.ErrorReason` and of the older `errors[].reason`. Some refusals
carry no reason, only a sentence; then a few words of the sentence decide. Google's own sentence is
always shown.
"""

import re
from collections.abc import Callable
from typing import Final

from shared.immutable import immutable
from shared.sheets.errors import (
    AccessRefused,
    ApiDisabled,
    NotShared,
    QuotaExceeded,
    RequestRefused,
    SheetsError,
    Unreachable,
)


@immutable
class Refusal:
    """A 4xx answer to an authenticated request."""

    status: int
    sentence: str
    """Google's own words; may be empty."""
    reasons: frozenset[str]
    share_with: str
    needs_editor: bool
    retry_after: float | None = None


@immutable
class _Cause:
    reasons: frozenset[str]
    words: re.Pattern[str] | None
    make: Callable[[Refusal], SheetsError]

    def explains(self, refusal: Refusal) -> bool:
        if not self.reasons.isdisjoint(refusal.reasons):
            return True
        return self.words is not None and self.words.search(refusal.sentence) is not None


def _access(reasons: str, words: str, advice: str) -> _Cause:
    def make(refusal: Refusal) -> SheetsError:
        return AccessRefused(refusal.sentence, advice)

    return _cause(reasons, words, make)


def _request(words: str, advice: str) -> _Cause:
    def make(refusal: Refusal) -> SheetsError:
        return RequestRefused(refusal.sentence, advice)

    return _cause("", words, make)


def _cause(reasons: str, words: str, make: Callable[[Refusal], SheetsError]) -> _Cause:
    pattern = re.compile(words, re.IGNORECASE) if words else None
    return _Cause(frozenset(reasons.split()), pattern, make)


def _not_shared(refusal: Refusal) -> SheetsError:
    return NotShared(refusal.share_with, editor=refusal.needs_editor, sentence=refusal.sentence)


# Of 403; the first that explains it counts. What is left to the sentence comes after all that has
# a reason of its own, since many sentences speak of permission.
_CAUSES_OF_403: Final = (
    _cause(
        "RATE_LIMIT_EXCEEDED RESOURCE_QUOTA_EXCEEDED rateLimitExceeded userRateLimitExceeded "
        "quotaExceeded dailyLimitExceeded",
        r"rate limit|quota exceeded",
        lambda refusal: QuotaExceeded(refusal.retry_after),
    ),
    _cause(
        "SERVICE_DISABLED accessNotConfigured",
        r"has not been used in project|API is not enabled|it is disabled",
        lambda refusal: ApiDisabled(refusal.sentence),
    ),
    _access(
        "USER_PROJECT_DENIED",
        r"permission to use project|serviceUsageConsumer",
        "The key's project may not be used for this: take quota_project_id out of the key (or "
        "GOOGLE_CLOUD_QUOTA_PROJECT out of the environment), or give the service account the role "
        "Service Usage Consumer in that project.",
    ),
    _access(
        "BILLING_DISABLED billingNotEnabled",
        r"requires billing|billing (account|to be enabled)",
        "Switch billing on for the Google Cloud project of the service account, or make a new "
        "project and a key in it: the Sheets API itself costs nothing.",
    ),
    _access(
        "CONSUMER_SUSPENDED CONSUMER_INVALID ACCOUNT_STATE_INVALID",
        r"has been suspended|consumer .* (invalid|deleted)|project .* deleted",
        "Google has suspended or deleted the project of the service account: look into the Google "
        "Cloud console, or make a new project and a key in it.",
    ),
    _access(
        "ACCESS_TOKEN_SCOPE_INSUFFICIENT insufficientPermissions",
        r"insufficient authentication scopes",
        "The access token doesn't reach that far, though the bot asks for what it needs: make a "
        "new JSON key, and let no proxy hand out tokens of its own.",
    ),
    _access(
        "SECURITY_POLICY_VIOLATED ORG_RESTRICTION_VIOLATION LOCATION_TAX_POLICY_VIOLATED "
        "domainPolicy",
        r"organi[sz]ation'?s? polic|policy of (your|the) organi[sz]ation|vpcServiceControls|"
        r"domain administrators?",
        "A rule of the organisation that owns the spreadsheet or the project forbids it: ask its "
        "administrator, or keep the spreadsheet in an account outside of it.",
    ),
    _access(
        "API_KEY_INVALID API_KEY_SERVICE_BLOCKED API_KEY_IP_ADDRESS_BLOCKED "
        "API_KEY_HTTP_REFERRER_BLOCKED",
        "",
        "Something on the way adds an API key of its own to the requests; the bot uses none.",
    ),
    _cause("forbidden PERMISSION_DENIED", r"permission|^$", _not_shared),
)
_CAUSES_OF_400: Final = (
    _request(
        r"not supported for this document|must not be an Office file",
        "It is an Excel file in Drive: open it, choose File, Save as Google Sheets, and put the "
        "new spreadsheet's id into the settings.",
    ),
    _request(
        r"protected (cell|range|sheet|object)|edit a protected",
        "Open Data, Protect sheets and ranges, and allow the service account to edit there.",
    ),
    _request(
        r"above the limit of [\d,. ]+ cells|cell limit",
        "The spreadsheet is full: delete rows, columns or tabs that nobody needs.",
    ),
)


def refusal_of(refusal: Refusal) -> SheetsError:
    """The named error for a 4xx that no retry mends, with the advice that its reason asks for."""
    causes = {403: _CAUSES_OF_403, 400: _CAUSES_OF_400}.get(refusal.status, ())
    for cause in causes:
        if cause.explains(refusal):
            return cause.make(refusal)
    sentence = refusal.sentence or f"it answered {refusal.status} without a reason"
    if refusal.status == 403:
        return AccessRefused(
            sentence,
            "The reason is Google's own; look it up by its words, or ask the project's owner.",
        )
    return RequestRefused(sentence)


def refused_on_the_way(status: int) -> SheetsError:
    """A refusal that is not in Google's words: a proxy, a firewall, a sign-in page."""
    error = Unreachable(f"it answered {status} with a page that is no answer of Google Sheets")
    error.advice = (
        "A proxy, a firewall or a sign-in page answers in Google's place: ask whoever runs the "
        "network of this machine, if it doesn't pass by itself."
    )
    return error
