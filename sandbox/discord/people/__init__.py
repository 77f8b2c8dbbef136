"""What people do on the server, and what an admin does to it."""
