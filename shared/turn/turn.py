"""Whose turn it is to speak; the keepalive, which stands alone, holds it."""

from shared.keepalive.ground.turn import (
    IDENTIFY_EVERY_S,
    Identifies,
    NotOurTurn,
    OnlyInstance,
    Told,
    Turn,
    TurnLost,
)

__all__ = [
    "IDENTIFY_EVERY_S",
    "Identifies",
    "NotOurTurn",
    "OnlyInstance",
    "Told",
    "Turn",
    "TurnLost",
]
