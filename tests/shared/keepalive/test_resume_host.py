"""A session's own host fails: where the next socket is opened, try by try."""

import pytest

from shared.keepalive.resume_host import ResumeHost

THERE, HOME = "wss://there", "wss://home"


class Net:
    """Hosts that can be reached; remembers which were asked."""

    def __init__(self, *up: str) -> None:
        self.up = set(up)
        self.asked: list[str] = []

    async def connect(self, url: str) -> str:
        self.asked.append(url)
        if url not in self.up:
            raise ConnectionRefusedError(url)
        return url


async def tries(host: ResumeHost, net: Net, count: int) -> list[str | None]:
    """Where each try ended; None: nowhere."""
    ends: list[str | None] = []
    for _ in range(count):
        try:
            ends.append(await host.open(net.connect, there=THERE, home=HOME))
        except ConnectionRefusedError:
            ends.append(None)
    return ends


@pytest.mark.parametrize(
    ("up", "ends"),
    [
        ({THERE, HOME}, [THERE]),
        ({HOME}, [None, None, HOME]),
        (set[str](), [None, None, None, None]),  # all of Discord is away: the session is kept
        ({THERE}, [THERE, THERE, None, THERE]),  # silent, and home away: it stays in play
        ({THERE, HOME}, [THERE, THERE, HOME]),  # lets in, and never greets
    ],
)
async def test_where_the_tries_end(up: set[str], ends: list[str | None]) -> None:
    assert await tries(ResumeHost(), Net(*up), len(ends)) == ends


async def test_its_own_host_goes_first_once_it_is_back() -> None:
    host, net = ResumeHost(), Net()
    await tries(host, net, 5)
    net.up = {THERE, HOME}
    assert await tries(host, net, 1) == [THERE]


async def test_a_greeting_makes_patience_new() -> None:
    host, net = ResumeHost(), Net(HOME)
    assert await tries(host, net, 3) == [None, None, HOME]
    host.greeted()
    assert await tries(host, net, 3) == [None, None, HOME]
