"""A host for the bots on this machine: starts, restarts, deploys."""
