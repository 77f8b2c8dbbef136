"""The variables of the lease; each app's settings class inherits from this one."""

from importlib.util import find_spec
from urllib.parse import unquote, urlsplit

from ..ground.fields import number, secret
from ..ground.load import Settings
from ..ground.secret import Secret
from ..ground.setting import setting


def _address(value: str) -> str:
    address = value.strip()
    if address:
        if find_spec("redis") is None:
            raise ValueError("needs the package redis (discord-keepalive[lease])")
        from .store import problem_with  # noqa: PLC0415 - see choice.py

        if problem := problem_with(address):
            raise ValueError(problem)
    return address


class LeaseSettings(Settings):
    """Several instances of one bot."""

    redis_url: Secret = setting(
        secret(_address),
        default=Secret(""),
        description="Valkey or Redis, for several instances of one bot: only one of them speaks. "
        "Empty = there is one instance.",
    )
    lease_ttl_sec: float = setting(
        number(at_least=2, at_most=120),
        default=10,
        description="After a silence this long another instance takes over; the same everywhere.",
    )

    def secrets(self) -> list[str]:
        """The address, and the password in it, which a library might name alone."""
        url = self.redis_url.reveal()
        return [*super().secrets(), unquote(urlsplit(url).password or "")]
