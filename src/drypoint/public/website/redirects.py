"""Where an editor's redirects may begin and lead: from pages of a language, to this site or one that is listed.

Wagtail would take any unused path, those of staff among them, and any address.
"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import DisallowedRedirect, ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.http.request import split_domain_port, validate_host
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.middleware import RedirectMiddleware
from wagtail.contrib.redirects.models import Redirect

from drypoint.knowledge.language import languages


def begins_at_a_page(path: str) -> bool:
    """Say whether a path stands below a language, where there is nothing but pages."""
    return path.partition("?")[0].split("/")[:2] in [["", code] for code in languages()]


def leads_to_a_known_site(address: str) -> bool:
    """Say whether an address is a path of this site, or on a host of this site or of DRYPOINT_REDIRECT_HOSTS."""
    if url_has_allowed_host_and_scheme(address, None):
        return address.startswith("/")
    scheme, _colon, rest = address.partition("://")
    host, _port = split_domain_port(rest.partition("/")[0])
    known = [*settings.ALLOWED_HOSTS, *settings.REDIRECT_HOSTS]
    is_address = url_has_allowed_host_and_scheme(address, rest.partition("/")[0])
    return is_address and scheme in {"http", "https"} and validate_host(host, known)


def check_beginning(old_path: str) -> None:
    """Refuse a redirect from a path that is none of a page."""
    if not begins_at_a_page(Redirect.normalise_path(old_path)):
        first = ", ".join(f"/{code}/" for code in languages())
        raise ValidationError(
            _("A redirect begins below a language: write a path that begins with one of %(paths)s.") % {"paths": first}
        )


def check_target(address: str) -> None:
    """Refuse a redirect to a site that nobody answers for."""
    if not leads_to_a_known_site(address):
        raise ValidationError(
            _(
                "A redirect leads to a page of this site. Choose the page, or ask whoever runs Drypoint to add the "
                "other site to DRYPOINT_REDIRECT_HOSTS."
            )
        )


def check_redirects_when_they_are_written() -> None:
    """Have Wagtail's form and its import ask; their fields are the model's."""
    Redirect.old_path.field.validators.append(check_beginning)
    Redirect.redirect_link.field.validators.append(check_target)


class OwnRedirectMiddleware(RedirectMiddleware):
    """Follow a redirect that begins and leads where it may, whatever the row says and however it was written."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Answer 404 with the redirect from this path, if there is one that may be followed."""
        if response.status_code != 404 or not begins_at_a_page(request.path_info):
            return response
        try:
            found: HttpResponseBase = super().process_response(request, response)
        except DisallowedRedirect:  # what is no address of a page at all, such as javascript:
            return response
        return found if leads_to_a_known_site(found.headers.get("Location", "")) else response
