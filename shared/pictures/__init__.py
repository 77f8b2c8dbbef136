"""Work on pictures: the one place that knows Pillow, which is imported when there is work."""
