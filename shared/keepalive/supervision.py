"""What systemd gave a process that it wants to hear of. Pure."""

from typing import Self

from .ground.immutable import immutable


@immutable
class Supervision:
    """What systemd gave this process. `socket` empty: nobody asks."""

    socket: str = ""
    watchdog_us: int = 0
    """Silence after which it ends the process; 0: never."""

    @classmethod
    def of(cls, *, notify_socket: str, watchdog_usec: str, watchdog_pid: str, pid: int) -> Self:
        """From the variables; those meant for another process count as none."""
        ours = not watchdog_pid or watchdog_pid == str(pid)
        known = watchdog_usec.isascii() and watchdog_usec.isdecimal()
        return cls(notify_socket, int(watchdog_usec) if known and ours else 0)
