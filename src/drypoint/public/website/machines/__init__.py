"""What machines read of the site: its map and its feed."""
