"""What the token endpoint answers, before google-auth takes it to pieces. Pure.

Only a few named errors are a refusal of the key. Everything else passes by: a page in HTML, an
outage, JSON of another shape. google-auth takes the first for a refusal and breaks at the last.
"""

import re
from collections.abc import Mapping
from typing import Final

from shared.sheets.answers import clip, fields_of, json_of
from shared.sheets.errors import CredentialsRefused, SheetsError, Unreachable

_OK: Final = 200
# RFC 6749, section 5.2, and what Google adds for accounts that were deleted or disabled. Not
# among them: invalid_request and invalid_scope, which would be a fault of ours.
_REFUSALS: Final = frozenset(
    {
        *("invalid_grant", "invalid_client", "unauthorized_client", "unsupported_grant_type"),
        *("access_denied", "deleted_client", "disabled_client", "account_disabled"),
        *("admin_policy_enforced", "org_internal"),
    }
)
_TOKEN: Final = re.compile(r"[!-~]{1,8192}")
# Google signs for an hour around its own time.
_CLOCK: Final = re.compile(r"reasonable timeframe|short-lived token|iat and exp")
_LONGEST_LIFE: Final = 10_000_000


def token_problem(
    status: int, body: bytes, *, retry_after: float | None = None
) -> SheetsError | None:
    """What is wrong with the answer; None for one that google-auth can read."""
    fields = fields_of(json_of(body))
    if status == _OK and _is_token(fields):
        return None
    error, description = fields.get("error"), fields.get("error_description")
    if isinstance(error, str):
        words = clip(f"{error}: {description}" if isinstance(description, str) else error)
        if error in _REFUSALS:
            return _refused(words)
        reason = f"it gives out no access tokens at the moment ({words})"
    else:
        reason = f"it gives out no access tokens at the moment (it answered {status})"
    return Unreachable(reason, retry_after)


def _refused(words: str) -> CredentialsRefused:
    refusal = CredentialsRefused(words)
    if _CLOCK.search(words):
        refusal.advice = (
            "The clock of this machine is wrong: set it, or have its host set it. The key is fine."
        )
    return refusal


def _is_token(fields: Mapping[str, object]) -> bool:
    token, lasts = fields.get("access_token"), fields.get("expires_in")
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        return False
    if isinstance(lasts, str) and re.fullmatch(r"[0-9]{1,8}", lasts):
        lasts = int(lasts)
    if lasts is None:
        return True
    return not isinstance(lasts, bool) and isinstance(lasts, int) and 0 < lasts < _LONGEST_LIFE
