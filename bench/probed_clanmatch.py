"""clanmatch with a lag probe beside it: `python -m bench.probed_clanmatch`."""

from apps.clanmatch.app import APP
from bench.lag_probe import LagProbe
from shared.features.running import run
from shared.keepalive.lifetime import ExitStatus, run_process
from shared.logs.setup import set_up_logging


async def main() -> ExitStatus:
    settings = APP.settings.load()
    set_up_logging(level=settings.log_level, secrets=[])
    async with LagProbe.running():
        return await run(APP, settings)


if __name__ == "__main__":
    run_process(main())
