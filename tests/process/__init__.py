"""Real processes against real sockets."""
