"""A person who uses clanmatch's panels in the sandbox."""

from collections.abc import Callable, Iterator

from sandbox.discord.people.interactions import Asked
from sandbox.discord.people.person import Person
from sandbox.discord.wire import Payload
from sandbox.server import Sandbox

_PATIENCE_S = 10.0


class PanelUser:
    """Presses by the short names that the custom ids hold (`cv`, `go`, `vs` …)."""

    def __init__(self, box: Sandbox, person: Person, channel: int) -> None:
        self._box = box
        self._person = person
        self._channel = channel

    async def open_panel(self) -> int:
        """`!clansearch`; the id of its panel."""
        return await self.ask("!clansearch", lambda message: "cv" in control_ids(message))

    async def search(self, panel: int) -> int:
        """Press Search; the id of the results."""
        return await self._after(
            lambda: self.press(panel, "go"), lambda message: "vp" in control_ids(message)
        )

    async def ask(self, text: str, wanted: Callable[[Payload], bool]) -> int:
        """Say something and wait for the wanted message; its id."""
        return await self._after(lambda: self._person.say(self._channel, text), wanted)

    def press(self, message: int, control: str) -> Asked:
        """Press a control, as the message offers it now: its custom id changes with each use."""
        shown = self._box.world.backend.get_message(self._channel, message)
        return self.click(message, control_ids({"components": shown.components})[control])

    def click(self, message: int, custom_id: str) -> Asked:
        """Press a button by its custom id."""
        return self._person.click(self._channel, message, custom_id)

    async def _after(self, act: Callable[[], object], wanted: Callable[[Payload], bool]) -> int:
        before = {message["id"] for message in self._person.reads(self._channel)}
        act()

        def found() -> Iterator[Payload]:
            for message in self._person.reads(self._channel):
                if message["id"] not in before and wanted(message):
                    yield message

        await self._box.records.until(lambda: any(found()), _PATIENCE_S)
        return int(next(found())["id"])


def control_ids(message: Payload) -> dict[str, str]:
    """The custom ids of a panel's or results' controls, by the control's short name."""
    ids = (
        str(control.get("custom_id", ""))
        for row in message.get("components") or ()
        for control in row["components"]
    )
    return {parts[2]: custom_id for custom_id in ids if len(parts := custom_id.split(":")) > 3}
