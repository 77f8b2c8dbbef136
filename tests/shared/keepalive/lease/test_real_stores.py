"""Stores as hosts run them: with rights, full, copied, failed over, in clusters, behind TLS."""

import asyncio
import datetime as dt
import ipaddress
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from redis.asyncio import Redis

from sandbox.ports import free_port
from sandbox.valkey.server import StoreServer
from sandbox.valkey.way import Way
from shared.config.secret import Secret
from shared.keepalive.lease.checkup import look_at_store
from shared.keepalive.lease.rehearsal import rehearse
from shared.keepalive.lease.rules import Times, Wish, token_for
from shared.keepalive.lease.settings import LeaseSettings
from shared.keepalive.lease.store import Store
from shared.keepalive.lease.troubles import StoreAway, StoreRefuses
from shared.turn.turn import Identifies
from tests.shared.keepalive.lease.instances import (
    KEYS,
    NEEDS_A_STORE,
    TIMES,
    Instances,
    instances,
    speaks,
    stop,
    take,
    until,
)

pytestmark = NEEDS_A_STORE

_ACL = re.compile(r"ACL SETUSER clanmatch on >\S+ ~clanmatch:\* -@all (.+)")
DOCS = Path("docs/scale.md").read_text()
ENOUGH = [word.removeprefix("+") for word in _ACL.findall(DOCS)[0].split()]
# redis-py asks for these by itself where it is told to, or does without them.
NOT_OURS = {"auth", "hello", "select", "ping"}
PASSWORD = "p@ss/word"


@asynccontextmanager
async def store_for_user(server: StoreServer, allowed: list[str]) -> AsyncGenerator[Store]:
    """As a user with these commands on the service's own keys."""
    async with Redis(port=server.port) as redis:
        rights = ["reset", "on", f">{PASSWORD}", "~clanmatch:*", "-@all"]
        commands = [f"+{command}" for command in allowed]
        await redis.execute_command("ACL", "SETUSER", "clanmatch", *rights, *commands)  # pyright: ignore[reportUnknownMemberType] - untyped **kwargs
        await redis.script_flush()
    store = Store.at(user_url(server.port), keys=KEYS, me=token_for("user", "1"), times=TIMES)
    try:
        yield store
    finally:
        await store.close()


def user_url(port: int) -> str:
    return f"redis://clanmatch:p%40ss%2Fword@127.0.0.1:{port}/0"


async def check(url: str) -> tuple[bool, str]:
    settings = LeaseSettings(redis_url=Secret(url), lease_ttl_sec=TIMES.ttl_s)
    found = await look_at_store(settings, service="clanmatch", shards=None)
    assert found is not None
    return found


async def look_and_rehearse(store: Store) -> None:
    await store.look()
    await rehearse(store)


async def test_the_rights_in_the_docs_are_enough_and_each_is_needed() -> None:
    async with StoreServer.open() as server:
        async with store_for_user(server, ENOUGH) as store:
            await look_and_rehearse(store)
        for missing in sorted(set(ENOUGH) - NOT_OURS):
            allowed = [command for command in ENOUGH if command != missing]
            async with store_for_user(server, allowed) as store:
                with pytest.raises(StoreRefuses) as refusal:
                    await look_and_rehearse(store)
                assert "docs/scale.md" in str(refusal.value), missing


async def all_keys(redis: Redis) -> set[str]:
    _, keys = await redis.scan(count=1000)  # pyright: ignore[reportUnknownMemberType] - untyped **kwargs
    return set(map(str, keys))


async def test_a_rehearsal_leaves_nothing_behind() -> None:
    async with instances() as them, them.in_the_store() as redis:
        before = await all_keys(redis)
        waiting = asyncio.create_task(take(them.turn("second", Wish.PATIENT)))
        await asyncio.sleep(3 * TIMES.look_every_s)
        await stop(waiting)
        assert await all_keys(redis) == before


async def test_a_store_that_forbids_scripts_is_never_spoken_with() -> None:
    """The turn could be taken and never renewed, an identify each time."""
    allowed = [command for command in ENOUGH if command not in {"evalsha", "eval"}]
    async with StoreServer.open() as server, store_for_user(server, allowed):
        well, words = await check(user_url(server.port))
        assert not well
        assert "no permissions to run the 'eval" in words
        them = Instances(server, user_url(server.port))
        taking = asyncio.create_task(take(turn := them.turn("first")))
        await until(lambda: "refuses" in turn.trouble or taking.done())
        await asyncio.sleep(TIMES.ttl_s * 1.5)
        assert not taking.done()
        async with them.in_the_store() as redis:
            assert not await redis.exists(KEYS.lease)
        await stop(taking)
        await them.close()


class Starved(Store):
    """In a process that gets its turn at the processor late."""

    async def next_term(self) -> int:
        await asyncio.sleep(TIMES.ttl_s * 1.1)
        return await super().next_term()


async def test_a_lease_that_runs_out_while_it_is_rehearsed_is_a_slow_store() -> None:
    async with StoreServer.open() as server:
        store = Starved.at(server.url, keys=KEYS, me=token_for("starved", "1"), times=TIMES)
        try:
            with pytest.raises(StoreAway, match="the store of turns is too slow"):
                await rehearse(store)
        finally:
            await store.close()


async def test_a_store_that_begins_to_refuse_costs_no_identify() -> None:
    async with instances() as them, them.in_the_store() as redis:
        few = Identifies(needed=1, remaining=900, reserve=50, reset_after_s=60.0, at_once=1)
        assert await them.turns[0].spend(few)
        await redis.config_set("requirepass", "open sesame")  # pyright: ignore[reportUnknownMemberType] - untyped **kwargs
        # The connections that stand keep their rights; new ones have none.
        fresh = them.turn("second")
        assert not await fresh.spend(few)


