"""`python -m apps.clanmatch`."""

from apps.clanmatch.app import main

if __name__ == "__main__":
    main()
