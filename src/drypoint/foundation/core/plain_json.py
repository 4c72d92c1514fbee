"""JSON in a column, readable for a search in the database."""

from __future__ import annotations

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder


class PlainJSON(DjangoJSONEncoder):
    """Letters as they are, not as escapes, so that a search in the column finds them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "ensure_ascii": False})
