"""The OAuth side: a service account made at start, and tokens for whoever signs with its key."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt
from google.auth.exceptions import GoogleAuthError

from shared.timing.clock import Clock

_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_KEY_BITS = 2048


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who a token was given to, for what, until when."""

    account: str
    scopes: frozenset[str]
    expires_at: float


class GrantRefused(Exception):
    """The assertion is not signed by a known account, or not for us."""


class Tokens:
    """Known accounts and the tokens they got."""

    def __init__(self, clock: Clock, *, lifetime: float = 3600.0) -> None:
        self._clock = clock
        self.lifetime = lifetime
        self._private_keys: dict[str, str] = {}
        self._public_keys: dict[str, bytes] = {}
        self._given: dict[str, Bearer] = {}

    def key_file(self, email: str, base_url: str) -> str:
        """The JSON file that Google would let you download for `email`; one key per account."""
        if email not in self._private_keys:
            self._make_key(email)
        return json.dumps(
            {
                "type": "service_account",
                "project_id": "sandbox",
                "private_key_id": secrets.token_hex(20),
                "private_key": self._private_keys[email],
                "client_email": email,
                "client_id": "0",
                "token_uri": f"{base_url}/token",
            }
        )

    def _make_key(self, email: str) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
        self._private_keys[email] = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()
        self._public_keys[email] = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def grant(self, form: Mapping[str, str]) -> str:
        """A token for a signed assertion. Raises GrantRefused."""
        if form.get("grant_type") != _GRANT:
            raise GrantRefused("unsupported_grant_type")
        assertion = form.get("assertion", "")
        try:
            email = str(jwt.decode(assertion, verify=False).get("iss", ""))  # pyright: ignore[reportUnknownMemberType] - google-auth is untyped
            claims: Mapping[str, str] = jwt.decode(assertion, certs=self._public_keys[email])  # pyright: ignore[reportUnknownMemberType] - google-auth is untyped
        except (KeyError, ValueError, GoogleAuthError) as error:
            raise GrantRefused("Invalid JWT Signature.") from error
        token = secrets.token_urlsafe(24)
        self._given[token] = Bearer(
            account=email,
            scopes=frozenset(str(claims.get("scope", "")).split()),
            expires_at=self._clock.monotonic() + self.lifetime,
        )
        return token

    def bearer(self, authorization: str) -> Bearer | None:
        """Whose token it is, while it is valid."""
        bearer = self._given.get(authorization.removeprefix("Bearer "))
        return bearer if bearer and bearer.expires_at > self._clock.monotonic() else None

    def revoke_all(self) -> None:
        """From now on every token is refused, as after a change of keys at Google's."""
        self._given.clear()
