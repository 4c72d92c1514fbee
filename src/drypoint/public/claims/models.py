"""Claims and their sources, words that may stand, and the practice's own rows of evidence."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from drypoint.foundation.core.plain_json import PlainJSON
from drypoint.knowledge.evidence.answers import Answers
from drypoint.knowledge.language import FALLBACK, languages
from drypoint.public.claims import rules


class Certainty(models.TextChoices):
    """How sure the evidence makes a claim, in the four steps of GRADE, or that nobody has rated it."""

    HIGH = "high", _("high")
    MODERATE = "moderate", _("moderate")
    LOW = "low", _("low")
    VERY_LOW = "very_low", _("very low")
    UNCLEAR = "unclear", _("unclear")


class Source(models.Model):
    """A paper, review or book that pages and claims refer to."""

    key = models.SlugField(_("short name"), max_length=60, unique=True)
    citation = models.CharField(_("citation"), max_length=400)
    language = models.CharField(
        _("language of the citation"),
        max_length=12,
        default=FALLBACK,
        validators=[
            RegexValidator(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$", _("Write the code of the language in two letters."))
        ],
        help_text=_("The code in two letters, so that it is read aloud in its own language."),
    )
    doi = models.CharField("DOI", max_length=120, blank=True)
    pmid = models.CharField("PMID", max_length=16, blank=True)
    pmcid = models.CharField("PMCID", max_length=16, blank=True)
    url = models.URLField(_("address"), max_length=400, blank=True)
    how_read = models.CharField(_("how much of it was read"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering: ClassVar = ["citation"]

    def __str__(self) -> str:
        return self.citation

    def link(self) -> str:
        """Return the address that lasts longest: DOI before PubMed before the address given."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        if self.pmcid:
            return f"https://pmc.ncbi.nlm.nih.gov/articles/{self.pmcid}/"
        return self.url


class Claim(ClusterableModel):
    """One statement in languages, with how sure it is, why, from where, and who answers for it."""

    key = models.SlugField(_("short name"), max_length=60, unique=True)
    about = models.CharField(_("about"), max_length=60, blank=True)
    texts = models.JSONField(_("text by language"), default=dict, encoder=PlainJSON)
    certainty = models.CharField(_("certainty"), max_length=16, choices=Certainty.choices, blank=True)
    reasons = models.JSONField(_("why this certainty, by language"), default=dict, blank=True, encoder=PlainJSON)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewer"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    reviewed_digest = models.CharField(max_length=64, blank=True, editable=False)
    topic = models.CharField(
        _("evidence"),
        max_length=80,
        blank=True,
        help_text=_("What the claim rests on. When the data about it changes, the claim asks for a new review."),
    )
    reviewed_answer = models.CharField(max_length=64, blank=True, editable=False)
    is_demo = models.BooleanField(_("claim of the demo"), default=False, editable=False)
    sources = models.ManyToManyField(Source, through="ClaimSource", related_name="claims")

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering: ClassVar = ["about", "key"]

    def __str__(self) -> str:
        return f"{self.key}: {self.text_in(FALLBACK)[:70]}"

    def text_in(self, language: str) -> str:
        """Return the text in the language; English where there is no other."""
        texts: dict[str, str] = self.texts
        return texts.get(language) or texts.get(FALLBACK, "")

    def said(self) -> list[tuple[str, str, str]]:
        """Return (code, text, reason) of every language in which it says something, in the order of the languages."""
        codes = [*languages(), *sorted((self.texts.keys() | self.reasons.keys()) - languages().keys())]
        rows = [(code, self.texts.get(code, ""), self.reasons.get(code, "")) for code in codes]
        return [row for row in rows if row[1].strip() or row[2].strip()]

    def ordered_sources(self) -> list[Source]:
        """Return the sources in the order the editor gave them."""
        links = sorted(self.claim_sources.all(), key=lambda link: (link.sort_order or 0, link.pk or 0))
        return [link.source for link in links]

    def digest(self) -> str:
        """Return a fingerprint of everything that a reviewer vouches for."""
        sources = [source.pk for source in self.ordered_sources()]
        content = [sorted(self.said()), self.certainty, sources, self.topic]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    def answer_now(self, answers: Answers) -> str:
        """Return the fingerprint of the answer that the claim rests on, "" without a topic."""
        return answers.fingerprint(self.topic) if self.topic else ""

    def facts(self, answers: Answers) -> rules.ClaimFacts:
        """Return what the rules need to know, with the answers of the evidence in use (editions.py)."""
        return rules.ClaimFacts(
            texts_in=frozenset(code for code, text, _reason in self.said() if text.strip()),
            has_source=bool(self.ordered_sources()),
            has_certainty=bool(self.certainty),
            reasons_in=frozenset(code for code, _text, reason in self.said() if reason.strip()),
            has_reviewer=self.reviewer_id is not None,
            reviewed_on=self.reviewed_on,
            is_as_reviewed=self.reviewed_digest == self.digest(),
            rests_on_reviewed_data=self.reviewed_answer == self.answer_now(answers),
            is_demo=self.is_demo,
        )

    def state(self, today: date, answers: Answers) -> rules.ClaimState:
        """Return what a page says of the review."""
        return rules.state_of(self.facts(answers), today)


class ClaimSource(models.Model):
    """A source of a claim, in the order in which it is shown."""

    claim = ParentalKey(Claim, on_delete=models.CASCADE, related_name="claim_sources")
    source = models.ForeignKey(Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="+")
    sort_order = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    sort_order_field = "sort_order"

    class Meta:
        ordering: ClassVar = ["sort_order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["claim", "source"], name="a_claim_names_a_source_once")
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} → {self.source_id}"


class AllowedWord(models.Model):
    """A word that the owner lets stand on one page or in one claim, with the reason."""

    page = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.CASCADE, related_name="allowed_words"
    )
    claim = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.CASCADE, related_name="allowed_words")
    word = models.CharField(_("word"), max_length=120)
    reason = models.TextField(_("reason"))
    allowed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    allowed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page", "word"], name="a_word_is_allowed_once_on_a_page"),
            models.UniqueConstraint(fields=["claim", "word"], name="a_word_is_allowed_once_in_a_claim"),
            models.CheckConstraint(
                condition=Q(page__isnull=False) ^ Q(claim__isnull=False), name="a_word_is_allowed_in_one_place"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="an_allowed_word_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.word

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the word in the one form in which it is compared."""
        self.word = self.word.casefold()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a reason of spaces, which the database would take."""
        if not self.reason.strip():
            raise ValidationError({"reason": _("Say why the word may stand.")})


class EvidenceEdition(models.Model):
    """What the overlay folder held at one moment, whole files; the latest one is in use, none is ever changed."""

    loaded_at = models.DateTimeField()
    digest = models.CharField(max_length=64, blank=True)
    trials = models.BinaryField(blank=True)
    published_pools = models.BinaryField(blank=True)
    harms = models.BinaryField(blank=True)

    class Meta:
        verbose_name = _("edition of the evidence")
        verbose_name_plural = _("editions of the evidence")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.loaded_at:%Y-%m-%d %H:%M} {self.digest[:8]}"
