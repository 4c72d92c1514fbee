"""Where people and machines come in to look across the whole practice."""
