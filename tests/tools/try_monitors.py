"""What monitors make of the pages, with the files of docs/hosting and with what people write."""

import json
from pathlib import Path

import pytest

from sandbox.ports import free_port
from tests.tools.pages import How, bot
from tests.tools.tool import HOSTING, configured, needs, outcome, page, running

STRICT, PLAIN, ROOT = "/healthz?strict=1", "/healthz", "/"
# WELL, ZOMBIE, AWAY: whether the tool says well.
STRICTLY, NOT_206, ALWAYS = (True, False, False), (True, True, False), (True, True, True)

CHECK_HTTP = "check_http -I 127.0.0.1 -p {port}"
COMMANDS = [
    ("curl", "curl", "curl -f http://127.0.0.1:{port}" + STRICT, "GET", STRICTLY),
    ("curl", "curl", "curl -f http://127.0.0.1:{port}" + PLAIN, "GET", NOT_206),
    ("curl", "curl", "curl -f -I http://127.0.0.1:{port}" + STRICT, "HEAD", STRICTLY),
    ("wget", "wget", "wget --tries=1 --spider http://127.0.0.1:{port}" + STRICT, "HEAD", STRICTLY),
    ("wget", "wget", "wget --tries=1 --spider http://127.0.0.1:{port}" + PLAIN, "HEAD", NOT_206),
    (
        "busybox",
        "busybox",
        "busybox wget --spider http://127.0.0.1:{port}" + STRICT,
        "GET",
        STRICTLY,
    ),
    (
        "busybox",
        "busybox",
        "busybox wget --spider http://127.0.0.1:{port}" + PLAIN,
        "GET",
        STRICTLY,
    ),
    (
        "busybox",
        "busybox",
        "busybox wget --spider http://localhost:{port}" + STRICT,
        "GET",
        STRICTLY,
    ),
    ("check_http", "monitoring-plugins-basic", f"{CHECK_HTTP} -u {STRICT}", "GET", STRICTLY),
    ("check_http", "monitoring-plugins-basic", f"{CHECK_HTTP} -u {PLAIN}", "GET", NOT_206),
    ("check_http", "monitoring-plugins-basic", CHECK_HTTP, "GET", ALWAYS),
    (
        "check_http",
        "monitoring-plugins-basic",
        f"""{CHECK_HTTP} -u {PLAIN} -s '"gateway": "well"'""",
        "GET",
        STRICTLY,
    ),
    (
        "check_http",
        "monitoring-plugins-basic",
        f"""{CHECK_HTTP} -u {PLAIN} -s '"ok": true'""",
        "GET",
        NOT_206,
    ),
]


@pytest.mark.parametrize(
    ("command", "method", "verdicts"),
    [
        pytest.param(command, method, verdicts, marks=needs(tool, package), id=command)
        for tool, package, command, method, verdicts in COMMANDS
    ],
)
async def test_commands(
    tmp_path: Path, command: str, method: str, verdicts: tuple[bool, ...]
) -> None:
    """By their exit status."""
    async with bot() as one:
        for how, well in zip(How, verdicts, strict=True):
            one.how = how
            words = f"exec {command.format(port=one.port)}"
            status, said = await outcome("sh", "-c", words, folder=tmp_path)
            assert (status == 0) is well, f"{how}: {said}"
        assert {it.partition(" ")[0] for it in one.asked} == {method}


MONIT = {STRICT: STRICTLY, PLAIN: NOT_206, ROOT: ALWAYS}


@needs("monit")
@pytest.mark.parametrize("path", MONIT)
async def test_monit(tmp_path: Path, path: str) -> None:
    async with bot() as one, bot() as other:
        changes = {
            "set daemon 30": "set daemon 1",
            "port 10000": f"port {one.port}",
            "port 10001": f"port {other.port}",
            STRICT: path,
            "for 2 cycles": "",
        }
        file = configured("monit.conf", tmp_path, changes)
        own = ("-p", tmp_path / "pid", "-s", tmp_path / "state")
        async with running("monit", "-I", "-c", file, *own, folder=tmp_path) as tool:
            was_well, since = True, 0
            for how, well in (*zip(How, MONIT[path], strict=True), (How.WELL, True)):
                one.how = how
                enough = len(one.asked) + 2
                await tool.until(lambda enough=enough: len(one.asked) >= enough)
                change, opposite = (SAYS[well], SAYS[not well])
                if well is was_well:
                    assert opposite not in tool.output[since:]
                else:
                    since = await tool.says(change, after=since)
                was_well = well
            assert "'welcomecrew' failed" not in tool.output
            assert f"GET {path}" in one.asked


