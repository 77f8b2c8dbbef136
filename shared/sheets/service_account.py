"""The service account's key as people paste it: JSON or base64, checked before first use."""

import base64
import binascii
import json
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

_REQUIRED = ("client_email", "private_key", "token_uri")
_HOW_TO = "paste the whole JSON key file of the service account, as it is or as base64"


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """A key that looks right; only Google can say whether it is valid."""

    client_email: str
    info: dict[str, Any] = field(repr=False)

    @classmethod
    def parse(cls, text: str, *, is_checked: bool = False) -> "ServiceAccount":
        """Raises ValueError that says what is wrong and never repeats any of the text.

        Checking a key takes 40 ms: `is_checked` leaves that out for one that was parsed before.
        """
        info = _json_object(text.strip())
        missing = [key for key in _REQUIRED if not isinstance(info.get(key), str) or not info[key]]
        if missing:
            raise ValueError(f"the JSON has no {', '.join(missing)}; {_HOW_TO}")
        # Panels and shells like to turn the line breaks of the key into the two letters \n.
        private_key = info["private_key"].replace("\\n", "\n")
        if not is_checked:
            _check_key(private_key)
        return cls(client_email=info["client_email"], info={**info, "private_key": private_key})


def _json_object(text: str) -> dict[str, Any]:
    document = text if text.startswith("{") else _from_base64(text)
    try:
        info = json.loads(document)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise ValueError(f"is not valid JSON ({where}); {_HOW_TO}") from None
    except (ValueError, RecursionError):  # thousands of digits, or of brackets
        raise ValueError(f"is no key file; {_HOW_TO}") from None
    if not isinstance(info, dict):
        raise ValueError(f"is no JSON object; {_HOW_TO}")  # noqa: TRY004 - pydantic reports ValueError only
    return info  # pyright: ignore[reportUnknownVariableType] - JSON of any shape


def _from_base64(text: str) -> str:
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise ValueError(f"is neither JSON nor base64; {_HOW_TO}") from None


def _check_key(private_key: str) -> None:
    try:
        key = load_pem_private_key(private_key.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPrivateKey):
        raise ValueError(f"its private_key is damaged or cut off; {_HOW_TO}")  # noqa: TRY004 - pydantic reports ValueError only
