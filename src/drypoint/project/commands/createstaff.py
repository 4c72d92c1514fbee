"""`drypoint createstaff`: a way in for somebody when nobody can give one from the desk."""

from __future__ import annotations

import argparse
import sys

import django
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from django.db import DatabaseError

from drypoint.foundation.core.mail.smtp import is_reachable
from drypoint.knowledge.language import FALLBACK, languages
from drypoint.project import starting

LANGUAGES = tuple(languages())
ROLES = ("owner", "clinician", "reception", "editor", "auditor")


def _address(text: str) -> str:
    # argparse turns the error into exit code 2 with this sentence.
    try:
        validate_email(text)
    except ValidationError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not an e-mail address.") from error
    if not is_reachable(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no address that mail reaches from elsewhere.")
    return text.lower()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the address, the role and how to deal with somebody who is there already."""
    parser.add_argument("email", metavar="EMAIL", type=_address, help="the address to sign in with")
    parser.add_argument("--role", choices=ROLES, help="what the person is here for; needed unless --again is given")
    parser.add_argument("--name", default="", help="the name that colleagues see (default: the part before the @)")
    parser.add_argument(
        "--language", choices=tuple(languages()), default=FALLBACK, help="the language of their screens"
    )
    parser.add_argument(
        "--again",
        action="store_true",
        help="print a fresh link for somebody who is there already; the present password and older links end",
    )
    parser.add_argument(
        "--lost-second-factor",
        action="store_true",
        help="with --again: also remove the second factor, so that a new one is set up",
    )


def run(args: argparse.Namespace) -> int:
    """Print a one-time link. Return 0, 1 if the person is there already or (with --again) is not, 2 on bad usage."""
    if args.lost_second_factor and not args.again:
        return _complain("--lost-second-factor goes with --again.", 2)
    if not args.again and not args.role:
        return _complain("Say with --role what the person is here for, such as --role owner.", 2)
    try:
        starting.require_practice()
        django.setup()
        return _again(args) if args.again else _create(args)
    except ImproperlyConfigured as error:
        return _complain(str(error), 1)
    except DatabaseError as error:
        return _complain(f"The database does not answer ({error}). Has `drypoint serve` made it yet?", 1)


def _create(args: argparse.Namespace) -> int:
    from drypoint.foundation.accounts.actions import AddressTakenError, invite
    from drypoint.foundation.core.actors import SYSTEM

    name = args.name or args.email.partition("@")[0]
    try:
        link = invite(actor=SYSTEM, email=args.email, name=name, role=args.role, language=args.language, by_mail=False)
    except AddressTakenError:
        return _complain(f"{args.email} is there already. A fresh link: drypoint createstaff {args.email} --again", 1)
    return _print_link(args.email, link)


def _again(args: argparse.Namespace) -> int:
    from drypoint.foundation.accounts.actions import renew_link, reset_second_factor
    from drypoint.foundation.accounts.models import User
    from drypoint.foundation.core.actors import SYSTEM

    user = User.objects.filter(email=args.email).first()
    if user is None:
        return _complain(f"Nobody has the address {args.email}. Leave --again out to create them.", 1)
    if not user.is_active:
        return _complain(f"{args.email} has been deactivated. An owner can let them back in from the desk.", 1)
    if args.lost_second_factor:
        reset_second_factor(actor=SYSTEM, user_id=user.pk)
    return _print_link(args.email, renew_link(actor=SYSTEM, user_id=user.pk, by_mail=False))


def _print_link(email: str, link: str) -> int:
    sys.stdout.write(f"{link}\n")
    sys.stderr.write(f"Give this link to {email} only. It works once, and for three days.\n")
    return 0


def _complain(sentence: str, code: int) -> int:
    sys.stderr.write(f"drypoint createstaff: {sentence}\n")
    return code
