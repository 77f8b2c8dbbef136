"""`!figures`, and the figures of last week under the list on Mondays."""

from datetime import UTC, datetime
from typing import Any

from apps.welcomecrew.morning import records
from tests.behaviour.welcomecrew.morning.mornings import Mornings, mornings


async def placed(world: Mornings) -> tuple[Any, Any]:
    """An admin and a recruiter, who answers after two hours and places a newcomer after ten."""
    crew = world.crew
    recruiter, wren = crew.person("rita", "recruiter"), crew.person("wren")
    thread = await world.open("0042-wren-EMB", greeting=f"Welcome <@{wren.id}>!")
    world.wait(hours=2)
    await world.say(recruiter, thread, "hello")
    world.wait(hours=8)
    await world.bot_says(thread, description=f"Ticket closed by <@{recruiter.id}>")
    await world.archive(thread)
    await world.until(lambda: bool(world.rows()) and "0042" in str(world.rows()))
    world.wait(minutes=5)
    return crew.person("ada", "admin"), recruiter


async def test_figures_come_in_words_with_a_picture_and_a_table() -> None:
    async with mornings() as world:
        admin, recruiter = await placed(world)
        answer = (await admin.slash(world.crew.channel, "figures", period="3d")).response
        text = str(answer.embeds[0].description)
        assert "**1** opened, **1** placed" in text
        assert "First answer after **2 h**, placed after **10 h**" in text
        assert "EMB: 1, answered after 2 h, placed after 10 h" in text
        assert f"<@{recruiter.id}>: 1" in text
        assert [file.filename for file in answer.attachments] == ["figures.png", "figures.csv"]
        assert answer.ephemeral


async def test_histories_are_read_once_per_process() -> None:
    async with mornings() as world:
        admin, _ = await placed(world)
        await admin.slash(world.crew.channel, "figures", period="3d")
        requests = world.crew.world.env.http_requests
        before = len(requests)
        await admin.slash(world.crew.channel, "figures", period="3d")
        paths = [f"{entry.method} {entry.path}" for entry in requests[before:]]
        assert paths
        assert not [path for path in paths if path.endswith("/messages")]


async def test_the_cost_is_said_before_many_threads_are_read(monkeypatch: Any) -> None:
    monkeypatch.setattr(records, "MANY", 0)
    async with mornings() as world:
        admin, _ = await placed(world)
        await admin.send(world.crew.channel, "!figures 3d")
        cost, figures = world.crew.channel.history()[-2:]
        assert "histories of 1 thread, one request each" in cost.content
        assert figures.embeds[0].title == "Figures"


async def test_no_period_is_answered() -> None:
    async with mornings() as world:
        answer = await world.crew.ask(world.crew.person("ada", "admin"), "!figures often")
        assert "such as `30d`" in answer.content


async def test_on_mondays_last_weeks_figures_stand_under_the_list_once() -> None:
    async with mornings() as world:
        await placed(world)
        monday = datetime(2026, 11, 30, 7, 30, tzinfo=UTC)
        world.wait(seconds=(monday - world.clock.now()).total_seconds())
        assert await world.job() == "posted the list of 2026-11-30; posted the figures of last week"
        morning, figures = world.lists()
        assert morning.mention_role_ids
        assert not figures.mention_role_ids
        assert "**1** opened, **1** placed" in figures.embeds[0]["description"]
        assert await world.job() == "the list of 2026-11-30 is posted already; its figures as well"
        world.delete(figures)
        await world.crew.restart()
        assert "somebody deleted them" in await world.job()
        assert len(world.lists()) == 1
