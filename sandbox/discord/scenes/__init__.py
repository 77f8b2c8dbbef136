"""Servers to begin with."""
