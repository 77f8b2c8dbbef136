"""One line before a client runs itself: it is watched, and nothing is raised into it."""

import asyncio
import socket
from collections.abc import Callable

import aiohttp
import discord
import pytest

from sandbox.discord.faults import Gateway as Fault
from sandbox.ports import free_port
from sandbox.server import Sandbox
from shared.keepalive import attach
from shared.keepalive.alone.beside import Beside
from shared.keepalive.discord_internals import follower, point_discord_at
from shared.keepalive.probe import probe
from tests.sandbox.discord.clients import box
from tests.shared.keepalive.alone.strangers import (
    INTENTS,
    KINDS,
    bot,
    client,
    page,
    ready,
    started,
    surroundings,
    until,
    until_checked,
    until_state,
)

__all__ = ["box"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda it: it.__name__)
async def test_every_kind_of_client_is_watched(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch, kind: Callable[[], discord.Client]
) -> None:
    port = surroundings(box, monkeypatch)
    stranger = kind()
    attach(stranger, name="stranger")
    async with started(box, stranger) as running:
        body = await until_state(port, "ready")
        assert body["service"] == "stranger"
        assert (await page(port, "/startupz"))[0] == 200
        assert await asyncio.to_thread(probe, ["--port", str(port)]) == 0
        box.faults.gateway(Fault.REFUSE)
        box.faults.cut()
        await until_state(port, "disconnected")
        assert (await page(port))[0] == 503
        assert await asyncio.to_thread(probe, ["--port", str(port)]) == 1
        box.faults.clear()
        await stranger.close()
        await asyncio.wait_for(running, 10)
    with pytest.raises(aiohttp.ClientError):
        await page(port)
    assert not [it for it in asyncio.all_tasks() if it.get_name().startswith("keepalive")]


async def test_a_goodbye_is_said(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    port = surroundings(box, monkeypatch)
    stranger = client()
    attach(stranger)
    async with started(box, stranger):
        await until_state(port, "ready")
        await stranger.close()
        await box.records.until(lambda: not list(box.gateway.sessions))


class InSetupHook(discord.Client):
    async def setup_hook(self) -> None:
        attach(self)


async def test_in_setup_hook_it_comes_in_time(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = surroundings(box, monkeypatch)
    async with started(box, InSetupHook(intents=INTENTS, guild_ready_timeout=0.05)):
        await until_state(port, "ready")
        assert (await page(port, "/startupz"))[0] == 200


@pytest.mark.parametrize("kind", KINDS, ids=lambda it: it.__name__)
async def test_a_client_that_is_ready_already_is_taken_as_it_is(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch, kind: Callable[[], discord.Client]
) -> None:
    port = surroundings(box, monkeypatch)
    # Before there is a keepalive, the bot itself must find the sandbox.
    point_discord_at(api_url=f"{box.url}/api/v10", gateway_url=f"{box.gateway.base_url}/clanmatch")
    stranger = kind()
    async with started(box, stranger):
        await ready(stranger)
        attach(stranger)
        await until_state(port, "ready")
        await until(port, lambda it: it["latency_s"] is not None)
        box.faults.gateway(Fault.REFUSE)
        box.faults.cut()
        await until_state(port, "disconnected")


async def test_twice_is_once(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    port = surroundings(box, monkeypatch)
    stranger = bot()
    attach(stranger).component("first", lambda: "fine")
    attach(stranger).component("second", lambda: False)
    async with started(box, stranger):
        assert await until_checked(port, "first") == "fine"
        assert await until_checked(port, "second") == "its check says no"
    assert "has a keepalive already" in caplog.text
    assert "cannot listen" not in caplog.text


async def test_a_component_may_come_while_it_runs(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = surroundings(box, monkeypatch)
    stranger = client()
    attached = attach(stranger)
    async with started(box, stranger):
        await until_state(port, "ready")
        attached.component("late", lambda: "here")
        assert await until_checked(port, "late") == "here"


async def test_the_page_says_that_a_task_of_its_own_ended(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = surroundings(box, monkeypatch)
    stranger = client()
    attach(stranger)
    beside = follower(stranger)
    assert isinstance(beside, Beside)

    async def trips() -> None:
        raise LookupError("a fault of the keepalive")

    async with started(box, stranger) as running:
        await until_state(port, "ready")
        around = beside._around  # pyright: ignore[reportPrivateUsage] - no task fails by itself
        assert around is not None
        around.add("watchdog", trips())
        body = await until(port, lambda it: it["status"] == "degraded")
        assert (await page(port))[0] == 200
        assert body["reason"] == (
            "ready, but keepalive: watchdog: its own task watchdog ended (LookupError); "
            "restart the bot"
        )
        assert stranger.is_ready()
        assert not running.done()


async def test_a_taken_port_costs_the_pages_alone(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    port = surroundings(box, monkeypatch)
    stranger = client()
    attached = attach(stranger)
    with socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True):
        async with started(box, stranger):
            await ready(stranger)
            health = attached.health
            assert health is not None
            assert health.state == "ready"
    assert f"cannot listen on port {port}" in caplog.text
    assert "Traceback" not in caplog.text


async def test_a_wrong_setting_costs_that_setting_alone(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    surroundings(box, monkeypatch)
    monkeypatch.setenv("PORT", "a harbour")
    monkeypatch.setenv("LOOP_STALL_SEC", "-1")
    port = free_port()
    stranger = client()
    attach(stranger, port=port)
    async with started(box, stranger):
        await until_state(port, "ready")
    assert "LOOP_STALL_SEC should be greater than 0; the default counts" in caplog.text
    assert "PORT" not in caplog.text, "what the program gave goes before"


async def test_a_refused_token_is_the_bots_own_affair(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = surroundings(box, monkeypatch)
    stranger = client()
    attach(stranger)

    async def run() -> None:
        async with stranger:
            await stranger.start("0" * 60)

    with pytest.raises(discord.LoginFailure):
        await run()
    with pytest.raises(aiohttp.ClientError):
        await page(port)
    assert not [it for it in asyncio.all_tasks() if it.get_name().startswith("keepalive")]


def test_attached_and_never_run_leaves_nothing() -> None:
    attached = attach(client())
    health = attached.health
    assert health is not None
    assert health.reason == "the bot has not been run yet"
