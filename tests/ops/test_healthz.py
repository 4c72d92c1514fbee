"""`/healthz`."""

from __future__ import annotations

from unittest import mock

import pytest
from django.db import OperationalError, connection
from django.test import Client


@pytest.mark.django_db
def test_it_says_ok_and_is_not_kept(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "checks": {"database": "ok"}}
    assert "no-store" in response.headers["Cache-Control"]
    assert not response.cookies


@pytest.mark.django_db
def test_without_its_database_it_names_the_check_and_nothing_else(client: Client) -> None:
    secret = OperationalError("password=s3cret host=db.internal")
    with mock.patch.object(connection, "cursor", side_effect=secret), mock.patch.object(connection, "close"):
        response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json() == {"status": "failed", "checks": {"database": "failed"}}


@pytest.mark.django_db
def test_it_is_only_read(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
