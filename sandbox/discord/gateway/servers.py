"""Which servers a session has: unavailable and back, late at the start, kicked and invited.

And which channels its bot sees there: whoever comes to see one is sent its threads.
"""

from sandbox.discord.apps import App
from sandbox.discord.faults import Faults
from sandbox.discord.faults import Gateway as Fault
from sandbox.discord.gateway import events
from sandbox.discord.gateway.sessions import Session, Sessions, dumps
from sandbox.discord.simcord_door import Guild, channel_accessible
from sandbox.discord.world.world import World

# What may change the permissions of a bot. Discord sends nothing of its own to one that has lost
# sight of a channel, only the event of this list that was the cause.
_CHANGES_SIGHT = frozenset(
    {"CHANNEL_UPDATE", "GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE", "GUILD_MEMBER_UPDATE"}
)


class Servers:
    """Keeps the servers and channels of every session as the faults want them."""

    def __init__(self, world: World, faults: Faults, sessions: Sessions) -> None:
        self._world = world
        self._faults = faults
        self._sessions = sessions
        self._deaf: frozenset[tuple[Fault, str, int]] = frozenset()
        # By bot and server: its roles at the time when it was kicked.
        self._kicked: dict[tuple[str, int], list[int]] = {}
        self._seen: dict[str, set[int]] = {}

    # ---------------------------------------------------------------- sessions

    def of(self, session: Session) -> list[Guild]:
        """The servers of the session's bot that belong to its shard."""
        guilds = self._world.backend.guilds.values()
        return [g for g in guilds if session.app.user_id in g.members and session.owns(g.id)]

    def greet(self, session: Session) -> None:
        """A session begins: GUILD_CREATE of each server that is there."""
        self._seen[session.app.name] = self._sight(session.app)
        late = self._is_on(Fault.SERVER_LATE, session)
        for guild in self.of(session):
            if late or self._is_on(Fault.SERVER_AWAY, session):
                session.absent.add(guild.id)
            else:
                self._create(session, guild.id)

    # ------------------------------------------------------------------ faults

    def look(self) -> None:
        """The faults may have changed."""
        self._look_for_kicked()
        for session in self._sessions:
            self._look_for_absent(session)
        self._look_for_deaf()

    def _look_for_deaf(self) -> None:
        on = frozenset(it for it in self._faults.lasting if it[0] is Fault.DEAF)
        fresh, self._deaf = on - self._deaf, on
        for session in self._sessions:
            name, shard = session.app.name, session.shard[0]
            meets = Faults(lasting=set(fresh)).is_on(Fault.DEAF, name, shard)
            session.deaf = meets or (session.deaf and self._is_on(Fault.DEAF, session))

    def _look_for_absent(self, session: Session) -> None:
        away = self._is_on(Fault.SERVER_AWAY, session)
        late = self._is_on(Fault.SERVER_LATE, session)
        for guild in self.of(session):
            absent = guild.id in session.absent
            if away and not absent:
                session.absent.add(guild.id)
                gone = {"id": str(guild.id), "unavailable": True}
                session.dispatch("GUILD_DELETE", dumps(gone))
            elif absent and not away and not late:
                session.absent.discard(guild.id)
                self._create(session, guild.id)

    def _look_for_kicked(self) -> None:
        for app in self._world.apps.values():
            for guild in self._world.backend.guilds.values():
                out = self._faults.is_on(Fault.KICKED, app.name)
                key = (app.name, guild.id)
                if out and app.user_id in guild.members:
                    self._kicked[key] = list(guild.members[app.user_id].role_ids)
                    self._kick(app, guild)
                elif not out and key in self._kicked:
                    self._invite(app, guild, self._kicked.pop(key))

    def _kick(self, app: App, guild: Guild) -> None:
        for session in self._having(app, guild):
            session.absent.discard(guild.id)
            # Without `unavailable`: that is how a bot knows that it is no outage.
            session.dispatch("GUILD_DELETE", dumps({"id": str(guild.id)}))
        self._world.backend.remove_member(guild.id, app.user_id)

    def _invite(self, app: App, guild: Guild, roles: list[int]) -> None:
        sessions = self._having(app, guild)
        for session in sessions:
            session.absent.add(guild.id)
        self._world.backend.add_member(guild.id, app.user_id, roles=roles, announce=True)
        self._seen[app.name] = self._sight(app)
        for session in sessions:
            session.absent.discard(guild.id)
            self._create(session, guild.id, joined=True)

    def _having(self, app: App, guild: Guild) -> list[Session]:
        return [it for it in self._sessions if it.app is app and it.owns(guild.id)]

    def _create(self, session: Session, guild_id: int, *, joined: bool = False) -> None:
        if not session.intents.guilds:
            return
        backend = self._world.backend
        created = events.guild_create(backend, session.app, session.intents, guild_id)
        if joined:
            del created["unavailable"]
        session.dispatch("GUILD_CREATE", dumps(created))

    def _is_on(self, fault: Fault, session: Session) -> bool:
        return self._faults.is_on(fault, session.app.name, session.shard[0])

    # ------------------------------------------------------------------- sight

    def after(self, event: str) -> None:
        """An event was sent: whoever sees channels by it that it didn't see gets their threads."""
        if event not in _CHANGES_SIGHT:
            return
        for app in {session.app.name: session.app for session in self._sessions}.values():
            now = self._sight(app)
            gained = now - self._seen.get(app.name, now)
            self._seen[app.name] = now
            if gained:
                self._tell_threads(app, gained)

    def _sight(self, app: App) -> set[int]:
        """The channels that the bot sees, threads apart."""
        backend = self._world.backend
        return {
            channel.id
            for channel in backend.channels.values()
            if not channel.is_thread and channel_accessible(backend, channel.id, app.user_id)
        }

    def _tell_threads(self, app: App, gained: set[int]) -> None:
        backend = self._world.backend
        for session in self._sessions:
            if session.app is not app or not session.intents.guilds:
                continue
            for guild in self.of(session):
                parents = gained & set(guild.channel_ids)
                if parents and guild.id not in session.absent:
                    synced = events.thread_list(backend, app, parents, guild.id)
                    session.dispatch("THREAD_LIST_SYNC", dumps(synced))
