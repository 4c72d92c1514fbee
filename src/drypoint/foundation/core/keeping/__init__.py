"""What the practice must not lose: its key, its database, its backups."""
