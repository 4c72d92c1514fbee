"""Pure Python: no Django, no clock, no network; importable as a library."""
