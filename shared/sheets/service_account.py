"""The service account's key, checked before first use. How it was pasted is `pasted_key`'s work."""

import re
from dataclasses import field
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPrivateNumbers
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from shared.immutable import immutable
from shared.sheets.pasted_key import HOW_TO, key_in

_REQUIRED: Final = ("client_email", "private_key", "token_uri")
_UNIVERSE: Final = "googleapis.com"
_PEM: Final = re.compile(
    r"-----BEGIN (?P<kind>(?:RSA )?PRIVATE KEY)-----"
    r"(?P<body>[\sA-Za-z0-9+/=]+)-----END (?P=kind)-----"
)
_PEM_LINE: Final = 64


@immutable
class ServiceAccount:
    """A key that looks right; only Google can say whether it is valid."""

    client_email: str
    info: dict[str, Any] = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> "ServiceAccount":
        """Raises ValueError that says what is wrong and never repeats any of the text."""
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
    # Without its own check, which looks whether the factors are primes: 40 ms, on a host's tenth
    # of a core half a second, at each start. No damage leaves all eight numbers in agreement.
    try:
        key = load_pem_private_key(
            private_key.encode(), password=None, unsafe_skip_rsa_key_validation=True
        )
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPrivateKey) or not _agree(key.private_numbers()):
        raise ValueError(f"the JSON's private_key is damaged or cut off; {HOW_TO}")


def _agree(numbers: RSAPrivateNumbers) -> bool:
    """Whether each number of a key follows from the others as it should (RFC 8017, 3.2)."""
    n, e = numbers.public_numbers.n, numbers.public_numbers.e
    p, q, d = numbers.p, numbers.q, numbers.d
    return (
        min(p, q, d, e) > 1
        and p * q == n
        and d * e % (p - 1) == d * e % (q - 1) == 1
        and numbers.dmp1 == d % (p - 1)
        and numbers.dmq1 == d % (q - 1)
        and numbers.iqmp * q % p == 1
    )
