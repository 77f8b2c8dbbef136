"""What balancers make of the pages, with the files of docs/hosting and with what people write."""

import os
import shutil
from pathlib import Path

import pytest

from sandbox.ports import free_port
from tests.tools.pages import Bot, How, bot
from tests.tools.tool import HOSTING, Tool, configured, needs, outcome, page, running, written

STRICTLY = {How.WELL: True, How.ZOMBIE: False, How.AWAY: False}
NOT_206 = {How.WELL: True, How.ZOMBIE: True, How.AWAY: False}
ALWAYS = dict.fromkeys(How, True)
NEVER = dict.fromkeys(How, False)
# What each makes of each answer, in an order in which every change shows.
ORDER = (How.WELL, How.ZOMBIE, How.WELL, How.AWAY, How.WELL)


async def passes_on(tool: Tool, port: int, *, up: bool) -> None:
    """Whether the balancer lets people through to the bot's own page."""

    async def as_wanted() -> bool:
        status, text = await page(port, "/status")
        return (status == 200 and "the status page" in text) is up and bool(status)

    await tool.until(as_wanted)


async def has_looked_again(tool: Tool, one: Bot, asks: str, times: int) -> None:
    """A verdict that stays as it was says nothing before that."""
    enough = one.asked.count(asks) + times
    await tool.until(lambda: one.asked.count(asks) >= enough)


# ------------------------------------------------------------------- HAProxy

HAPROXY = {
    "option httpchk GET /healthz?strict=1": ("GET /healthz?strict=1", STRICTLY),
    "option httpchk GET /healthz": ("GET /healthz", NOT_206),
    "option httpchk HEAD /healthz?strict=1": ("HEAD /healthz?strict=1", STRICTLY),
    "option httpchk /healthz": ("OPTIONS /healthz", NOT_206),
    "option httpchk": ("OPTIONS /", ALWAYS),
    "option httpchk OPTIONS *": ("OPTIONS *", STRICTLY),
}


@needs("haproxy")
@pytest.mark.parametrize("check", HAPROXY)
async def test_haproxy(tmp_path: Path, check: str) -> None:
    asks, verdicts = HAPROXY[check]
    pages, stats = free_port(), free_port()
    async with bot() as one:
        changes = {
            "option httpchk GET /healthz?strict=1": check,
            ":10000": f":{one.port}",
            "bind :8080": f"bind 127.0.0.1:{pages}",
            "127.0.0.1:8404": f"127.0.0.1:{stats}",
            "inter 15s": "inter 100ms",
        }
        file = configured("haproxy.cfg", tmp_path, changes)
        async with running("haproxy", "-f", file, folder=tmp_path) as tool:
            for how in ORDER:
                one.how = how
                await has_looked_again(tool, one, asks, times=3)
                wanted = ",UP," if verdicts[how] else ",DOWN,"

                async def told(wanted: str = wanted) -> bool:
                    table = (await page(stats, "/;csv"))[1].splitlines()
                    return any(
                        it.startswith("clanmatch,clanmatch,") and wanted in it for it in table
                    )

                await tool.until(told)
                await passes_on(tool, pages, up=verdicts[how])


@needs("haproxy")
async def test_haproxy_with_the_name_localhost(tmp_path: Path) -> None:
    """It takes the first address of the name alone, which may be ::1."""
    stats = free_port()
    async with bot() as one:
        changes = {
            "127.0.0.1:10000": f"[::1]:{one.port}",
            "bind :8080": f"bind 127.0.0.1:{free_port()}",
            "127.0.0.1:8404": f"127.0.0.1:{stats}",
            "inter 15s": "inter 100ms",
        }
        file = configured("haproxy.cfg", tmp_path, changes)
        async with running("haproxy", "-f", file, folder=tmp_path) as tool:
            await tool.until(lambda: len(one.asked) > 3)
            assert ",UP," in (await page(stats, "/;csv"))[1]


# --------------------------------------------------------------------- nginx


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="nginx keeps its bodies in a folder of root")


def nginx(folder: Path, file: Path) -> tuple[str | Path, ...]:
    here = f"pid {folder}/pid; daemon off; user root; worker_processes 1;"
    return "nginx", "-p", folder, "-c", file, "-g", here


@needs("nginx", "nginx-light")
@as_root
async def test_nginx(tmp_path: Path) -> None:
    """It passes on what the bot says, and the other pages meanwhile."""
    first, second = free_port(), free_port()
    async with bot() as one, bot() as other:
        changes = {
            ":10000": f":{one.port}",
            ":10001": f":{other.port}",
            "listen 8081": f"listen 127.0.0.1:{first}",
            "listen 8082": f"listen 127.0.0.1:{second}",
        }
        file = configured("nginx.conf", tmp_path, changes)
        async with running(*nginx(tmp_path, file), folder=tmp_path) as tool:
            await passes_on(tool, first, up=True)
            for how in How:
                one.how = how
                assert (await page(first))[0] == how.value
                assert (await page(first, "/status"))[0] == 200
                assert (await page(second))[0] == 200


