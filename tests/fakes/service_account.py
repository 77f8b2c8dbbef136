"""A service account's key file of the right kind that belongs to nobody."""

import json
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

EMAIL = "bot@example.iam.gserviceaccount.com"


@cache
def private_key() -> str:
    """Made anew for each run: no key lies about in the repository.

    Half as long as Google's, whose check takes 40 ms each time that settings are read.
    """
    return (
        rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - guards nothing
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


def service_account_json(**changes: Any) -> str:
    info = {
        "type": "service_account",
        "client_email": EMAIL,
        "private_key": private_key(),
        "token_uri": "http://127.0.0.1:9/token",
    }
    return json.dumps(info | changes)
