"""What a mail server's report says of the people whom a mail did not reach: RFC 3464, ARF, and plain text."""

from drypoint.public.mailing.bounces.reading import BounceReport, read_bounce
from drypoint.public.mailing.bounces.verdicts import RecipientReport, Verdict

__all__ = ["BounceReport", "RecipientReport", "Verdict", "read_bounce"]
