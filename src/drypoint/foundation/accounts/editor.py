"""What a role may do with the pages and pictures of Wagtail, derived from its capabilities.

Wagtail asks its permission policies, and those read what they have cached on the user (`permission_cache_name`).
User has properties of these names, so that every policy, bulk action and chooser is answered from the role and no
group has to be kept in step by hand.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

from drypoint.foundation.accounts.capabilities import capabilities_of

_PAGE = {
    "website.edit": ("add_page", "change_page", "lock_page", "unlock_page"),
    "website.publish": ("publish_page", "bulk_delete_page"),
}
_COLLECTION = {
    "website.edit": tuple(
        f"{action}_{kind}"
        for kind, actions in {
            "image": ("add", "change", "choose"),
            "document": ("add", "change", "choose"),
            "collection": ("add", "change", "delete"),
        }.items()
        for action in actions
    )
}


@dataclass(frozen=True)
class Permission:
    """As much of Django's permission as Wagtail's policies look at."""

    codename: str


@dataclass(frozen=True)
class PageGrant:
    """One thing that a role may do with a page and all below it; stands in for Wagtail's GroupPagePermission."""

    page: Model
    permission: Permission

    @property
    def page_id(self) -> int:
        """Return the id of the page."""
        return int(self.page.pk)


@dataclass(frozen=True)
class CollectionGrant:
    """The same for a collection of pictures or documents; stands in for Wagtail's GroupCollectionPermission."""

    collection: Model
    permission: Permission

    @property
    def collection_id(self) -> int:
        """Return the id of the collection."""
        return int(self.collection.pk)


def _codenames(role: str, grants: dict[str, tuple[str, ...]]) -> list[str]:
    held = capabilities_of(role)
    return [codename for capability, names in grants.items() if capability in held for codename in names]


def page_grants(role: str) -> list[PageGrant]:
    """Return what the role may do with pages, granted at the root of the tree."""
    codenames = _codenames(role, _PAGE)
    root = apps.get_model("wagtailcore", "Page").objects.filter(depth=1).first() if codenames else None
    return [PageGrant(root, Permission(codename)) for codename in codenames] if root else []


def collection_grants(role: str) -> list[CollectionGrant]:
    """Return what the role may do with pictures, documents and their collections, granted at the root."""
    codenames = _codenames(role, _COLLECTION)
    root = apps.get_model("wagtailcore", "Collection").objects.filter(depth=1).first() if codenames else None
    return [CollectionGrant(root, Permission(codename)) for codename in codenames] if root else []