@needs("nginx", "nginx-light")
@as_root
async def test_nginx_that_leaves_a_503(tmp_path: Path) -> None:
    """What docs/hosting warns of: the true 503 takes every page away, beyond the outage."""
    port = free_port()
    async with bot() as one:
        text = f"""
            error_log stderr; events {{}}
            http {{
                access_log off;
                upstream bot {{ server 127.0.0.1:{one.port}; server [::1]:{one.port}; }}
                server {{
                    listen 127.0.0.1:{port};
                    location / {{
                        proxy_pass http://bot;
                        proxy_next_upstream error timeout http_503;
                    }}
                }}
            }}
        """
        file = written(tmp_path / "nginx.conf", text)
        async with running(*nginx(tmp_path, file), folder=tmp_path) as tool:
            await passes_on(tool, port, up=True)
            one.how = How.AWAY

            async def gone() -> bool:
                return (await page(port))[0] == 502

            await tool.until(gone)
            one.how = How.WELL
            assert (await page(port, "/status"))[0] == 502


# ------------------------------------------------------------------- Varnish

VARNISH = {"/healthz?strict=1": STRICTLY, "/healthz": STRICTLY}


@needs("varnishd", "varnish")
@needs("gcc")
@pytest.mark.parametrize("url", VARNISH)
async def test_varnish(tmp_path: Path, url: str) -> None:
    """206 is sick to it, asked strictly or not."""
    port = free_port()
    async with bot() as one:
        changes = {
            "/healthz?strict=1": url,
            '"10000"': f'"{one.port}"',
            ".interval = 15s": ".interval = 100ms",
        }
        file = configured("varnish.vcl", tmp_path, changes)
        command = ("varnishd", "-F", "-j", "none", "-s", "default,8m", "-n", tmp_path / "run")
        command = (*command, "-f", file, "-a", f"127.0.0.1:{port}")
        async with running(*command, folder=tmp_path) as tool:
            for how in ORDER:
                one.how = how
                await has_looked_again(tool, one, f"GET {url}", times=3)
                await passes_on(tool, port, up=VARNISH[url][how])


# ------------------------------------------------------------ Apache, Caddy

APACHE = {
    "hcmethod=HEAD hcuri=/healthz?strict=1": ("HEAD /healthz?strict=1", STRICTLY),
    "hcmethod=OPTIONS hcuri=/healthz": ("OPTIONS *", STRICTLY),
    # Without hcuri it asks for no page at all, which no web server takes: down for good.
    "hcmethod=GET": ("", NEVER),
}
_MODULES = [
    "mpm_event",
    "authz_core",
    "proxy",
    "proxy_http",
    "proxy_balancer",
    "slotmem_shm",
    "lbmethod_byrequests",
    "proxy_hcheck",
]


@needs("apache2")
@pytest.mark.parametrize("check", APACHE)
async def test_apache(tmp_path: Path, check: str) -> None:
    asks, verdicts = APACHE[check]
    port = free_port()
    async with bot() as one:
        changes = {
            "hcmethod=HEAD hcuri=/healthz?strict=1": check,
            ":10000": f":{one.port}",
            "hcinterval=15": "hcinterval=1",
        }
        ready_made = configured("apache.conf", tmp_path, changes)
        around = [
            f"ServerRoot {tmp_path}",
            "ServerName localhost",
            f"Listen 127.0.0.1:{port}",
            "PidFile pid",
            "ErrorLog /dev/stderr",
            *(f"LoadModule {it}_module /usr/lib/apache2/modules/mod_{it}.so" for it in _MODULES),
            f"Include {ready_made}",
        ]
        file = written(tmp_path / "around.conf", "\n".join((*around, "")))
        command = ("apache2", "-f", file, "-DFOREGROUND")
        async with running(*command, folder=tmp_path) as tool:
            await passes_on(tool, port, up=True)
            for how in ORDER[1:]:
                one.how = how
                if asks:
                    await has_looked_again(tool, one, asks, times=2)
                await passes_on(tool, port, up=verdicts[how])


CADDY = {"health_status 200": STRICTLY, "": NOT_206}


@needs("caddy")
@pytest.mark.parametrize("line", CADDY)
async def test_caddy(tmp_path: Path, line: str) -> None:
    asks = "GET /healthz?strict=1" if line else "GET /healthz"
    port = free_port()
    async with bot() as one:
        changes = {
            "health_status 200": line,
            "/healthz?strict=1": "/healthz?strict=1" if line else "/healthz",
            ":8080": f"http://127.0.0.1:{port}",
            "127.0.0.1:10000": f"127.0.0.1:{one.port}",
            "health_interval 15s": "health_interval 100ms",
        }
        file = configured("Caddyfile", tmp_path, changes)
        text = "{\n\tadmin off\n}\n" + file.read_text("utf-8")
        written(file, text)
        command = ("caddy", "run", "--adapter", "caddyfile", "--config", file)
        async with running(*command, folder=tmp_path) as tool:
            for how in ORDER:
                one.how = how
                await has_looked_again(tool, one, asks, times=3)
                await passes_on(tool, port, up=CADDY[line][how])


@needs("haproxy")
async def test_the_files_as_they_stand(tmp_path: Path) -> None:
    status, said = await outcome("haproxy", "-c", "-f", HOSTING / "haproxy.cfg", folder=tmp_path)
    assert status == 0, said
    if shutil.which("caddy"):
        command = ("caddy", "validate", "--adapter", "caddyfile", "--config", HOSTING / "Caddyfile")
        status, said = await outcome(*command, folder=tmp_path)
        assert status == 0, said
