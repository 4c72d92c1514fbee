"""Tables that every room uses: the audit trail, the outbox, one-time keys, rate windows, stored documents."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.registries import mail_kinds as kinds


class AuditEntry(models.Model):
    """Who did or saw what, and when.

    Ids and counts only: no text that a person wrote, so that erasure need not come here. about_person is the number of
    the patient whom it concerns, as the target or the facts say it: kept beside them to be found by.
    """

    at = models.DateTimeField(db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_kind = models.CharField(max_length=16)
    action = models.CharField(max_length=64)
    target_type = models.CharField(max_length=64, blank=True)
    target_id = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict)
    about_person = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["target_type", "target_id"]),
            models.Index(
                fields=["about_person", "id"], condition=Q(about_person__isnull=False), name="audit_about_person"
            ),
            # What the trail is filtered by, in the order in which it is shown.
            models.Index(fields=["action", "id"], name="audit_action"),
            models.Index(fields=["target_id", "id"], name="audit_target"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.target_type} {self.target_id}"


class AuditSeal(models.Model):
    """A link of the chain over the audit trail: the lines since the last one, in order, under the practice's key."""

    last_id = models.BigIntegerField(unique=True)
    lines = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.last_id} {self.digest[:8]}"


class AuditCheckpoint(models.Model):
    """Where the chain begins since older lines were removed: the seal that ended them, and how many they were in all.

    mark is a digest of the rest under the practice's key, so that nobody who has the database alone moves it.
    """

    last_id = models.BigIntegerField(unique=True)
    head = models.CharField(max_length=64)
    lines = models.BigIntegerField()
    made_at = models.DateTimeField()
    mark = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.last_id} {self.head[:8]}"


class OutboxQuerySet(models.QuerySet["OutboxMail"]):
    """Mails by who may see them (registries/mail_kinds.py)."""

    def listed_to(self, actor: Actor) -> OutboxQuerySet:
        """Return those whose subject and state the actor may see."""
        return self.filter(kinds.listed(actor.may))

    def visible_to(self, actor: Actor) -> OutboxQuerySet:
        """Return those whose text the actor may read."""
        return self.filter(kinds.read(actor.may))


class OutboxMail(models.Model):
    """A mail as it will be, or was, sent. Written in the transaction that causes it; sent by the worker.

    claimed_until is the record before a try, state and sent_at the record after it. Where the text has a link that
    opens something, it holds a placeholder (mail/outbox.py): link_… say which token is put there at sending.
    calendar is an invitation or a cancellation that goes along (iCalendar with its METHOD), "" for none.
    """

    class State(models.TextChoices):
        """Where the mail is; `failed` is given up on and shown on the desk, `held` is the demo's without a server."""

        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("given up")
        WITHDRAWN = "withdrawn", _("withdrawn")
        HELD = "held", _("not sent: no mail server")

    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=64)
    to_address = models.CharField(max_length=254)
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    calendar = models.TextField(blank=True, default="")
    cause_type = models.CharField(max_length=64)
    cause_id = models.CharField(max_length=64)
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField()
    waiting_since = models.DateTimeField()
    next_try_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    link_purpose = models.CharField(max_length=32, blank=True)
    link_subject = models.UUIDField(null=True)
    link_version = models.PositiveIntegerField(null=True)
    link_lifetime = models.DurationField(null=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            # What the sender asks for every few seconds; sent mail, the bulk, stays out of it.
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="outbox_waiting"),
            models.Index(fields=["cause_type", "cause_id"]),
            # What the desk and doctor count, and what the list of one state is read by.
            models.Index(fields=["state", "created_at"], name="outbox_state_age"),
            models.Index(fields=["state", "id"], name="outbox_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id} {self.state}"


class MailServer(models.Model):
    """The mail server that the practice named on its set-up page; there is at most one row, with id 1.

    The environment (DRYPOINT_SMTP_URL) goes before it.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    host = models.CharField(_("mail server"), max_length=253)
    port = models.PositiveIntegerField(_("port"))
    security = models.CharField(_("encryption"), max_length=8)
    user = models.CharField(_("user name"), max_length=254, blank=True)
    password_encrypted = models.BinaryField()
    from_address = models.EmailField(_("sender address"), blank=True)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class SetupCode(models.Model):
    """The one-time code that opens the set-up page, as a keyed digest; the row with id 1 stays when it is spent."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    digest = models.CharField(max_length=64)
    # What the code is made of, with the practice's key: all machines make the same one.
    salt = models.CharField(max_length=24, default="", blank=True)
    created_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return "spent" if self.spent_at else "open"


class SpentFormKey(models.Model):
    """A form key that has been spent, with where its owner was led, so that a second click gets the same answer."""

    digest = models.CharField(max_length=64, unique=True)
    result = models.CharField(max_length=200)
    spent_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "core_oncekey"

    def __str__(self) -> str:
        return self.digest


class RateWindow(models.Model):
    """How often one keyed subject (address, account) did one thing within a window; shared by all processes."""

    name = models.CharField(max_length=32)
    subject = models.CharField(max_length=64)
    window_starts_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "subject", "window_starts_at"], name="one_row_a_window")
        ]
        indexes: ClassVar = [models.Index(fields=["window_starts_at"])]

    def __str__(self) -> str:
        return f"{self.name} {self.window_starts_at:%Y-%m-%d %H:%M} {self.count}"


