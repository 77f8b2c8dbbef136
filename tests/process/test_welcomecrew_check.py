"""`python -m apps.welcomecrew`, as a process: where settings are looked for, and `--check`."""

from pathlib import Path

import pytest

from sandbox.server import Sandbox
from tests.process.harness import end_of

pytestmark = pytest.mark.process


def unlooked(output: str, words: str) -> str:
    """The line below `Not looked at:` that has these words."""
    lines = output.partition("\nNot looked at:\n")[2].splitlines()
    (line,) = (line for line in lines if words in line)
    return line


async def test_settings_in_another_folder_are_missed_with_the_place_that_was_looked_at(
    tmp_path: Path,
) -> None:
    checkout, elsewhere = tmp_path / "checkout", tmp_path / "elsewhere"
    checkout.mkdir()
    elsewhere.mkdir()
    (checkout / ".env").write_text("DISCORD_TOKEN=" + "x" * 60)
    status, output = await end_of("welcomecrew", {}, folder=elsewhere)
    assert status == 78
    assert f"there is no file {elsewhere / '.env'}" in output.splitlines()[0]
    assert "DISCORD_TOKEN: is not set" in output

    status, output = await end_of("welcomecrew", {}, folder=checkout)
    assert f"from the environment and {checkout / '.env'}" in output.splitlines()[0]
    assert "DISCORD_TOKEN" not in output

    named = ("--env-file", "../checkout/.env")
    status, output = await end_of("welcomecrew", {}, *named, folder=elsewhere)
    assert "DISCORD_TOKEN" not in output

    status, output = await end_of("welcomecrew", {}, "--env-file", "no.env", folder=elsewhere)
    assert (status, output) == (
        78,
        f"There is no file {elsewhere / 'no.env'}; correct --env-file.\n",
    )


async def test_check_says_what_is_well_and_what_is_not(tmp_path: Path) -> None:
    async with Sandbox.open() as box:
        env = box.bot_env("welcomecrew")
        status, output = await end_of("welcomecrew", env, "--check", folder=tmp_path)
        assert (status, output.splitlines()[-1]) == (0, "All is well.")
        assert "clan tags: 24 tags" in output
        assert "ALERT_ROLE_ID" in unlooked(output, "not set: ")
        assert unlooked(output, "REDIS_URL is not set")
        assert f"there is no file {tmp_path / '.env'}" in output

        wrong = {"DISCORD_TOKEN": "x" * 60, "LOG_CHANNEL_ID": "100000000000000009"}
        status, output = await end_of("welcomecrew", {**env, **wrong}, "--check", folder=tmp_path)
        assert status == 78
        assert "BAD  Discord: Discord refused the bot token; set DISCORD_TOKEN" in output
        assert "RECRUITER_ROLE_IDS" in unlooked(output, "Discord was not there")
        assert "Traceback" not in output

        wrong = {"GSHEET_ID": "no-such-spreadsheet", "LOG_CHANNEL_ID": "100000000000000009"}
        status, output = await end_of("welcomecrew", {**env, **wrong}, "--check", folder=tmp_path)
        assert status == 78
        assert "BAD  spreadsheet: there is no spreadsheet with the id" in output
        assert "BAD  LOG_CHANNEL_ID: no such channel" in output
        assert output.splitlines()[-1] == "2 things to mend."
        # Nothing of this may look like a bot that comes online.
        assert box.records.count("identify", "welcomecrew") == 0
