"""Error answers in Google's shape."""

from typing import Any

_NAMES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}


class ApiProblem(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, message: str, *, reason: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.reason = reason

    def body(self) -> dict[str, Any]:
        error: dict[str, Any] = {
            "code": self.status,
            "message": self.message,
            "status": _NAMES.get(self.status, "UNKNOWN"),
        }
        if self.reason:
            kind = "type.googleapis.com/google.rpc.ErrorInfo"
            error["details"] = [{"@type": kind, "reason": self.reason}]
        return {"error": error}


def not_here(what: str) -> ApiProblem:
    """Something that Google has and this stand-in has not: said aloud, never faked."""
    return ApiProblem(501, f"the stand-in does not know {what}")
