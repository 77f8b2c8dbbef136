"""Keeps a discord.py bot honest: is the gateway really alive, who is told, when the process ends.

Nothing is imported here before it is asked for: whoever wants the clock alone loads no discord.py.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .alone.attach import Attached, attach
    from .alone.run import run
    from .components import ComponentFailing

__all__ = ["Attached", "ComponentFailing", "attach", "run"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - of any name's type
    match name:
        case "attach" | "Attached":
            from .alone import attach as home  # noqa: PLC0415 - see above
        case "run":
            from .alone import run as home  # noqa: PLC0415 - see above
        case "ComponentFailing":
            from . import components as home  # noqa: PLC0415 - see above
        case _:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(home, name)