class StoredDocument(models.Model):
    """A file that a person sent, encrypted on disk under its own random name; the original name is encrypted too."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner_type = models.CharField(max_length=64, blank=True)
    owner_id = models.CharField(max_length=64, blank=True)
    media_type = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()
    sha256_keyed = models.CharField(max_length=64)
    name_encrypted = models.BinaryField()
    stored_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    # Whether the child has looked into it. One that has not waits in quarantine and is handed out to nobody.
    is_opened = models.BooleanField(default=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["owner_type", "owner_id"]),
            # What the worker asks for; hardly ever is there one.
            models.Index(fields=["id"], condition=Q(is_opened=False), name="document_unopened"),
            # What the clean-up asks for; documents that are kept, the bulk, stay out of it.
            models.Index(fields=["expires_at"], condition=Q(expires_at__isnull=False), name="document_expires"),
        ]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def short_kind(self) -> str:
        """Return PDF, JPEG or PNG."""
        return self.media_type.rpartition("/")[2].upper()


class WorkerBeat(models.Model):
    """A sign of life of each worker, for doctor and the desk: mail does not go out without one."""

    name = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    # Scans that have not ended well for too long, with the seconds since: {"mail": 1234}.
    late = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name

    def is_alive(self, at: datetime) -> bool:
        """Say whether the worker has been heard of within the last two minutes.

        A beat that lies ahead is of before the clock was set back; a worker that lives overwrites it in seconds.
        """
        return abs(at - self.at) < timedelta(minutes=2)


class MachineBeat(models.Model):
    """A sign of life of each machine that shares the database, with what the others compare with their own."""

    machine = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.machine

    def is_alive(self, at: datetime) -> bool:
        """Say whether the machine has been heard of within the last two minutes."""
        return abs(at - self.at) < timedelta(minutes=2)


class HealthRound(models.Model):
    """When each machine was last looked over, so that its workers share the work and the desk knows how old it is."""

    machine = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    # What the others need to know: versions and settings to compare, when it made and tried a backup.
    facts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.machine} {self.at:%Y-%m-%d %H:%M}"


class KnownFault(models.Model):
    """A fault that a machine's last round found, as doctor says it; the row goes when the fault is mended."""

    machine = models.CharField(max_length=64)
    check_id = models.CharField(max_length=64)
    level = models.CharField(max_length=8)
    sentence = models.TextField()
    hint = models.TextField(blank=True)
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["machine", "check_id"], name="one_row_a_fault")]

    def __str__(self) -> str:
        return f"{self.machine} {self.check_id}"


class PageGeneration(models.Model):
    """One row whose number rises in every transaction that changes a public page; the page store compares it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    number = models.PositiveBigIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.number)


class KeyMark(models.Model):
    """One row: a digest that only the key gives with which this practice's data are sealed.

    newest is the id of the key that was put in use last, "" while there was never another: a key file without it is
    a copy from before. files is the name of the place that holds documents and media of several machines; "" while
    there is none.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    digest = models.CharField(max_length=64)
    newest = models.CharField(max_length=16, default="", blank=True)
    files = models.CharField(max_length=32, default="", blank=True)

    def __str__(self) -> str:
        return self.digest[:8]
