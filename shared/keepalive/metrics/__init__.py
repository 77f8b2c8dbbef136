"""What the keepalive counts: for Prometheus where its client is installed, else for nobody."""
