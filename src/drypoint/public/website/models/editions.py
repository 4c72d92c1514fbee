"""The practice's own rows of evidence, as they were when somebody put them in use."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


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
