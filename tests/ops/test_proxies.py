"""Whether the proxy in front lets visitors pretend to be somebody else, as doctor finds it out."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_network
from typing import Any

import pytest
from django.test import Client

from drypoint.project import proxies
from drypoint.project.healthz import PROBE


class Proxy(BaseHTTPRequestHandler):
    """Answers what Drypoint would, behind a proxy that drops names with underscores or does not."""

    drops = False

    def do_GET(self) -> None:
        arrived = any(name.lower() == PROBE.lower() for name in self.headers) and not self.drops
        content = b'{"probe": "arrived"}' if arrived else b"{}"
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def proxy(settings: Any) -> Iterator[type[Proxy]]:
    class Own(Proxy):
        pass

    server = HTTPServer(("127.0.0.1", 0), Own)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    settings.CONFIG = dataclasses.replace(
        settings.CONFIG,
        url=f"http://127.0.0.1:{server.server_port}",
        trusted_proxies=1,
        proxy_addresses=(ip_network("127.0.0.1"),),
    )
    yield Own
    server.shutdown()
    server.server_close()
    serving.join()


@pytest.mark.parametrize(("drops", "level"), [(True, "ok"), (False, "warning")])
def test_doctor_tells_a_proxy_that_drops_underscores_from_one_that_does_not(
    proxy: type[Proxy], *, drops: bool, level: str
) -> None:
    proxy.drops = drops
    assert [(found.id, found.level) for found in proxies.check()] == [("proxy.headers", level)]


def test_doctor_tells_that_everybody_is_believed_like_the_proxy(proxy: type[Proxy], settings: Any) -> None:
    settings.CONFIG = dataclasses.replace(settings.CONFIG, proxy_addresses=())
    assert [found.id for found in proxies.check()] == ["proxy.address", "proxy.headers"]


def test_a_proxy_that_cannot_be_reached_is_a_warning(settings: Any) -> None:
    settings.CONFIG = dataclasses.replace(
        settings.CONFIG, url="http://127.0.0.1:1", trusted_proxies=1, proxy_addresses=(ip_network("127.0.0.1"),)
    )
    (found,) = proxies.check()
    assert (found.id, found.level) == ("proxy.headers", "warning")


def test_without_a_proxy_nothing_is_asked(settings: Any) -> None:
    settings.CONFIG = dataclasses.replace(settings.CONFIG, trusted_proxies=0)
    assert list(proxies.check()) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("sent", "tells"), [({}, False), ({PROBE.replace("_", "-"): "1"}, True)])
def test_healthz_says_whether_the_probe_arrived(client: Client, sent: dict[str, str], *, tells: bool) -> None:
    assert ("probe" in client.get("/healthz", headers=sent).json()) is tells
