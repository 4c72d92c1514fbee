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
    from drypoint.foundation.core.checks import CheckResult

WIDTH = 100
_MARKS = {"ok": "ok", "warning": "warning", "error": "ERROR"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may be said."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--network", action="store_true", help="also try the mail server and the proxy")


def run(args: argparse.Namespace) -> int:
    """Print every result; 1 if one of them is an error."""
    starting.require_practice()
    starting.set_up_django()

    from drypoint.foundation.core import checks, clock
    from drypoint.project import missing_words, proxies

    checks.register_check("accounts.second_factor", _second_factor)
    checks.register_check("languages", missing_words.check)
    results = checks.run_all(clock.now())
    if args.network:
        results += [*checks.network_results(), *proxies.check()]
    is_well = all(result.level != checks.ERROR for result in results)
    if args.json:
        json.dump({"ok": is_well, "checks": [result.as_json() for result in results]}, sys.stdout, indent=2)
        print()
    else:
        print(_listing(results))
    return 0 if is_well else 1


def _listing(results: list[CheckResult]) -> str:
    column = max(len(result.id) for result in results) + 2
    lines = []
    for result in results:
        text = result.sentence if result.level == "ok" or not result.hint else f"{result.sentence} {result.hint}"
        head = f"{_MARKS[result.level]:<9}{result.id:<{column}}"
        lines += textwrap.wrap(text, WIDTH, initial_indent=head, subsequent_indent=" " * (9 + column))
    bad = sum(result.level == "error" for result in results)
    odd = sum(result.level == "warning" for result in results)
    lines.append("")
    lines.append("Everything is well." if not bad and not odd else f"{bad} errors, {odd} warnings.")
    return "\n".join(lines)


def _second_factor(at: datetime) -> Iterable[CheckResult]:
    from allauth.mfa.models import Authenticator
    from django.conf import settings

    from drypoint.foundation.accounts.models import User
    from drypoint.foundation.accounts.roles import Role
    from drypoint.foundation.core.checks import OK, WARNING, CheckResult

    owners = User.objects.filter(role=Role.OWNER, is_active=True)
    secured = set(Authenticator.objects.filter(user__in=owners).values_list("user_id", flat=True))
    without = sum(owner.pk not in secured for owner in owners)
    if without and not settings.CONFIG.demo:
        hint = "Whoever lacks one is asked for it at the next sign-in."
        who = "One owner has" if without == 1 else f"{without} owners have"
        yield CheckResult("accounts.second_factor", WARNING, f"{who} no second factor yet.", hint)
    else:
        yield CheckResult("accounts.second_factor", OK, "Every owner has a second factor, or this is the demo.")
