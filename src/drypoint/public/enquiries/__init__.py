"""A message with a report attached; the conversation that follows."""
