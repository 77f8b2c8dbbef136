"""The small parts of `alone`: foreign clients, checks as people write them, names, refusals."""

import asyncio
import sys
from collections.abc import Callable
from types import SimpleNamespace

import discord
import pytest
from discord.ext import commands

from shared.keepalive import attach, run
from shared.keepalive.alone.checks import AnyCheck, as_check
from shared.keepalive.alone.foreign import why_not
from shared.keepalive.alone.name import name_of_program
from shared.keepalive.components import ComponentFailing
from shared.keepalive.discord_internals import close
from shared.keepalive.lifetime import ExitStatus
from tests.shared.keepalive.alone.strangers import INTENTS, KINDS, client

TOKEN = "0" * 60


def of_module(module: str) -> object:
    return type("Bot", (), {"__module__": module})()


@pytest.mark.parametrize(
    ("stranger", "words"),
    [
        (of_module("disnake.ext.commands.bot"), "made with disnake"),
        (of_module("nextcord.client"), "made with nextcord"),
        (of_module("hikari.impl"), "this is a Bot"),
        (None, "this is a NoneType"),
    ],
)
def test_what_is_no_client_of_discord_py_is_left_alone(
    stranger: object,
    words: str,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert words in why_not(stranger)
    attached = attach(stranger)  # pyright: ignore[reportArgumentType] - strangers do
    attached.component("database", lambda: "never asked")
    assert attached.health is None
    assert [record.getMessage() for record in caplog.records] == [why_not(stranger)]
    with pytest.raises(SystemExit) as end:
        run(stranger, TOKEN)  # pyright: ignore[reportArgumentType] - strangers do
    assert end.value.code == ExitStatus.CONFIGURATION
    assert capsys.readouterr().err.splitlines() == [why_not(stranger)]


def test_py_cord_owns_the_same_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    pycord = SimpleNamespace(Client=discord.Client, __title__="pycord")
    monkeypatch.setitem(sys.modules, "discord", pycord)  # pyright: ignore[reportArgumentType] - stands for a module
    assert "made with py-cord" in why_not(client())


@pytest.mark.parametrize("kind", KINDS, ids=lambda it: it.__name__)
async def test_all_kinds_of_discord_py_are_known(kind: Callable[[], discord.Client]) -> None:
    assert why_not(kind()) == ""


async def says(answer: object) -> object:
    return answer


async def breaks() -> None:
    raise OSError("password=hunter2")


def blocks() -> str:
    return "from a thread"


class Failing(ComponentFailing):
    pass


async def says_why() -> None:
    raise Failing("the disk is full")


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (lambda: "fine", "fine"),
        (lambda: None, "well"),
        (lambda: True, "well"),
        (blocks, "from a thread"),
        (lambda: says("awaited"), "awaited"),
        (lambda: says(None), "well"),
    ],
)
async def test_a_check_that_is_well(check: AnyCheck, words: str) -> None:
    assert await as_check("database", check)() == words


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (lambda: False, "its check says no"),
        (lambda: says(False), "its check says no"),
        (breaks, "OSError; the log says more"),
        (says_why, "the disk is full"),
    ],
)
async def test_a_check_that_fails(check: AnyCheck, words: str) -> None:
    with pytest.raises(ComponentFailing, match=words):
        await as_check("database", check)()


async def test_what_breaks_alike_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    check = as_check("database", breaks)
    for _ in range(3):
        with pytest.raises(ComponentFailing):
            await check()
    assert caplog.text.count("the check of database failed") == 1


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/srv/helper/helper.py", "helper"),
        ("/srv/helper/main.py", "helper"),
        ("/srv/my bot/__main__.py", "my-bot"),
        ("/srv/ünder.py", "nder"),
        ("/", "bot"),
        ("/x/.py", "py"),
    ],
)
def test_a_bot_is_called_by_its_file(path: str, name: str) -> None:
    assert name_of_program(path) == name


@pytest.mark.parametrize("token", ["", "short", None])
def test_run_without_a_token_is_one_sentence(
    token: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        run(client(), token)
    assert end.value.code == ExitStatus.CONFIGURATION
    assert capsys.readouterr().err == (
        "the token is missing or too short to be one; give run() the bot's token\n"
    )


def test_run_with_a_wrong_setting_names_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "a harbour")
    with pytest.raises(SystemExit) as end:
        run(client(), TOKEN)
    assert end.value.code == ExitStatus.CONFIGURATION
    assert "PORT: should be a whole number" in capsys.readouterr().err


def test_run_after_attach_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    stranger = client()
    attach(stranger)
    with pytest.raises(SystemExit) as end:
        run(stranger, TOKEN)
    assert end.value.code == ExitStatus.CONFIGURATION
    assert "take either attach() or run()" in capsys.readouterr().err


async def test_a_sharded_bot_may_be_closed_before_it_logged_in() -> None:
    stranger = commands.AutoShardedBot("!", intents=INTENTS)
    await asyncio.wait_for(close(stranger), 5)
    assert stranger.is_closed()
