"""Nobody is on call: what fails for half an hour rings once, and tells when it is over."""

from dataclasses import replace

from shared.keepalive.components import ComponentFailing
from tests.behaviour.welcomecrew.crew import Crew, open_crew
from tests.fakes.clock import ManualClock

MINUTE_S = 60.0


async def test_half_an_hour_of_failure_rings_once() -> None:
    clock = ManualClock()
    async with open_crew(clock=clock) as crew:
        role = crew.roles["lead"].id
        told = {"log_channel_id": crew.channel.id, "alert_role_id": role}
        crew.settings = replace(crew.settings, **told)
        await crew.restart()
        well = False

        async def drill() -> str:
            if not well:
                raise ComponentFailing("the drill is on")
            return "over"

        async def looks(after_min: float) -> list[str]:
            clock.move(after_min * MINUTE_S)
            await crew.keepalive.components.refresh("drill")
            await crew.keepalive.jobs.run_now("alarm")
            return calls(crew)

        crew.keepalive.components.register("drill", drill)
        assert await looks(0) == []
        assert await looks(29) == []
        (call,) = await looks(2)
        assert call.startswith(f"<@&{role}> 🔴 **drill** has been failing for 31 minutes")
        assert await looks(60) == [call]
        well = True
        assert (await looks(1))[1] == "🟢 **drill** is well again, after 91 minutes."
        assert len(await looks(60)) == 2


def calls(crew: Crew) -> list[str]:
    """What stands in the log channel about it, oldest first."""
    lines = [message.content for message in crew.channel.history()]
    return sorted((line for line in lines if "drill" in line), key=lambda line: "🟢" in line)


async def test_nobody_is_named_nobody_is_called() -> None:
    async with open_crew() as crew:
        assert "alarm" not in [job.name for job in crew.keepalive.jobs.states()]
