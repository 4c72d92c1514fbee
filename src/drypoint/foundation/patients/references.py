"""Where rows point at a person: every foreign key, found by itself, and what names a person by kind and number.

A merge moves them all. The audit trail alone keeps the number that it wrote: it is sealed, and whoever asks it about a
person asks for the merged records too (queries.merged_away).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db.models import F, Model, QuerySet

from drypoint.foundation.core.registries import Registry
from drypoint.foundation.patients.models import Contact, Episode, Identifier, Merge, Person

# Moved by the merge itself, row by row.
OF_THE_RECORD = frozenset({(Contact, "person"), (Identifier, "person"), (Person, "merged_into")})
OF_MERGES = frozenset({(Merge, "kept"), (Merge, "gone")})
Moved = dict[str, list[int]]


@dataclass(frozen=True)
class NamedReference:
    """Columns that name a person, among others, by kind ("patients.person") and number."""

    name: str
    model: type[Model]
    kind_column: str
    number_column: str
    order: int = 0


_named: Registry[NamedReference] = Registry("reference by kind and number")


def register_named_reference(reference: NamedReference) -> None:
    """Let a merge know of columns that may name a person without a foreign key, from a room's apps.py."""
    _named.register(reference)


def named_references() -> tuple[NamedReference, ...]:
    """Return what is registered."""
    return tuple(_named)


def foreign_keys() -> Iterator[tuple[type[Model], str]]:
    """Give every model and column with a foreign key to a person that a merge re-points."""
    for model in apps.get_models(include_auto_created=True):
        for column in model._meta.local_fields:  # noqa: SLF001 (Django documents _meta)
            if column.related_model is Person and (model, column.name) not in OF_THE_RECORD | OF_MERGES:
                yield model, column.name


def pointed_at(ids: Sequence[int]) -> set[int]:
    """Return at which of these people rows point."""
    kind = Person._meta.label_lower  # noqa: SLF001
    found: set[int] = set()
    for model, column in foreign_keys():
        rows = model._base_manager.filter(**{f"{column}__in": ids})  # noqa: SLF001
        found.update(rows.values_list(f"{column}_id", flat=True).distinct())
    for named in named_references():
        rows = named.model._base_manager.filter(  # noqa: SLF001
            **{named.kind_column: kind, f"{named.number_column}__in": [str(one) for one in ids]}
        )
        found.update(int(number) for number in rows.values_list(named.number_column, flat=True).distinct())
    return found


def re_point(gone: Person, kept: Person) -> Moved:
    """Point every row at the one who is kept, in the caller's transaction, and return which rows were moved."""
    moved: Moved = {}
    for model, column in foreign_keys():
        rows = model._base_manager.filter(**{column: gone.pk})  # noqa: SLF001
        _note(moved, f"{model._meta.label}.{column}", list(rows.values_list("pk", flat=True)))  # noqa: SLF001
        rows.update(**{column: kept.pk})
    kind = Person._meta.label_lower  # noqa: SLF001
    for named in named_references():
        rows = named.model._base_manager.filter(  # noqa: SLF001
            **{named.kind_column: kind, named.number_column: str(gone.pk)}
        )
        _note(moved, named.name, list(rows.values_list("pk", flat=True)))
        rows.update(**{named.number_column: str(kept.pk)})
    return moved


def point_back(moved: Moved, kept: Person, gone: Person) -> None:
    """Point the rows that were moved, and are still there, back again, in the caller's transaction."""
    for model, column in foreign_keys():
        ids = moved.get(f"{model._meta.label}.{column}", ())  # noqa: SLF001
        _some(model, ids, **{column: kept.pk}).update(**{column: gone.pk})
    for named in named_references():
        ids = moved.get(named.name, ())
        _some(named.model, ids, **{named.number_column: str(kept.pk)}).update(**{named.number_column: str(gone.pk)})


def let_go_of_others_episodes(kept: Person, gone: Person) -> None:
    """Leave no row of one person at a problem of the other, in the caller's transaction: it hangs on none then.

    What was added while the two were one stays with the kept record, also where its problem went back.
    """
    for model, column in foreign_keys():
        for other in model._meta.local_fields:  # noqa: SLF001 (Django documents _meta)
            if other.related_model is Episode:
                rows = model._base_manager.filter(  # noqa: SLF001
                    **{f"{column}__in": [kept.pk, gone.pk], f"{other.name}__isnull": False}
                ).exclude(**{f"{other.name}__person": F(column)})
                rows.update(**{other.name: None})


def _note(moved: Moved, name: str, ids: list[int]) -> None:
    if ids:
        moved[name] = ids


def _some(model: type[Model], ids: Sequence[int], **where: object) -> QuerySet[Model]:
    return model._base_manager.filter(pk__in=ids, **where)  # noqa: SLF001
