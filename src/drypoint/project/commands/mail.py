"""`drypoint mail test ADDRESS`: send one mail now, and say how far it came and what to mend."""

from __future__ import annotations

import argparse
import smtplib
import sys

from drypoint.project import starting


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may be said."""
    parser.add_argument("what", choices=["test"], metavar="test", help="test: send one mail to ADDRESS")
    parser.add_argument("--selector", default="", help="the name of the DKIM key, as the mail provider calls it")
    parser.add_argument("address", metavar="ADDRESS", help="whom to send it to, such as your own address")


def run(args: argparse.Namespace) -> int:
    """Send one mail past the outbox; 0 if the server took it, 1 if not, 2 for an address that is none."""
    starting.require_practice()
    starting.set_up_django()

    from drypoint.foundation.core.mail import mail_server, smtp, trial

    try:
        smtp.in_ascii(args.address)
    except smtp.UnusableAddressError:
        print("drypoint: That is no e-mail address. Write one such as you@clinic.example.", file=sys.stderr)
        return 2
    try:
        server = mail_server.server_in_use()
    except mail_server.UnreadablePasswordError as error:
        print(f"drypoint: {error}", file=sys.stderr)
        return 1
    if server is None:
        print(
            "drypoint: No mail server is set. Name one on the practice's page or in DRYPOINT_SMTP_URL.", file=sys.stderr
        )
        return 1
    try:
        for step in trial.send(server, mail_server.sender_in_use(), args.address):
            print(step)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        print(f"drypoint: {trial.fault_in_english(error)}", file=sys.stderr)
        return 1
    return _say_standing(mail_server.sender_in_use().domain, args.selector, server.user)


def _say_standing(domain: str, selector: str, user: str) -> int:
    """Say how the domain stands with other mail servers; what is lacking there is told, and no failure of this mail."""
    from django.conf import settings

    from drypoint.foundation.core.mail import dns_txt, standing

    resolver = settings.CONFIG.resolver or dns_txt.system_resolver()
    if resolver is None:
        print("This machine names no resolver, so that SPF, DKIM and DMARC were not looked at: set DRYPOINT_RESOLVER.")
        return 0
    try:
        for found in standing.standing_of(domain, resolver.txt, selector=selector, user=user):
            print(f"{found.what:<6}{found.verdict:<8} {found.sentence}")
    except dns_txt.ResolverError as error:
        print(f"SPF, DKIM and DMARC could not be looked at: {error}")
    return 0
