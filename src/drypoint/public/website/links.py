"""Where links in texts lead: pages by id or short name, the enquiry form, and what a practice says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

import nh3
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe

from drypoint.foundation.core.contact_details import dialled
from drypoint.foundation.core.registries.link_targets import address_of_target
from drypoint.foundation.practice.models import Practice
from drypoint.public.website.site_map import SiteMap

TAGS = {"p", "a", "strong", "em", "ul", "ol", "li", "br"}
_SCHEMES = {"http", "https", "mailto", "tel"}
_PAGE_LINK = re.compile(
    r"<a\b[^>]*\blinktype=\"page\"[^>]*\bid=\"(\d+)\"[^>]*>|<a\b[^>]*\bid=\"(\d+)\"[^>]*\blinktype=\"page\"[^>]*>"
)
_ANCHOR = re.compile(r"(<a\b.*?</a>)", re.DOTALL)
_LINKED = {"{practice_phone}": "tel", "{emergency_number}": "tel", "{practice_email}": "mailto"}
# Which kind of page stands for a target that no room has registered.
KINDS_INSTEAD = {"enquiry": "contactpage"}
_EDITORS_TAGS = (("<b>", "<strong>"), ("</b>", "</strong>"), ("<i>", "<em>"), ("</i>", "</em>"))


def enquiry_url(language: str) -> str:
    """Return the path of the enquiry form in the language; "" while the house has none."""
    return address_of_target("enquiry", language)


def booking_url(language: str) -> str:
    """Return where an appointment can be booked, "" while nothing can be."""
    return address_of_target("book", language)


def placeholders(practice: Practice | None, price_range: str | Promise = "") -> dict[str, str | Promise]:
    """Return what stands for each placeholder, such as {practice_name}, in the texts of a page.

    price_range is a whole sentence, "" where the site names no price; it is read when a text asks for it.
    """
    row = practice or Practice()
    place = " ".join(part for part in (row.postcode, row.town) if part)
    return {
        "{practice_name}": row.name,
        "{practice_street}": row.street,
        "{practice_postcode}": row.postcode,
        "{practice_town}": row.town,
        "{practice_country}": row.country,
        "{practice_address}": ", ".join(part for part in (row.street, place) if part),
        "{practice_email}": row.email,
        "{practice_phone}": row.phone,
        "{emergency_number}": row.emergency_number,
        "{answer_within_hours}": str(row.answer_within_hours),
        "{enquiry_kept_days}": str(row.enquiry_kept_days),
        "{price_range}": price_range,
    }


def _clean(fragment: str) -> str:
    """Return the fragment with our few tags and nothing else."""
    return nh3.clean(fragment, tags=TAGS, attributes={"a": {"href"}}, url_schemes=_SCHEMES, link_rel=None)


@dataclass(frozen=True)
class TextRenderer:
    """Turns stored texts into what is shown: links followed, placeholders filled, everything else refused."""

    site_map: SiteMap
    language: str
    values: dict[str, str | Promise]

    def plain(self, text: str) -> str:
        """Return a one-line text with its placeholders filled."""
        if "{" in text:
            for name, value in self.values.items():
                if name in text:
                    text = text.replace(name, str(value))
        return text

    def html(self, stored: str) -> SafeString:
        """Return a rich text as clean HTML of few tags."""
        if "linktype" in stored:
            stored = _PAGE_LINK.sub(self._anchor, stored)
        for editors, ours in _EDITORS_TAGS:
            stored = stored.replace(editors, ours)
        if "{" in stored:
            stored = "".join(
                self._filled(part, is_linked=number % 2 == 0) for number, part in enumerate(_ANCHOR.split(stored))
            )
        return mark_safe(_clean(stored))  # noqa: S308 (cleaned in this very call)

    def linked(self, text: str) -> SafeString:
        """Return a one-line text as HTML, the practice's numbers and addresses in it as links."""
        return mark_safe(_clean(self._filled(escape(text), is_linked=True)))  # noqa: S308 (cleaned in this very call)

    def _filled(self, part: str, *, is_linked: bool) -> str:
        """Fill the placeholders of a stretch of HTML; what can be called or written to is a link where none stands."""
        for name in filter(part.__contains__, self.values):
            value = str(self.values[name])
            scheme = _LINKED.get(name) if is_linked and value else None
            address = dialled(value) if scheme == "tel" else value
            shown = f'<a href="{scheme}:{escape(address)}">{escape(value)}</a>' if scheme else escape(value)
            part = part.replace(name, shown)
        return part

    def _anchor(self, match: re.Match[str]) -> str:
        node = self.site_map.by_id.get(int(match[1] or match[2]))
        return f'<a href="{escape(node.url)}">' if node else "<a>"

    def target(self, to: str) -> str:
        """Return the address for a link target: "page:<key>", "page:<key>#anchor", a room's "enquiry:" or an address.

        Where no room has registered a target, the page that stands for it, as the contacts do for the form; else "".
        """
        if to.startswith("page:"):
            key, _hash, anchor = to.removeprefix("page:").partition("#")
            node = self.site_map.by_key(key, self.language)
            return f"{node.url}#{anchor}" if node and anchor else (node.url if node else "")
        if to.endswith(":"):
            name = to.removesuffix(":")
            return address_of_target(name, self.language) or self._page_instead_of(name)
        return to

    def _page_instead_of(self, name: str) -> str:
        wanted = (KINDS_INSTEAD.get(name), self.language)
        return next((node.url for node in self.site_map.nodes if (node.kind, node.language) == wanted), "")
