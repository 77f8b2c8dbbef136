"""Nothing in the sandbox grows for ever."""

from sandbox.discord.cdn.files import FileStore
from sandbox.discord.clock import WorldClock
from sandbox.discord.gateway.sessions import RESUME_WINDOW_S
from sandbox.discord.rest.buckets import Buckets, template_of
from sandbox.discord.rest.limits import Limit, Limits
from sandbox.discord.world.nonces import NonceMemory
from sandbox.server import Sandbox
from tests.fakes.clock import ManualClock
from tests.sandbox.discord.clients import EchoBot, running


async def test_a_channel_keeps_its_last_messages(box: Sandbox) -> None:
    general, member = box.places.channels["general"], box.person("member")
    for number in range(10_050):
        member.say(general, str(number))
    kept = [m.content for m in box.world.backend.messages[general].values()]
    assert (len(kept), kept[0], kept[-1]) == (10_000, "50", "10049")
    assert box.world.backend.transcript == []
    assert box.world.backend.http_requests == []


async def test_sessions_nobody_comes_back_for_are_forgotten(box: Sandbox) -> None:
    async with running(EchoBot(), box) as bot:
        box.faults.gateway("refuse")
        box.faults.cut()
        await box.records.until(lambda: box.records.live["clanmatch", 0] == 0)
        box.world.clock.travel(RESUME_WINDOW_S + 1)
        box.faults.clear()
        await bot.until("ready", 2)
    assert box.records.count("resume-refused", "clanmatch") == 1
    assert box.records.count("identify", "clanmatch") == 2


async def test_old_interactions_are_forgotten(box: Sandbox) -> None:
    general, app = box.places.channels["general"], box.world.apps["clanmatch"]
    app.commands[None] = {("hi", 1): {"id": "5", "name": "hi", "type": 1, "options": []}}
    first = box.person("member").slash(general, "clanmatch", "hi")
    box.world.clock.travel(3_700)
    second = box.person("member").slash(general, "clanmatch", "hi")
    assert list(box.world.backend.interactions) == [second.id]
    assert first.id != second.id
    assert len(box.world.backend.interaction_owner) == 1


def test_nonces_are_remembered_for_minutes_and_within_a_bound() -> None:
    clock = ManualClock()
    memory = NonceMemory(WorldClock(clock))
    for number in range(10_001):
        memory.remember(1, str(number), 2, number)
    assert memory.first(1, "0") is None
    assert memory.first(1, "10000") == (2, 10_000)
    clock.move(301)
    assert memory.first(1, "10000") is None


def test_the_oldest_files_go_when_it_becomes_too_much() -> None:
    store = FileStore("http://cdn")
    megabyte = b"x" * 1_000_000
    for number in range(300):
        store.put(f"{number}.bin", megabyte)
    assert store.get("0.bin") is None
    assert store.get("299.bin") == megabyte


def test_buckets_empty_and_refill() -> None:
    clock = ManualClock()
    buckets = Buckets(WorldClock(clock), Limits(Limit(99, 1.0), other=Limit(2, 5.0), routes={}))
    waits = [buckets.take("bot", "GET", "/x", "1")[1] for _ in range(3)]
    assert waits == [0.0, 0.0, 5.0]
    assert buckets.take("bot", "GET", "/x", "2")[1] == 0.0
    clock.move(5.0)
    assert buckets.take("bot", "GET", "/x", "1")[1] == 0.0
    for number in range(5_000):
        clock.move(6.0)
        buckets.take("bot", "GET", "/x", str(number))
    assert len(buckets) < 2_001


def test_templates_of_paths() -> None:
    assert template_of("/channels/12/messages/34/reactions/💡/@me") == (
        "/channels/{id}/messages/{id}/reactions/{id}/@me",
        "12",
    )
    assert template_of(f"/webhooks/12/{'x' * 40}") == ("/webhooks/{id}/{token}", "12")
    assert template_of("/users/@me") == ("/users/@me", "")
