"""`python -m apps.clanmatch`."""

import gc

if __name__ == "__main__":
    # Nothing of what is imported can be collected yet; looking through it took a sixth of the
    # start. `run_process` switches it on again.
    gc.disable()

    from apps.clanmatch.app import main

    main()
