"""What the gateway can do to a bot, and what the server can."""

from sandbox.control.switches.kinds import SERVER, Switch, forbids, lasting, once
from sandbox.discord.faults import Faults, Gateway

SWITCHES: tuple[Switch, ...] = (
    lasting(
        Gateway.REFUSE,
        "Pull the plug",
        "Connections drop and every new one is refused.",
        cuts=True,
    ),
    lasting(
        Gateway.SILENT, "Go silent", "The socket stays open; nothing comes through it any more."
    ),
    lasting(Gateway.STOP_ACKS, "Stop ACKs", "Heartbeats go unanswered while events still flow."),
    lasting(
        Gateway.CUT_EACH,
        "Drop each connection",
        "Every connection dies right after HELLO.",
        cuts=True,
    ),
    lasting(
        Gateway.RESUME_HOST_DEAD,
        "Dead resume host",
        "The address for resuming is dead, the ordinary one works.",
        cuts=True,
    ),
    lasting(
        Gateway.DEAF,
        "Deaf session",
        "Heartbeats are answered, no event comes through; a session that begins anew hears.",
    ),
    once(
        "deafen",
        "Deaf connection",
        "The open connection brings no event any more; the next one brings all of them.",
        Faults.deafen,
    ),
    lasting(
        Gateway.MEMBERS_AWAY,
        "No answer about members",
        "Requests for members go unanswered while events still flow.",
    ),
    once("cut", "Cut once", "Drop the open connection; the next one works.", Faults.cut),
    once(
        "reconnect", "Ask to reconnect", "Op 7: the bot resumes, nothing is lost.", Faults.reconnect
    ),
    once(
        "invalidate-resumable",
        "Invalid session, resumable",
        "Op 9 with true: the bot may resume.",
        lambda faults, bot: faults.invalidate(bot, resumable=True),
    ),
    once("invalidate", "Invalid session", "Op 9: the bot must identify anew.", Faults.invalidate),
    once(
        "close-4009",
        "Close with 4009",
        "Session timed out.",
        lambda faults, bot: faults.close(4009, bot),
    ),
    once(
        "close-4004",
        "Close with 4004",
        "Authentication failed: fatal, the bot ends with status 78.",
        lambda faults, bot: faults.close(4004, bot),
    ),
    lasting(
        Gateway.SERVER_AWAY,
        "Server unavailable",
        "An outage of this server alone: the gateway works, and tells nothing of it.",
        group=SERVER,
    ),
    lasting(
        Gateway.SERVER_LATE,
        "Server comes late",
        "A session that begins now gets the server when this is switched off; restart the bot.",
        group=SERVER,
    ),
    lasting(
        Gateway.KICKED,
        "Kicked",
        "The bot is no member any more; switched off, it is invited again with its roles.",
        group=SERVER,
    ),
    forbids(
        "hide-welcome",
        "Hide #welcome-tickets",
        "The bot no longer sees the channel and its threads.",
        channel="welcome_tickets",
        permission="view_channel",
    ),
    forbids(
        "hide-promo",
        "Hide #promo-tickets",
        "The bot no longer sees the channel and its threads.",
        channel="promo_tickets",
        permission="view_channel",
    ),
    forbids(
        "no-history-welcome",
        "No history in #welcome-tickets",
        "The bot sees what is said, but can't read what was said before.",
        channel="welcome_tickets",
        permission="read_message_history",
    ),
)
