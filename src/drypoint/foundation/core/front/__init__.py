"""What stands before a view: finished pages, limits on what comes in, and the headers of every answer."""
