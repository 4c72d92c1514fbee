"""The public atlas below an AtlasPage: the body map, a page for each place and for each muscle.

It explains and never diagnoses: what must not wait stands first, and how deep a needle goes stands nowhere here.
"""
