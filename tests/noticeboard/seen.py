"""Walk through a house that runs on the present settings, and say where the notices are seen."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import get_resolver

from drypoint.care.intake import actions as drawings
from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.capabilities import capabilities_of, table
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import checks, clock
from drypoint.foundation.core.registries.first_content import Founding, first_contents
from drypoint.foundation.core.registries.link_targets import address_of_target
from drypoint.foundation.core.worker import Worker
from drypoint.foundation.patients.actions import Particulars, add_person, export_person
from drypoint.foundation.practice.models import Practice
from drypoint.knowledge.bodymap.sheet import Tick
from drypoint.public.website.blocks import CallToActionBlock
from tests.accounts.people import full_client, member
from tests.pages import Page, page_of
from tests.permissions.test_every_url import line_for
from tests.permissions.urlconf import routes


def drawn_for(person_id: int, actor: Any) -> None:
    drawing = drawings.open_drawing(actor=actor, person_id=person_id, hand="together")
    sheet = drawings.SheetContents("neutral", (), (Tick("jaw_left", 4),))
    drawings.hand_in(actor=actor, drawing_id=drawing.pk, sheet=sheet, expected_revision=0, save_key="x")


def under(page: Page, name: str) -> str:
    return page.section(name).text if page.has_section(name) else ""


def typed(target: str) -> str:
    try:
        return str(CallToActionBlock().child_blocks["to"].clean(target))
    except ValidationError:
        return ""


def seen() -> dict[str, Any]:
    Practice.objects.create(name="Primjer", languages=["en", "hr"])
    clara = member(Role.CLINICIAN, "Clara")
    clinician, reception = full_client(clara), full_client(member(Role.RECEPTION, "Rita"))
    person = add_person(actor=actor_of_user(clara), particulars=Particulars(name="Vera Primjer"))
    drawn_for(person.pk, actor_of_user(clara))
    today, sheet = page_of(clinician.get("/desk/")), page_of(clinician.get(f"/desk/patients/{person.pk}/"))
    found = page_of(clinician.get("/desk/search/?q=umbrella"))
    theirs = page_of(reception.get(f"/desk/patients/{person.pk}/"))
    for content in first_contents:
        if content.name.startswith("noticeboard"):
            content.load(Founding(("en",), "en", is_demo=True))
    ours = [route.pattern for route in routes(get_resolver()) if "notices" in route.pattern]
    return {
        "navigation": under(today, "Desk"),
        "navigation of reception": under(theirs, "Desk"),
        "waits first": today.messages[:1],
        "today": under(today, "Pinned up today"),
        "page": clinician.get("/desk/notices/", follow=True).status_code,
        "page for reception": reception.get("/desk/notices/").status_code,
        "public page": clinician.get("/en/notices/").status_code,
        "banner": sheet.texts(".panel.warning"),
        "section": under(sheet, "Notices of the patient"),
        "section for reception": under(theirs, "Notices of the patient"),
        "timeline": under(sheet, "Timeline"),
        "search": found.main.section("Notices").links if found.main.has_section("Notices") else {},
        "link target": address_of_target("notices", "hr"),
        "typed by an editor": typed("notices:"),
        "held": export_person(actor=actor_of_user(member(Role.OWNER, "Olga")), person_id=person.pk).get("notices"),
        "doctor": [finding.sentence for finding in checks.run_all(clock.now()) if "noticeboard" in finding.id],
        "scan": [scan.name for scan in Worker(name="w")._scans if "notices" in scan.name],
        "demo": [content.name for content in first_contents if "noticeboard" in content.name],
        "capabilities": [line for line in table().splitlines() if "noticeboard" in line],
        "held by": [role.value for role in Role if "noticeboard.read" in capabilities_of(role)],
        "permission table": {pattern: line_for(pattern) is not None for pattern in ours},
        "room": [app for app in settings.INSTALLED_APPS if "noticeboard" in app],
    }
