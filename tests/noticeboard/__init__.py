"""A throw-away room: a folder plus one line in the settings. It plugs into everything that can be plugged into."""
