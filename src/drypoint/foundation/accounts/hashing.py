"""Argon2id within bounds: a sign-in takes 19 MiB, and two are compared at a time.

Django's default takes 100 MB for each, and all threads at once; a small machine has no room for that. The parameters
are the first that OWASP names. A password that was hashed by others is hashed anew at its next use.
"""

from __future__ import annotations

import threading

from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE = 2
_places = threading.BoundedSemaphore(AT_ONCE)


class PasswordHasher(Argon2PasswordHasher):
    """Django's, smaller, and a few at a time."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Hash a password when it is its turn."""
        with _places:
            return str(super().encode(password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        """Compare a password when it is its turn."""
        with _places:
            return bool(super().verify(password, encoded))
