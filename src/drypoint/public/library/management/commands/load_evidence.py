"""Put the practice's own rows of evidence in use, and say what they change."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from drypoint.foundation.core.actors import SYSTEM
from drypoint.knowledge.evidence.answers import Answer, ChangedAnswer
from drypoint.knowledge.evidence.data.loading import FILES, files_of
from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.evidence.own_pools import OwnPool
from drypoint.knowledge.evidence.readings import reading_of_own
from drypoint.knowledge.language import FALLBACK
from drypoint.public.claims import actions
from drypoint.public.claims.editions import own_folder
from drypoint.public.claims.topics import topic_name
from drypoint.public.library.evidence.sentences import answer_sentence, basis_sentence, size_sentence
from drypoint.public.library.evidence.words import CERTAINTY

UNUSABLE = 2


class Command(BaseCommand):
    """Load trials.csv, published_pools.csv and harms.csv from DRYPOINT_DATA/knowledge."""

    help = (
        "Put the rows of trials.csv, published_pools.csv and harms.csv in DRYPOINT_DATA/knowledge in use, and show "
        "every answer that they change, before and after, with the claims that ask for a new review. A row that cannot "
        "be used is named with its line (exit code 2), and nothing changes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a look before."""
        parser.add_argument("--dry-run", action="store_true", help="show what would change, and change nothing")

    def handle(self, *_args: object, dry_run: bool, **_options: object) -> None:
        """Compare, load unless it is a dry run, and tell."""
        folder = own_folder()
        files = files_of(folder)
        unknown = sorted(path.name for path in folder.glob("*.csv") if path.name not in FILES)
        if unknown:
            names = ", ".join(FILES)
            raise CommandError(f"{folder}: {', '.join(unknown)} is not read. Name it {names}.", returncode=UNUSABLE)
        try:
            found = actions.compare_evidence(files) if dry_run else actions.load_evidence(actor=SYSTEM, files=files)
        except EvidenceError as error:
            raise CommandError(f"{folder}: {error} Nothing was changed.", returncode=UNUSABLE) from error
        with override(FALLBACK):
            self._tell(found, folder, files, is_dry_run=dry_run)

    def _tell(self, found: actions.LoadedEvidence, folder: Path, files: dict[str, bytes], *, is_dry_run: bool) -> None:
        if not found.is_new:
            self.stdout.write(f"Nothing changed: what is in {folder} is in use already.")
            return
        told = ", ".join(sorted(files)) or "nothing, so that the shipped evidence alone is in use"
        self.stdout.write(f"{'Would load' if is_dry_run else 'Loaded'} from {folder}: {told}.")
        for change in found.changes:
            self._tell_change(change)
        for topic in found.changed_harms:
            self.stdout.write(f"\n{topic_name(topic)}: the published rates changed.")
        if not found.changes and not found.changed_harms:
            self.stdout.write("No answer rests on other numbers than before.")
        for claim in found.claims:
            self.stdout.write(
                f"\nClaim {claim.key} ({topic_name(claim.topic)}) asks for a new review: {claim.text_in(FALLBACK)}"
            )

    def _tell_change(self, change: ChangedAnswer) -> None:
        self.stdout.write(f"\n{topic_name(change.key)}")
        self.stdout.write(f"  before: {_told(change.before)}")
        self.stdout.write(f"  after:  {_told(change.after)}")


def _told(answer: Answer | None) -> str:
    """Return an answer in a line: the sentence, what it rests on, its certainty, and the pools of our own."""
    if answer is None:
        return "no answer."
    own = [_own(one) for one in answer.own_pools]
    trials = sum(len(one.contributions) for one in answer.own)
    if answer.own and not own:
        own = [f"No pool of our own: {trials} usable trials."]
    certainty = f"Certainty: {CERTAINTY[answer.certainty]}."
    return " ".join([answer_sentence(answer), basis_sentence(answer), certainty, *own])


def _own(pool: OwnPool) -> str:
    return f"Our own pool ({pool.pool.k} trials). {size_sentence(reading_of_own(pool))}"
