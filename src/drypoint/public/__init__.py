"""What a stranger meets."""
