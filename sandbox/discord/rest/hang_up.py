"""An answer that never comes: the connection is closed instead of it, or in the middle of it."""

from aiohttp import web

from sandbox.discord.faults import HangUp

# For the record only: nobody gets to read it.
_NOBODY_READS = 499
_PROMISED = 4_096


async def hang_up(request: web.Request, way: HangUp) -> web.StreamResponse:
    if way is HangUp.HALFWAY:
        headers = {"Content-Type": "application/json", "Content-Length": str(_PROMISED)}
        response: web.StreamResponse = web.StreamResponse(headers=headers)
        await response.prepare(request)
        await response.write(b'{"id": "')
    else:
        response = web.Response(status=_NOBODY_READS)
    if request.transport is not None:
        request.transport.close()
    return response