SAYS = {True: "'clanmatch' connection succeeded", False: "'clanmatch' failed"}


@needs("monit")
async def test_monit_reads_the_file_as_it_stands(tmp_path: Path) -> None:
    file = configured("monit.conf", tmp_path, {})
    status, said = await outcome("monit", "-t", "-c", file, folder=tmp_path)
    assert status == 0, said


@needs("prometheus-blackbox-exporter")
@pytest.mark.parametrize(
    ("address", "verdicts"),
    [
        ("127.0.0.1:{port}/healthz?strict=1", STRICTLY),
        # The file names the one status, so it doesn't take 206 either.
        ("127.0.0.1:{port}/healthz", STRICTLY),
        ("localhost:{port}/healthz?strict=1", STRICTLY),
    ],
)
async def test_blackbox(tmp_path: Path, address: str, verdicts: tuple[bool, ...]) -> None:
    port = free_port()
    command = (
        "prometheus-blackbox-exporter",
        f"--config.file={HOSTING / 'blackbox.yml'}",
        f"--web.listen-address=127.0.0.1:{port}",
    )
    async with bot() as one, running(*command, folder=tmp_path) as tool:
        await tool.says("Listening on")
        for how, well in zip(How, verdicts, strict=True):
            one.how = how
            target = address.format(port=one.port).replace("?", "%3F")
            _, said = await page(port, f"/probe?module=well&target={target}")
            assert f"probe_success {int(well)}" in said.splitlines(), said


@needs("promtool", "prometheus")
async def test_prometheus_reads_the_file_as_it_stands(tmp_path: Path) -> None:
    file = HOSTING / "prometheus.yml"
    status, said = await outcome("promtool", "check", "config", file, folder=tmp_path)
    assert status == 0, said


@needs("prometheus")
@needs("prometheus-blackbox-exporter")
async def test_prometheus(tmp_path: Path) -> None:
    port, box = free_port(), free_port()
    exporter = (
        "prometheus-blackbox-exporter",
        f"--config.file={HOSTING / 'blackbox.yml'}",
        f"--web.listen-address=127.0.0.1:{box}",
    )
    async with bot() as one, bot() as other, running(*exporter, folder=tmp_path):
        changes = {
            ":10000": f":{one.port}",
            ":10001": f":{other.port}",
            "127.0.0.1:9115": f"127.0.0.1:{box}",
            "30s": "1s",
            "../monitoring/alerts.yml": HOSTING.parent / "monitoring" / "alerts.yml",
        }
        file = configured("prometheus.yml", tmp_path, changes)
        command = (
            "prometheus",
            f"--config.file={file}",
            f"--storage.tsdb.path={tmp_path / 'data'}",
            f"--web.listen-address=127.0.0.1:{port}",
        )
        async with running(*command, folder=tmp_path) as tool:

            async def value(query: str) -> list[str]:
                status, said = await page(port, f"/api/v1/query?query={query}")
                if status != 200:
                    return []
                return [it["value"][1] for it in json.loads(said)["data"]["result"]]

            async def holds(query: str, *wanted: str) -> None:
                async def as_wanted() -> bool:
                    return await value(query) == list(wanted)

                await tool.until(as_wanted)

            await holds('up{job="clanbots"}', "1", "1")
            await holds("sum(keepalive_gateway_up)", "2")
            await holds("sum(probe_success)", "2")
            one.how = How.ZOMBIE
            await holds("sum(probe_success)", "1")
            await holds("sum(keepalive_gateway_up)", "2")
            one.how = How.AWAY
            await holds("sum(keepalive_gateway_up)", "1")
