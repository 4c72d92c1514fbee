"""Run with the invented language in the path: print, as JSON, what pages, mails, sheets and commands say in it."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.test import Client
from tests.language.pseudo import BEGIN, CODE, UNSAID_SENTENCE


def heard(answer: Any) -> dict[str, Any]:
    """Return status, language, how often the invented language is heard, and whether English stands in for it."""
    text = answer.content.decode() if not answer.streaming else ""
    language = re.search(r'<html[^>]* lang="([^"]+)"', text)
    return {
        "status": answer.status_code,
        "language": language[1] if language else "",
        "heard": text.count(BEGIN),
        "english": f">{UNSAID_SENTENCE}<" in text,
    }


def public_pages() -> dict[str, Any]:
    from drypoint.public.website.published import as_published

    site_map = as_published().site_map
    atlas = site_map.atlas(CODE)
    assert atlas is not None
    paths = [node.url for node in site_map.nodes if node.language == CODE]
    paths += [f"{atlas.url}soleus/", f"{atlas.url}gastrocnemius/", f"/{CODE}/calculator/", f"/{CODE}/search/?q=pain"]
    paths.append(f"/{CODE}/ask/")
    visitor = Client()
    found = {path: visitor.get(path) for path in paths}
    return {path: heard(answer) for path, answer in found.items()} | {
        "soleus": "Soleus" in found[f"{atlas.url}soleus/"].content.decode(),
    }


def staff_pages() -> dict[str, Any]:
    from tests.accounts.people import full_client, member

    from drypoint.care.intake.models import PainDrawing
    from drypoint.foundation.accounts.models import User
    from drypoint.foundation.accounts.roles import Role
    from drypoint.foundation.patients.models import Person
    from drypoint.public.claims.models import Claim

    User.objects.update(language=CODE)
    owner = full_client(member(Role.OWNER, "Olga", language=CODE, is_demo=True))
    clinician = full_client(member(Role.CLINICIAN, "Clara", language=CODE, is_demo=True))
    drawing, person, claim = PainDrawing.objects.latest("pk"), Person.objects.latest("pk"), Claim.objects.earliest("pk")
    paths: dict[str, Client] = dict.fromkeys(["", "practice/", "staff/", "outbox/", "audit/", "enquiries/"], owner)
    paths |= dict.fromkeys(
        ["patients/", f"patients/{person.pk}/", "atlas/", "atlas/gastrocnemius/", "claims/", f"claims/{claim.pk}/"],
        clinician,
    )
    paths |= dict.fromkeys([f"drawings/{drawing.pk}/", "muscle-counts/"], clinician)
    return {f"/desk/{path}": heard(client.get(f"/desk/{path}")) for path, client in paths.items()}


def sheet() -> dict[str, Any]:
    from drypoint.care.intake import queries
    from drypoint.care.intake.actions import open_drawing
    from drypoint.foundation.accounts.actors import actor_of_user
    from drypoint.foundation.accounts.models import User
    from drypoint.foundation.patients.models import Person

    clinician = actor_of_user(User.objects.get(email="clara@clinic.example"))
    drawing = open_drawing(actor=clinician, person_id=Person.objects.earliest("pk").pk, hand="patient")
    return heard(Client().get(f"/{CODE}/drawing/{queries.link_of(drawing)}/"))


def mail() -> list[str]:
    from drypoint.foundation.core import clock
    from drypoint.foundation.core.files import form_keys
    from drypoint.foundation.core.models import OutboxMail
    from drypoint.public.enquiries.actions import ASK_FORM, NewEnquiry, receive_enquiry
    from drypoint.public.enquiries.models import Problem

    new = NewEnquiry(
        name="Invented Visitor",
        email="invented@example.com",
        phone="",
        birth_year=1980,
        language=CODE,
        problem=Problem.GENERAL.value,
        text="Is there parking?",
        has_health_consent=False,
    )
    receive_enquiry(new=new, uploads=(), key=form_keys.make(ASK_FORM, clock.now()), address="test")
    found = OutboxMail.objects.get(to_address="invented@example.com")
    return [found.subject, found.text]


def doctor_without_a_claim() -> list[Any]:
    from drypoint.foundation.core import clock
    from drypoint.project import missing_words
    from drypoint.public.claims.models import Claim

    claim = Claim.objects.get(key="low-back-later")
    claim.texts.pop(CODE)
    claim.save()
    return [result.as_json() for result in missing_words.check(clock.now())]


def main() -> None:
    django.setup()
    # Not before: to data without a key no new key is made.
    shutil.copy(sys.argv[1], Path(settings.DATA) / "drypoint.sqlite3")
    from drypoint.foundation.core import clock
    from drypoint.knowledge.atlas import load
    from drypoint.project import demo, missing_words

    demo.fill()
    before = [result.as_json() for result in missing_words.check(clock.now())]
    told = {
        "public": public_pages(),
        "staff": staff_pages(),
        "sheet": sheet(),
        "mail": mail(),
        "doctor": before,
        "doctor_of_a_claim": doctor_without_a_claim(),
        "facts": [load().muscles[key].name.in_(CODE) for key in ("soleus", "gastrocnemius")],
    }
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
