"""The gateway: sessions, what each hears, and how a connection lives and ends."""
