"""The one door to the clock; the keepalive, which stands alone, holds it."""

from shared.keepalive.ground.clock import Clock, SystemClock

__all__ = ["Clock", "SystemClock"]
