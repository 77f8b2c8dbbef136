"""Pictures and files, and the addresses where they are."""
