"""Publish what is due, page by page."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandParser

from drypoint.public.website.jobs import publish_due_pages


class Command(BaseCommand):
    """Stand in for Wagtail's command of this name, which stops at the first page that the gate refuses."""

    help = "Publish and unpublish the pages whose time has come. A page that may not be published stays due."

    def add_arguments(self, parser: CommandParser) -> None:
        """Accept Wagtail's option."""
        parser.add_argument("--dryrun", action="store_true", help="only say what is due")

    def handle(self, *_args: object, dryrun: bool, **_options: object) -> None:
        """Run, and say what was refused and why."""
        outcome = publish_due_pages(dry_run=dryrun)
        for name in outcome.done:
            self.stdout.write(name)
        for sentence in outcome.refused:
            self.stderr.write(sentence)
