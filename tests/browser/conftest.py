"""One real demo, one mail server that keeps what it gets, one real browser."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import axe_playwright_python
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import accessibility

ROOT = Path(__file__).resolve().parents[2]
AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text()
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Postbox:
    """What the mail server was given, in order."""

    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        mail = message_from_bytes(envelope.content or b"", policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 kept"

    def wait_for(self, address: str, number: int = 1) -> EmailMessage:
        """Return the number-th mail to the address, as soon as the worker has sent it."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            found = [mail for mail in self.mails if mail["To"] == address]
            if len(found) >= number:
                return found[number - 1]
            time.sleep(0.1)
        raise AssertionError(f"No mail number {number} came for {address}.")


@dataclass(frozen=True)
class Demo:
    """Where the demo answers, its passwords, and its mail."""

    url: str
    passwords: dict[str, str]
    postbox: Postbox
    environment: dict[str, str]

    def run(self, *words: str) -> str:
        """Run a `drypoint` command on the demo's data and return what it prints."""
        command = [sys.executable, "-m", "drypoint.project.cli", *words]
        return subprocess.run(
            command, env=self.environment, cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        assert process.poll() is None, "the demo did not start"
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the demo did not answer within ten minutes")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    postbox = Postbox()
    controller = Controller(postbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    data, port = tmp_path_factory.mktemp("demo"), free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DRYPOINT_", "DJANGO_"))}
    environment |= {"DRYPOINT_DATA": str(data), "DRYPOINT_URL": url, "PYTHONPATH": str(ROOT / "src")}
    environment["DRYPOINT_SMTP_URL"] = f"smtp://127.0.0.1:{controller.port}"
    command = [sys.executable, "-m", "drypoint.project.cli", "serve", "--demo", "--port", str(port)]
    with (data / "log.txt").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
        try:
            wait_until_up(url, process)
            pairs = re.findall(r"^(\w+)@\S+\s+(\S+)$", (data / "demo-signins.txt").read_text(), re.MULTILINE)
            yield Demo(url, dict(pairs), postbox, environment)
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0
            controller.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en")
    yield context
    context.close()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Write what a run that passed has seen, where that is asked for."""
    if session.config.getoption("--write-accessibility") and exitstatus == 0:
        axe = re.match(r"/\*! axe v([\d.]+)", AXE)
        accessibility.write(axe[1] if axe else "", datetime.now(UTC).date())


def sign_in(context: BrowserContext, demo: Demo, role: str) -> Page:
    """Return a page of the demo's member of staff, signed in."""
    page = context.new_page()
    page.goto(f"{demo.url}/account/login/")
    page.locator("[name=login]").fill(f"{role}@inkwell.example")
    page.locator("[name=password]").fill(demo.passwords[role])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()
    assert "/account/" not in page.url
    return page
