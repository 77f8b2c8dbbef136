"""`python -m apps.welcomecrew`."""

from apps.welcomecrew.app import main

if __name__ == "__main__":
    main()
