"""A lease in Valkey or Redis: of several instances of a bot one holds it, and only that speaks."""
