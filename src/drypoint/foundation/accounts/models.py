"""Staff: one table of people who sign in, each with one role."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.accounts.editor import CollectionGrant, PageGrant, collection_grants, page_grants
from drypoint.foundation.accounts.roles import Role
from drypoint.knowledge.language import FALLBACK


class UserManager(BaseUserManager["User"]):
    """Make users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """Create one member of staff; without a password nobody can sign in until a link has set one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A member of staff. Patients never have one of these."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=16, choices=Role.choices)
    language = models.CharField(_("language"), max_length=8, default=FALLBACK)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    # Of the link to set a password (invitations.py); raised whenever older ones are to end.
    link_version = models.PositiveIntegerField(default=1)
    # Whether / and Ctrl-K lead to the search, which whoever dictates or trembles may not want.
    has_search_keys = models.BooleanField(default=True, db_default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Wagtail and Django ask this of whoever may see an editor's screen."""
        return self.is_active

    def get_full_name(self) -> str:
        """Return the name, as Wagtail shows it in the history of a page."""
        return self.name

    def get_short_name(self) -> str:
        """Return the name."""
        return self.name

    @cached_property
    def _page_permission_cache(self) -> list[PageGrant]:
        # The name is that of wagtail.permission_policies.pages.PagePermissionPolicy.permission_cache_name.
        return list(page_grants(self.role)) if self.is_active else []

    @cached_property
    def _collection_permission_cache(self) -> list[CollectionGrant]:
        # The name is that of wagtail.permission_policies.collections.CollectionPermissionLookupMixin.
        return list(collection_grants(self.role)) if self.is_active else []


class DayCode(models.Model):
    """What stands in for a colleague's second factor until the end of a day, kept as a digest."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="day_code")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"day code {self.pk}"