async def test_a_full_store_is_named_before_anything_is_begun() -> None:
    options = ("--maxmemory", "1mb", "--maxmemory-policy", "noeviction")
    async with StoreServer.open(options=options) as server:
        well, words = await check(server.url)
    assert not well
    assert "it is full" in words


async def test_a_replica_is_named() -> None:
    async with (
        StoreServer.open() as primary,
        StoreServer.open(options=("--replicaof", f"127.0.0.1 {primary.port}")) as replica,
    ):
        well, words = await check(replica.url)
        assert not well
        assert "read-only replica" in words


async def test_a_cluster_is_named() -> None:
    # Unless told, its second port is 10,000 above the first, among those of outgoing connections.
    cluster = ("--cluster-enabled", "yes", "--cluster-port", str(free_port()))
    async with StoreServer.open(options=cluster) as server:
        well, words = await check(server.url)
    assert not well
    assert "Redis Cluster" in words


async def test_a_sentinel_is_named(tmp_path: Path) -> None:
    # It wants a file that it may write to.
    configuration = tmp_path / "sentinel.conf"
    configuration.touch()
    async with StoreServer.open(options=(str(configuration), "--sentinel")) as server:
        well, words = await check(server.url)
    assert not well
    assert "Sentinel" in words


async def test_a_wrong_password_is_told_with_what_to_look_at() -> None:
    async with StoreServer.open() as server:
        async with Redis(port=server.port) as redis:
            await redis.config_set("requirepass", PASSWORD)  # pyright: ignore[reportUnknownMemberType] - untyped **kwargs
        well, words = await check(f"redis://:p%40ss@127.0.0.1:{server.port}/0")
        assert not well
        assert "invalid username-password pair" in words
        assert "%40" in words
        assert "p@ss" not in words
        right = await check(f"valkey://:p%40ss%2Fword@127.0.0.1:{server.port}/0")
        assert right == (True, "store of turns: it answers, nobody speaks")


async def test_a_private_ca_is_named_and_can_be_given(tmp_path: Path) -> None:
    certificate = make_certificates(tmp_path)
    port = free_port()
    options = (
        *("--tls-port", str(port), "--tls-auth-clients", "no"),
        *("--tls-cert-file", str(certificate), "--tls-key-file", str(tmp_path / "key.pem")),
        *("--tls-ca-cert-file", str(certificate)),
    )
    async with StoreServer.open(options=options):
        well, words = await check(f"rediss://127.0.0.1:{port}/0")
        assert not well
        assert "certificate isn't trusted: self-signed certificate" in words
        assert "ssl_ca_certs" in words
        url = f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={certificate}"
        assert await check(url) == (True, "store of turns: it answers, nobody speaks")


def make_certificates(folder: Path) -> Path:
    """A certificate that signs itself, and its key beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "store.example")])
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=36_500))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    path = folder / "certificate.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize("looked_before", [True, False], ids=["stood by", "fresh"])
async def test_a_node_known_before_is_not_trusted_after_a_failover(*, looked_before: bool) -> None:
    """It was the primary once, was copied to since, and the lease didn't come along."""
    async with (
        StoreServer.open() as first,
        StoreServer.open() as second,
        Way.open(first.port) as way,
    ):
        them = Instances(first, way.url)
        holder = them.turn("holder")
        await take(holder)
        other = them.turn("other", Wish.PATIENT)
        waiting = asyncio.create_task(take(other)) if looked_before else None
        await asyncio.sleep(TIMES.look_every_s * 3)
        # Both nodes know their own life for long; the second one knows of no lease.
        async with Redis(port=second.port) as redis:
            info = await redis.info("server")  # pyright: ignore[reportUnknownMemberType] - untyped **kwargs
            life = await copy_of_life(first) if not looked_before else f"{info['run_id']} 1.000"
            await redis.set(KEYS.life, life)
        await way.lead_to(second.port)
        waiting = waiting or asyncio.create_task(take(other))
        for _ in range(40):
            await asyncio.sleep(TIMES.ttl_s / 20)
            assert not (speaks(holder) and speaks(other))
        assert speaks(holder), "it put its lease back where everybody looks now"
        assert not waiting.done()
        await stop(waiting)
        await them.close()


async def copy_of_life(server: StoreServer) -> bytes | str:
    """What a replica has of the primary's own record."""
    async with Redis(port=server.port) as redis:
        life = await redis.get(KEYS.life)
    assert life is not None
    return life


async def test_a_promoted_replica_carries_the_lease_on() -> None:
    async with (
        StoreServer.open() as first,
        StoreServer.open(options=("--replicaof", f"127.0.0.1 {first.port}")) as second,
        Way.open(first.port) as way,
    ):
        them = Instances(first, way.url)
        holder = them.turn("holder")
        await take(holder)
        async with Redis(port=second.port) as redis:
            while not await redis.exists(KEYS.lease):  # noqa: ASYNC110 - the store can't wake us
                await asyncio.sleep(0.01)
            await redis.replicaof("NO", "ONE")  # pyright: ignore[reportUnknownMemberType] - untyped
        other = them.turn("other", Wish.PATIENT)
        await way.lead_to(second.port)
        waiting = asyncio.create_task(take(other))
        await asyncio.sleep(TIMES.ttl_s * 1.5)
        assert speaks(holder)
        assert not waiting.done()
        # Gone for good, the holder is followed by the other as ever.
        await holder.give_up()
        await waiting
        await them.close()


def test_times_leave_a_refusing_store_alone() -> None:
    assert Times(10).comes_again_s == 5
