"""The roles of staff, for whoever asks what each may do. It imports no table, so that every room can name a role."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member of staff is here for; what each may do stands in capabilities.py."""

    OWNER = "owner", _("Owner")
    CLINICIAN = "clinician", _("Clinician")
    RECEPTION = "reception", _("Reception")
    EDITOR = "editor", _("Editor")
    AUDITOR = "auditor", _("Auditor")
