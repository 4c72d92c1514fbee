"""Base templates, styles, fonts and page furniture: the one place for how it looks."""
