"""Both bots on a busy server: what people and monitors get, and what it costs in memory."""
