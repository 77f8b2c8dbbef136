"""Which form belongs to which route."""

from sandbox.discord.calls import Route, RouteTable
from sandbox.discord.forms import commands, messages, threads

_MESSAGES = "/channels/{channel_id}/messages"
_WEBHOOK = "/webhooks/{webhook_id}/{token}"
_GLOBAL = "/applications/{application_id}/commands"
_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"

# Each handler returns the body as the route's own handler is to see it.
FORMS = RouteTable(
    (
        Route("POST", _MESSAGES, messages.sent),
        Route("POST", f"{_MESSAGES}/bulk-delete", messages.deleted_together),
        Route("PATCH", f"{_MESSAGES}/{{message_id}}", messages.edited),
        Route("POST", "/interactions/{interaction_id}/{token}/callback", messages.answered),
        Route("POST", _WEBHOOK, messages.followed_up),
        Route("PATCH", f"{_WEBHOOK}/messages/{{message_id}}", messages.answer_edited),
        Route("PATCH", "/channels/{channel_id}", threads.changed),
        Route("POST", "/channels/{channel_id}/threads", threads.opened),
        Route("POST", f"{_MESSAGES}/{{message_id}}/threads", threads.opened_at_message),
        *(Route("PUT", scope, commands.replaced) for scope in (_GLOBAL, _GUILD)),
        *(Route("POST", scope, commands.made) for scope in (_GLOBAL, _GUILD)),
        *(
            Route("PATCH", f"{scope}/{{command_id}}", commands.changed)
            for scope in (_GLOBAL, _GUILD)
        ),
    )
)
