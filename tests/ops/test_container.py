"""The image and the compose file: no root, nothing secret in them, and what they name is there."""

from __future__ import annotations

import argparse
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from drypoint.project import config
from drypoint.project.commands import serve
from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICE: dict[str, Any] = COMPOSE["services"]["drypoint"]
SECRETS_FOLDER = "/run/secrets/"


def _instructions() -> list[tuple[str, str]]:
    """Return the Containerfile's instructions in order, each with what stands behind it."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Containerfile").read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in text.splitlines() if line.strip()]


IMAGE = _instructions()


def _said(name: str) -> list[str]:
    return [rest for instruction, rest in IMAGE if instruction == name]


def _last_user() -> str:
    return _said("USER")[-1]


def test_the_image_is_run_by_a_user_of_its_own_with_a_number() -> None:
    uid, gid = map(int, _last_user().split(":"))
    assert min(uid, gid) > 0
    (made,) = [rest for rest in _said("RUN") if "useradd" in rest]
    assert f"--uid {uid} --gid {gid}" in made
    assert f"groupadd --gid {gid} " in made


def test_nothing_is_done_by_root_after_the_user_is_chosen() -> None:
    names = [instruction for instruction, _rest in IMAGE]
    assert not {"RUN", "COPY", "ADD"} & set(names[names.index("USER") :])
    assert len(_said("USER")) == 1


def test_only_pinned_packages_are_installed_and_nothing_is_fetched_into_it() -> None:
    installs = [part for rest in _said("RUN") for part in rest.split("&&") if "pip install" in part]
    assert [("--no-deps" in part, "--no-cache-dir" in part) for part in installs] == [(True, True)] * 2
    assert "--require-hashes" in installs[0]
    assert _said("ADD") == []
    assert _said("COPY") == ["dist/ /opt/dist/"]


def test_the_base_is_a_python_that_the_pins_are_for() -> None:
    (base,) = _said("FROM")
    version = re.search(r"python:(\d+\.\d+)-", base)
    assert version is not None
    assert PROJECT["requires-python"] == f">={version[1]}"


def test_nothing_beside_dist_goes_to_whoever_builds() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert [line for line in lines if not line.startswith("#")] == ["*", "!dist"]


def test_whether_it_is_well_is_asked_where_it_listens() -> None:
    (check,) = _said("HEALTHCHECK")
    (port,) = _said("EXPOSE")
    command = json.loads(check[check.index("CMD") + 3 :])
    assert f"http://127.0.0.1:{port}/healthz" in command[-1]
    compile(command[-1], "healthcheck", "exec")
    # The first start of a new version migrates; stopped in the middle it would begin again for ever.
    assert int(re.findall(r"--start-period=(\d+)s", check)[0]) >= 120


def test_it_starts_by_words_that_serve_knows_and_gets_its_signals_itself() -> None:
    program, command, *words = json.loads(_said("CMD")[0])
    parser = argparse.ArgumentParser()
    serve.add_arguments(parser)
    assert (program, command) == ("drypoint", "serve")
    assert str(parser.parse_args(words).port) == _said("EXPOSE")[0]
    assert _said("STOPSIGNAL") == ["SIGTERM"]
    assert int(SERVICE["stop_grace_period"].removesuffix("s")) > 2 * serve.STOP_SECONDS


def test_every_folder_that_is_written_to_is_a_volume_that_outlives_it() -> None:
    volumes = set(json.loads(_said("VOLUME")[0]))
    mounted = dict(reversed(volume.split(":")) for volume in SERVICE["volumes"])
    assert set(mounted) == volumes
    assert set(mounted.values()) == set(COMPOSE["volumes"])
    environment = {**dict(part.split("=", 1) for part in _said("ENV")[0].split()), **SERVICE["environment"]}
    assert {environment["DRYPOINT_DATA"], environment["DRYPOINT_BACKUP_FOLDER"]} == volumes
    (made,) = [rest for rest in _said("RUN") if "install -d" in rest]
    assert all(volume in made for volume in volumes)


def test_the_compose_file_gives_it_no_more_than_it_needs() -> None:
    assert SERVICE["read_only"] is True
    assert SERVICE["cap_drop"] == ["ALL"]
    assert SERVICE["security_opt"] == ["no-new-privileges:true"]
    assert set(SERVICE["deploy"]["resources"]["limits"]) == {"memory", "cpus", "pids"}
    assert not {"privileged", "network_mode", "pid", "ipc", "devices", "cap_add", "user"} & set(SERVICE)


def test_it_listens_on_this_machine_alone_and_a_proxy_of_yours_stands_in_front() -> None:
    assert SERVICE["ports"] == [f"127.0.0.1:8000:{_said('EXPOSE')[0]}"]
    assert SERVICE["environment"]["DRYPOINT_TRUSTED_PROXIES"] == "1"


def test_the_image_is_named_by_this_version() -> None:
    assert SERVICE["image"] == f"drypoint:{PROJECT['version']}"
    assert SERVICE["build"]["dockerfile"] == "Containerfile"


def test_no_secret_stands_in_the_compose_file_or_the_image() -> None:
    environment = SERVICE["environment"]
    assert not set(config.SECRETS) & {*environment, *(part.split("=")[0] for part in _said("ENV")[0].split())}
    held = {value.removeprefix(SECRETS_FOLDER) for value in environment.values() if value.startswith(SECRETS_FOLDER)}
    assert held == set(SERVICE["secrets"]) == set(COMPOSE["secrets"])
    assert all(set(secret) == {"file"} for secret in COMPOSE["secrets"].values())


def test_its_settings_are_taken_as_they_stand(tmp_path: Path) -> None:
    smtp = tmp_path / "smtp"
    smtp.write_text("smtps://practice:secret@mail.clinic.example:465\n")
    environment = {**SERVICE["environment"], "DRYPOINT_SMTP_URL_FILE": str(smtp), "DRYPOINT_DATA": str(tmp_path)}
    found = config.load(environment)
    assert found.is_https
    assert found.smtp is not None
    assert str(found.key_file).startswith(SECRETS_FOLDER)


@pytest.mark.parametrize("secret", ["drypoint.key", "drypoint.smtp"])
def test_the_manual_gives_the_secrets_to_the_user_in_the_container(secret: str) -> None:
    manual = (ROOT / "docs/how-to/deploy.md").read_text()
    (command,) = re.findall(r"`(sudo chown [^`]+)`", manual)
    assert f"chown {_last_user()} " in command
    assert secret in command
    assert any(one["file"] == f"./{secret}" for one in COMPOSE["secrets"].values())
