"""`drypoint doctor`: what is well, what is not, and what to do."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from drypoint.project import starting

if TYPE_CHECKING:
    from drypoint.foundation.core.checks import Finding

WIDTH = 100
_MARKS = {"ok": "ok", "warning": "warning", "error": "ERROR"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may be said."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--network", action="store_true", help="also try the mail server")


def run(args: argparse.Namespace) -> int:
    """Print every finding; 1 if one of them is an error."""
    starting.set_up_django()

    from drypoint.foundation.core import checks, clock

    checks.register_check("accounts.second_factor", _second_factor)
    findings = checks.run_all(clock.now())
    if args.network:
        findings += checks.network_findings()
    is_well = all(finding.level != checks.ERROR for finding in findings)
    if args.json:
        json.dump({"ok": is_well, "checks": [finding.as_json() for finding in findings]}, sys.stdout, indent=2)
        print()
    else:
        print(_listing(findings))
    return 0 if is_well else 1


def _listing(findings: list[Finding]) -> str:
    column = max(len(finding.id) for finding in findings) + 2
    lines = []
    for finding in findings:
        text = finding.sentence if finding.level == "ok" or not finding.hint else f"{finding.sentence} {finding.hint}"
        head = f"{_MARKS[finding.level]:<9}{finding.id:<{column}}"
        lines += textwrap.wrap(text, WIDTH, initial_indent=head, subsequent_indent=" " * (9 + column))
    bad = sum(finding.level == "error" for finding in findings)
    odd = sum(finding.level == "warning" for finding in findings)
    lines.append("")
    lines.append("Everything is well." if not bad and not odd else f"{bad} errors, {odd} warnings.")
    return "\n".join(lines)


def _second_factor(at: datetime) -> Iterable[Finding]:
    from allauth.mfa.models import Authenticator
    from django.conf import settings

    from drypoint.foundation.accounts.models import User
    from drypoint.foundation.accounts.roles import Role
    from drypoint.foundation.core.checks import OK, WARNING, Finding

    owners = User.objects.filter(role=Role.OWNER, is_active=True)
    secured = set(Authenticator.objects.filter(user__in=owners).values_list("user_id", flat=True))
    without = sum(owner.pk not in secured for owner in owners)
    if without and not settings.CONFIG.demo:
        hint = "Whoever lacks one is asked for it at the next sign-in."
        who = "One owner has" if without == 1 else f"{without} owners have"
        yield Finding("accounts.second_factor", WARNING, f"{who} no second factor yet.", hint)
    else:
        yield Finding("accounts.second_factor", OK, "Every owner has a second factor, or this is the demo.")
