"""GET /gateway and /gateway/bot: where to connect, and the identify budget."""

from sandbox.discord.calls import Call, Route
from sandbox.discord.gateway.gateway import Gateway
from sandbox.discord.wire import Json


def routes(gateway: Gateway) -> tuple[Route, ...]:

    def address(call: Call) -> Json:
        return {"url": f"{gateway.base_url}/{call.app.name}"}

    def with_budget(call: Call) -> Json:
        limit, advice = gateway.identifies.limit(call.app), call.app.advice
        return {
            "url": f"{gateway.base_url}/{call.app.name}",
            "shards": advice.shards,
            "session_start_limit": {
                "total": limit.total,
                "remaining": limit.remaining,
                "reset_after": round(limit.reset_after * 1000),
                "max_concurrency": advice.max_concurrency,
            },
        }

    return Route("GET", "/gateway", address), Route("GET", "/gateway/bot", with_budget)
