"""The variables of the lease; each app's settings class inherits from this one."""

from typing import Annotated
from urllib.parse import unquote, urlsplit

from pydantic import BeforeValidator, Field, SecretStr

from shared.config.fields import Secret
from shared.config.load import Settings


def _url(value: object) -> object:
    text = value.get_secret_value() if isinstance(value, SecretStr) else value
    if not isinstance(text, str):
        return value
    text = text.strip()
    if text:
        from shared.lease.store import problem_with  # noqa: PLC0415 - see choice.py

        if problem := problem_with(text):
            raise ValueError(problem)
    return text


class LeaseSettings(Settings):
    """Several instances of one bot."""

    redis_url: Annotated[Secret, BeforeValidator(_url)] = Field(
        default=SecretStr(""),
        description="Valkey or Redis, for several instances of one bot: only one of them speaks. "
        "Empty = there is one instance.",
    )
    lease_ttl_sec: float = Field(
        default=10,
        ge=2,
        le=120,
        allow_inf_nan=False,
        description="After a silence this long another instance takes over; the same everywhere.",
    )

    def secrets(self) -> list[str]:
        """The address, and the password in it, which a library might name alone."""
        url = self.redis_url.get_secret_value()
        return [*super().secrets(), unquote(urlsplit(url).password or "")]
