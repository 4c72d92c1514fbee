"""Filters and tags of the enquiries' templates."""
