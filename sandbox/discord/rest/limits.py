"""How much of what Discord allows in which time.

Discord publishes the global limit only; those of the routes are what its headers tell bots. A route
that isn't named here is one of the many with a wide bucket.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limit:
    """So many calls in so many seconds."""

    calls: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one kind of world."""

    # Of one bot, all routes together but those of interactions.
    together: Limit
    # Of a route that `routes` doesn't name; each channel, server and webhook has its own.
    other: Limit
    # By method and template.
    routes: dict[str, Limit]

    def of(self, route: str) -> Limit:
        """The limit of one route, `POST /channels/{id}/messages` for one."""
        return self.routes.get(route, self.other)


_MESSAGES = "/channels/{id}/messages"
_REACTION = f"{_MESSAGES}/{{id}}/reactions/{{id}}"
_QUARTER_SECOND = Limit(1, 0.25)

DISCORD: Final = Limits(
    together=Limit(50, 1.0),
    other=Limit(50, 1.0),
    routes={
        f"POST {_MESSAGES}": Limit(5, 5.0),
        f"PATCH {_MESSAGES}/{{id}}": Limit(5, 5.0),
        f"DELETE {_MESSAGES}/{{id}}": Limit(5, 1.0),
        f"POST {_MESSAGES}/bulk-delete": Limit(1, 1.0),
        f"PUT {_REACTION}/@me": _QUARTER_SECOND,
        f"DELETE {_REACTION}/@me": _QUARTER_SECOND,
        f"DELETE {_REACTION}/{{id}}": _QUARTER_SECOND,
        "POST /channels/{id}/typing": Limit(5, 5.0),
        "PATCH /channels/{id}": Limit(5, 15.0),
        "POST /webhooks/{id}/{token}": Limit(5, 2.0),
        "PATCH /webhooks/{id}/{token}/messages/{id}": Limit(5, 2.0),
        "PATCH /webhooks/{id}/{token}/messages/@original": Limit(5, 2.0),
    },
)

# For a run that measures the bots and not Discord: headers and 429 are real, but hard to reach.
GENEROUS: Final = Limits(together=Limit(10_000, 1.0), other=Limit(10_000, 1.0), routes={})
