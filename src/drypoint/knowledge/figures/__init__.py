"""Accessible SVG, drawn by rule: engraved muscle, mechanism, plots."""
