"""What is held about a patient as a PDF to be read: the same values as in the file, in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources
from typing import cast

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_info, pgettext
from django.utils.translation import gettext as _

from drypoint.foundation.patients.export_fields import Field
from drypoint.foundation.patients.exporting.whole import parts
from drypoint.foundation.patients.models import Person
from drypoint.foundation.practice.queries import the_practice
from drypoint.foundation.practice.rules import amount_of
from drypoint.knowledge.language import FALLBACK

Node = dict[str, object]


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on the paper: its title, the lines below it, and the values with what describes them."""

    title: str
    practice: str
    intro: tuple[str, ...]
    parts: Sequence[Field]
    values: Mapping[str, object]


def paper_of(person: Person, values: Mapping[str, object], at: datetime) -> Paper:
    """Return the paper of an export, in the language that is active."""
    own = the_practice()
    practice = own.name if own else ""
    local = timezone.localtime(at)
    made = _("Made on %(day)s.") % {"day": date_format(local, "DATE_FORMAT")}
    what = _("All that %(practice)s holds about %(name)s.") % {"practice": practice, "name": person.name}
    more = _("Files that were sent are named here and stand in the conversation itself.")
    return Paper(_("Record of %(name)s") % {"name": person.name}, practice, (f"{what} {made}", more), parts(), values)


def as_pdf(paper: Paper) -> bytes:
    """Return a tagged PDF (A4) in the language that is active."""
    import typst  # loaded where it is needed: it is large

    template = resources.files(__package__).joinpath("record.typ").read_bytes()
    return bytes(typst.compile(template, format="pdf", sys_inputs={"record": json.dumps(laid_out(paper))}))


def laid_out(paper: Paper) -> dict[str, object]:
    """Return what the template sets: sections of nodes, each a word with its text or with lists of further nodes."""
    return {
        "title": paper.title,
        "practice": paper.practice,
        "language": get_language() or FALLBACK,
        "page_word": _("Page"),
        "nothing": _("Nothing."),
        "intro": list(paper.intro),
        "sections": [
            {"title": str(part.word), "nodes": _inside(part, paper.values[part.name])}
            for part in paper.parts
            if part.name in paper.values
        ],
    }


def _inside(part: Field, value: object) -> list[Node]:
    """Return the nodes of a section, whose own word is its title."""
    if part.fields and not part.is_list:
        return list(_nodes(part.fields, cast("Mapping[str, object]", value)))
    found = _node(part, value)
    return [{**found, "word": ""}] if found else []


def _nodes(fields: Sequence[Field], values: Mapping[str, object]) -> Iterator[Node]:
    for one in fields:
        if one.name in values and not one.is_for_machines and (found := _node(one, values[one.name])):
            yield found


def _node(one: Field, value: object) -> Node | None:
    """Return a value as a node; None where there is nothing to say."""
    if one.fields:
        entries = cast("Sequence[Mapping[str, object]]", value if one.is_list else [value])
        items = [item for entry in entries if (item := list(_nodes(one.fields, entry)))]
        return {"word": str(one.word), "items": items} if items else None
    if one.in_words is not None:
        said = "\n".join(one.in_words(value))
    elif one.is_list:
        said = "\n".join(filter(None, (_said(one, entry) for entry in cast("Sequence[object]", value))))
    else:
        said = _said(one, value)
    return {"word": str(one.word), "text": said} if said else None


def _said(one: Field, value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return pgettext("record", "yes") if value else pgettext("record", "no")
    if isinstance(value, Mapping):
        language = get_language() or ""
        return str(value.get(language) or next(iter(value.values()), ""))
    text = str(value)
    match one.kind:
        case "moment":
            local = timezone.localtime(datetime.fromisoformat(text))
            return f"{date_format(local, 'DATE_FORMAT')}, {date_format(local, 'TIME_FORMAT')}"
        case "day":
            return date_format(date.fromisoformat(text), "DATE_FORMAT")
        case "language":
            return str(get_language_info(text)["name_local"])
        case "cents":
            return amount_of(int(text))
    return str(dict(one.codes).get(text, text))
