"""The practice itself: its name, address, languages and numbers."""
