"""The service account's key, checked before first use. How it was pasted is `pasted_key`'s work."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from shared.sheets.pasted_key import HOW_TO, key_in

_REQUIRED: Final = ("client_email", "private_key", "token_uri")
_UNIVERSE: Final = "googleapis.com"
_PEM: Final = re.compile(
    r"-----BEGIN (?P<kind>(?:RSA )?PRIVATE KEY)-----"
    r"(?P<body>[\sA-Za-z0-9+/=]+)-----END (?P=kind)-----"
)
_PEM_LINE: Final = 64


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
        info = key_in(text)
        missing = [key for key in _REQUIRED if not isinstance(info.get(key), str) or not info[key]]
        if missing:
            raise ValueError(f"the JSON has no {', '.join(missing)}; {HOW_TO}")
        if not re.match(r"https?://[^/\s]", info["token_uri"]):
            raise ValueError(f"the JSON's token_uri is no address; {HOW_TO}")
        if info.get("universe_domain", _UNIVERSE) != _UNIVERSE:
            # With any other value google-auth signs tokens of its own, which Sheets doesn't take.
            raise ValueError(
                f"the JSON's universe_domain is not {_UNIVERSE}; {HOW_TO}, or take that line out"
            )
        private_key = _in_lines(info["private_key"])
        if not is_checked:
            _check_key(private_key)
        return cls(client_email=info["client_email"], info={**info, "private_key": private_key})


def _in_lines(private_key: str) -> str:
    r"""The key with the line breaks that belong there.

    Panels and shells turn them into the two letters `\n`, into blanks, or into nothing.
    """
    text = re.sub(r"\\+n", "\n", private_key.replace("\\r", ""))
    found = _PEM.search(text)
    if found is None:
        return text
    body, kind = "".join(found["body"].split()), found["kind"]
    lines = [body[start : start + _PEM_LINE] for start in range(0, len(body), _PEM_LINE)]
    return "\n".join([f"-----BEGIN {kind}-----", *lines, f"-----END {kind}-----", ""])


def _check_key(private_key: str) -> None:
    try:
        key = load_pem_private_key(private_key.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPrivateKey):
        raise ValueError(f"the JSON's private_key is damaged or cut off; {HOW_TO}")  # noqa: TRY004 - what a setting raises
