"""`python -m apps.welcomecrew`."""

import gc


def main() -> None:
    """Import the bot and run it."""
    # Nothing of what is imported can be collected yet; looking through it took a sixth of the
    # start. `run_process` switches it on again.
    gc.disable()

    from apps.welcomecrew.app import main as run  # noqa: PLC0415 - see above

    run()


if __name__ == "__main__":
    main()
