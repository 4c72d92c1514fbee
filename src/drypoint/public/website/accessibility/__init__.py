"""How accessible the pages are, as the last run of the browser's tests found it; the page about it says so."""

from drypoint.public.website.accessibility.statement import sections_of

__all__ = ["sections_of"]
