"""Bots of other libraries in the sandbox: what it gets wrong shows where discord.py forgives."""
