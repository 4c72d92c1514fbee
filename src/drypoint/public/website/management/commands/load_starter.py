"""Fill the site from the starter texts."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser

from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.practice.queries import the_practice
from drypoint.public.website.starter_loader import StarterError, load_starter


class Command(BaseCommand):
    """Fill the site; what exists is left as it is."""

    help = "Fill the site from the starter texts, in the languages of the practice. Pages that exist are left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the languages, the main one first."""
        parser.add_argument("--languages", help="such as en,hr; the first is the main one")

    def handle(self, *_args: object, languages: str | None, **_options: object) -> None:
        """Load, and list the pages that wait for a review."""
        practice = the_practice()
        if practice is None:
            raise CommandError("There is no practice yet. Fill in the set-up page first.")
        chosen = [code.strip() for code in (languages or "").split(",") if code.strip()]
        main = chosen[0] if chosen else practice.main_language
        try:
            loaded = load_starter(
                actor=SYSTEM,
                demo=practice.is_demo,
                languages=chosen or practice.languages or [main],
                main_language=main,
            )
        except StarterError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{loaded.made} pages made, {loaded.live} live, {len(loaded.waiting)} drafts.")
        for page, reasons in loaded.waiting.items():
            self.stdout.write(f"{page}: {reasons[0]}")
