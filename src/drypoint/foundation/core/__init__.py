"""Audit, outbox, jobs, clock, signed links, documents and checks."""
