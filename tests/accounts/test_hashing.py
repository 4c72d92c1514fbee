"""How dear a password is: little memory, few at a time, and older ones moved over."""

from __future__ import annotations

import threading

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password

from drypoint.foundation.accounts.hashing import AT_ONCE, PasswordHasher

OWN = "drypoint.foundation.accounts.hashing.PasswordHasher"


def test_a_password_takes_nineteen_megabytes() -> None:
    assert PasswordHasher().encode("secret", "a" * 22).startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("hasher", [PasswordHasher, Argon2PasswordHasher])
def test_passwords_of_before_open_and_are_hashed_anew(settings: object, hasher: type[Argon2PasswordHasher]) -> None:
    settings.PASSWORD_HASHERS = [OWN]  # type: ignore[attr-defined]
    encoded = hasher().encode("secret", "a" * 22)
    anew: list[str] = []
    assert check_password("secret", encoded, setter=anew.append)
    assert not check_password("wrong", encoded)
    assert anew == ([] if hasher is PasswordHasher else ["secret"])


def test_a_few_are_compared_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    guard, inside, most = threading.Lock(), 0, 0
    full = threading.Barrier(AT_ONCE)

    def slow(self: object, password: str, encoded: str) -> bool:
        nonlocal inside, most
        with guard:
            inside += 1
            most = max(most, inside)
        full.wait(10)
        with guard:
            inside -= 1
        return True

    monkeypatch.setattr(Argon2PasswordHasher, "verify", slow)
    threads = [threading.Thread(target=PasswordHasher().verify, args=("", "")) for _each in range(4 * AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert most == AT_ONCE
