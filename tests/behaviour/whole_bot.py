"""A whole bot among simulated people, with a workbook in memory."""

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from shared.features.app import App
from shared.features.bot import FeatureBot
from shared.features.building import build_bot
from shared.features.ground import Ground
from shared.keepalive.service import Keepalive
from shared.timing.clock import Clock
from tests.behaviour.simulated import Simulated
from tests.fakes.shaken_workbook import ShakenWorkbook

G = TypeVar("G", bound=Ground)
C = TypeVar("C", bound=Clock)


@dataclass(kw_only=True)
class WholeBot(Generic[G, C]):
    """The running bot, its world, and who and what is in it; `restart` is its first start too."""

    app: App[G, Any]
    world: Simulated
    workbook: ShakenWorkbook
    clock: C
    settings: Any
    """Put together at run time, so that its fields have no static type."""
    channel: Any
    roles: dict[str, Any]
    bot: FeatureBot[G] = field(init=False)
    keepalive: Keepalive = field(init=False)

    def person(self, name: str, *roles: str) -> Any:
        """A member with roles by name: admin, lead, recruiter."""
        return self.world.person(name, *(self.roles[role] for role in roles))

    async def ask(self, person: Any, text: str) -> Any:
        """Say something in the common channel; gives the last message there afterwards."""
        await person.send(self.channel, text)
        return self.channel.last_message

    def said(self, *words: str) -> bool:
        """Whether a message in the common channel holds all of these."""
        texts = [message.content for message in self.channel.history()]
        return any(all(word in text for word in words) for text in texts)

    async def restart(self) -> None:
        """A new process of the same bot in the same world; nothing is in memory any more."""
        settings, clock = self.settings, self.clock
        self.keepalive = Keepalive(service=self.app.service, settings=settings, clock=clock)
        self.bot = build_bot(
            self.app, settings, keepalive=self.keepalive, workbook=self.workbook, clock=clock
        )
        await self.world.env.restart_bot(self.bot)


def make_roles(guild: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The roles by name, and the settings that name them."""
    roles = {name: guild.create_role(name) for name in ("admin", "lead", "recruiter")}
    return roles, {f"{name}_role_ids": frozenset({role.id}) for name, role in roles.items()}
