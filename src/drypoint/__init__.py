"""Drypoint: the self-hosted practice system for clinics that offer dry needling."""

__version__ = "0.1.0"
