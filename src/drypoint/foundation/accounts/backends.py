"""Who signs in with which password, and what Django's and Wagtail's permission questions are answered with."""
# ruff: noqa: ARG002 (the signatures are Django's)

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from drypoint.foundation.accounts.capabilities import capabilities_of
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role

# Tables that belong to the website, in the order of Django's labels.
_WEBSITE = frozenset(
    {
        "website",
        "claims",
        "wagtailimages",
        "wagtaildocs",
        "wagtailredirects",
        "wagtailsearch",
        "simple_translation",
        "taggit",
    }
)
_CLAIM = frozenset({"claims.view_claim", "claims.change_claim"})


def is_granted(role: str, permission: str) -> bool:
    """Say whether the role holds Django's permission "app.codename".

    Pages and collections of pictures are granted by place, in editor.py; nobody may touch users or groups in there.
    """
    held = capabilities_of(role)
    label, _dot, codename = permission.partition(".")
    if permission == "wagtailadmin.access_admin":
        return bool(held & {"website.edit", "claims.review"})
    if permission in _CLAIM and "claims.review" in held:
        return True
    if label in _WEBSITE:
        return ("website.publish" if codename.startswith("publish_") else "website.edit") in held
    # Sites, languages and workflows of the editor decide where the practice is found.
    return label == "wagtailcore" and "practice.change" in held


class StaffBackend(AuthenticationBackend):
    """Sign in by e-mail and password, and derive every permission from the role; groups are not looked at."""

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        # One query whether the address is known or not; an unknown one then costs a password hash in the base class.
        user = User.objects.filter(email=email.lower()).first()
        if user is None:
            return None
        self._did_check_password = True
        # Deactivated staff get the same answer as a wrong password, not a page that says so.
        return user if user.check_password(password) and self.user_can_authenticate(user) else None

    def has_perm(self, user_obj: User | AnonymousUser, perm: str, obj: object | None = None) -> bool:
        """Answer from the role."""
        return isinstance(user_obj, User) and user_obj.is_active and is_granted(user_obj.role, perm)

    def has_module_perms(self, user_obj: User | AnonymousUser, app_label: str) -> bool:
        """Answer from the role."""
        return self.has_perm(user_obj, f"{app_label}.change")

    def get_user_permissions(self, user_obj: User, obj: object | None = None) -> set[str]:
        """Return nothing: there are no permissions of single users."""
        return set()

    def get_group_permissions(self, user_obj: User, obj: object | None = None) -> set[str]:
        """Return nothing: there are no groups."""
        return set()

    def get_all_permissions(self, user_obj: User, obj: object | None = None) -> set[str]:
        """Return nothing that could be listed; has_perm answers each question."""
        return set()

    def with_perm(self, perm: object, *_args: object, **_kwargs: object) -> QuerySet[User]:
        """Return the active staff whose role holds the permission."""
        roles = [role for role in Role.values if is_granted(role, str(perm))]
        return User.objects.filter(is_active=True, role__in=roles)
