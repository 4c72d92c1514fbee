"""Every write of the website that Wagtail does not do itself."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from drypoint.foundation.core import audit, clock
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.pagestore import raise_generation
from drypoint.foundation.core.writing import durable
from drypoint.public.website import gate
from drypoint.public.website.models import AllowedWord, Claim, SitePage


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
    # In the demo nobody reviews anything in earnest, so that its claims stay marked.
    claim.is_demo = claim.is_demo and gate.practice_is_demo()
    claim.save(update_fields=["reviewer", "reviewed_on", "reviewed_digest", "is_demo"])
    audit.record(actor, "claim.review", claim)
    return claim


def lacking_for_review(claim: Claim) -> list[str]:
    """Return what keeps the claim from being signed: a missing text, source or certainty, or a word too strong."""
    facts = claim.facts()
    faults = []
    if not facts.has_both_texts:
        faults.append(_("Write the text in both languages."))
    if not facts.has_source:
        faults.append(_("Name at least one source."))
    if not facts.has_certainty:
        faults.append(_("Say how certain it is, and why, in both languages."))
    return [*faults, *(str(fault) for fault in gate.word_faults_of_claim(claim))]


def withdraw_review(*, actor: Actor, claim_id: int) -> Claim:
    """Take the signature back: the claim disappears from live pages until it is reviewed again. Needs claims.review."""
    actor.require("claims.review")
    with durable():
        claim: Claim = Claim.objects.get(pk=claim_id)
        claim.reviewer, claim.reviewed_on, claim.reviewed_digest = None, None, ""
        claim.save(update_fields=["reviewer", "reviewed_on", "reviewed_digest"])
        audit.record(actor, "claim.withdraw_review", claim)
        return claim


def allow_word(
    *, actor: Actor, word: str, reason: str, page: SitePage | None = None, claim: Claim | None = None
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
