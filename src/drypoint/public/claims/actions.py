"""Every write about claims, words and evidence that Wagtail does not do itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Page

from drypoint.foundation.core import audit, clock
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.front.page_store import raise_generation
from drypoint.foundation.core.writing import durable
from drypoint.knowledge.evidence.answers import ChangedAnswer, changes
from drypoint.public.claims.editions import InUse, digest_of, fields_of, in_use, read
from drypoint.public.claims.faults import claim_languages, practice_is_demo, word_faults_of_claim
from drypoint.public.claims.models import AllowedWord, Claim, EvidenceEdition


def review_claim(*, actor: Actor, claim_id: int, on: date) -> Claim:
    """Sign for a claim as it stands now: texts, certainty, reason and sources. Needs claims.review.

    Raises ValidationError with a sentence for everything that the claim still lacks.
    """
    actor.require("claims.review")
    with durable():
        return sign_review(actor=actor, claim=Claim.objects.get(pk=claim_id), on=on)


def sign_review(*, actor: Actor, claim: Claim, on: date) -> Claim:
    """Do the same inside the transaction in which the editor saves the claim."""
    actor.require("claims.review")
    faults = lacking_for_review(claim)
    if faults:
        raise ValidationError(faults)
    claim.reviewer_id = actor.user_id
    claim.reviewed_on = on
    claim.reviewed_digest = claim.digest()
    claim.reviewed_answer = claim.answer_now(in_use().answers)
    # In the demo nobody reviews anything in earnest, so that its claims stay marked.
    claim.is_demo = claim.is_demo and practice_is_demo()
    claim.save(update_fields=["reviewer", "reviewed_on", "reviewed_digest", "reviewed_answer", "is_demo"])
    audit.record(actor, "claim.review", claim)
    return claim


def lacking_for_review(claim: Claim) -> list[str]:
    """Return what keeps the claim from being signed: a missing text, source or certainty, or a word too strong."""
    facts = claim.facts(in_use().answers)
    faults = []
    languages = claim_languages()
    if not facts.texts_in.issuperset(languages):
        faults.append(_("Write the text in every language of the site."))
    if not facts.has_source:
        faults.append(_("Name at least one source."))
    if not facts.has_certainty or not facts.reasons_in.issuperset(languages):
        faults.append(_("Say how certain it is, and why, in every language of the site."))
    return [*faults, *(str(fault) for fault in word_faults_of_claim(claim))]


def withdraw_review(*, actor: Actor, claim_id: int) -> Claim:
    """Take the signature back: the claim disappears from live pages until it is reviewed again. Needs claims.review."""
    actor.require("claims.review")
    with durable():
        claim: Claim = Claim.objects.get(pk=claim_id)
        claim.reviewer, claim.reviewed_on, claim.reviewed_digest, claim.reviewed_answer = None, None, "", ""
        claim.save(update_fields=["reviewer", "reviewed_on", "reviewed_digest", "reviewed_answer"])
        audit.record(actor, "claim.withdraw_review", claim)
        return claim


def allow_word(
    *, actor: Actor, word: str, reason: str, page: Page | None = None, claim: Claim | None = None
) -> AllowedWord:
    """Let one word stand on one page or in one claim. Needs website.allow_word.

    Raises ValidationError without a reason. Allowing it again replaces the reason.
    """
    actor.require("website.allow_word")
    if not reason.strip() or not word.strip():
        raise ValidationError(_("Say why the word may stand."))
    if (page is None) == (claim is None):
        raise ValueError("Name either a page or a claim.")
    with durable():
        allowed, _made = AllowedWord.objects.update_or_create(
            page=page,
            claim=claim,
            word=word.casefold(),
            defaults={"reason": reason.strip(), "allowed_by_id": actor.user_id, "allowed_at": clock.now()},
        )
        audit.record(actor, "website.allow_word", page or claim, allowed_word_id=allowed.pk)
        return allowed


def forbid_word(*, actor: Actor, allowed_word_id: int) -> None:
    """Take the permission for a word back; the page stays as it is and cannot be published again with the word."""
    actor.require("website.allow_word")
    with durable():
        allowed = AllowedWord.objects.get(pk=allowed_word_id)
        audit.record(actor, "website.forbid_word", allowed.page or allowed.claim, allowed_word_id=allowed.pk)
        allowed.delete()
        raise_generation()


@dataclass(frozen=True)
class LoadedEvidence:
    """What loading does, or would do: how answers change, and which claims ask for a new review because of it."""

    is_new: bool
    before: InUse
    after: InUse
    changes: tuple[ChangedAnswer, ...]
    changed_harms: tuple[str, ...]
    claims: tuple[Claim, ...]


def compare_evidence(files: Mapping[str, bytes]) -> LoadedEvidence:
    """Return what would change if these tables were put in use. Raises EvidenceError for a row that cannot be."""
    before, after = in_use(), read(files)
    latest = EvidenceEdition.objects.order_by("-pk").values_list("digest", flat=True).first() or ""
    harms = tuple(topic for topic, digest in after.answers.harms.items() if before.answers.harms[topic] != digest)
    claims = tuple(
        claim
        for claim in Claim.objects.exclude(topic="")
        if before.answers.fingerprint(claim.topic) != after.answers.fingerprint(claim.topic)
    )
    changed = tuple(changes(before.answers, after.answers))
    return LoadedEvidence(latest != digest_of(files), before, after, changed, harms, claims)


def load_evidence(*, actor: Actor, files: Mapping[str, bytes]) -> LoadedEvidence:
    """Put the practice's own rows of evidence in use; every page that shows them is made anew.

    files holds trials.csv, published_pools.csv and harms.csv, as far as the practice has them; without any the shipped
    evidence alone is in use again. Needs website.publish. Raises EvidenceError for a row that cannot be.
    """
    actor.require("website.publish")
    with durable():
        loaded = compare_evidence(files)
        if loaded.is_new:
            edition = EvidenceEdition.objects.create(loaded_at=clock.now(), digest=digest_of(files), **fields_of(files))
            audit.record(actor, "evidence.load", edition, answers=len(loaded.changes), claims=len(loaded.claims))
            raise_generation()
    return loaded
