"""Outcome instruments: what their points mean."""
