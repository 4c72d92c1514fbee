"""Every component on still pages: `python -m tests.look.gallery FOLDER` writes them, to look at and to photograph."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django
from django.conf import settings

LOOK = Path(__file__).resolve().parents[2] / "src/drypoint/foundation/look"
# The website's blocks, without the website.
BLOCKS = LOOK.parents[1] / "public/website/templates"
SAMPLES = Path(__file__).resolve().parent / "samples"
PAGES = ("treatment", "enquiry", "conversation", "desk", "desk-enquiry")


def configure() -> None:
    """Set Django up with templates and nothing else, unless the caller has set it up already."""
    if not settings.configured:
        settings.configure(
            STATIC_URL="static/",
            USE_I18N=True,
            LANGUAGES=[("en", "English"), ("hr", "Hrvatski")],
            INSTALLED_APPS=["drypoint.foundation.look", "django.contrib.staticfiles", "django.forms"],
            FORM_RENDERER="drypoint.foundation.look.renderers.LookRenderer",
            TEMPLATES=[
                {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "DIRS": [BLOCKS]}
            ],
        )
        django.setup()


def sample_form() -> Any:
    """Return a bound form with one of each kind of field, two of them wrong."""
    from django import forms

    class Enquiry(forms.Form):
        name = forms.CharField(label="Your name")
        email = forms.EmailField(label="E-mail", help_text="We write only about your enquiry.")
        phone = forms.CharField(label="Telephone", required=False)
        problem = forms.CharField(label="What troubles you?", widget=forms.Textarea(attrs={"rows": 4}))
        where = forms.ChoiceField(
            label="Where is it worst?", widget=forms.RadioSelect, choices=[("back", "Lower back"), ("neck", "Neck")]
        )
        language = forms.ChoiceField(label="Language", choices=[("en", "English"), ("hr", "Hrvatski")])
        report = forms.FileField(label="The specialist's report", required=False, help_text="PDF or a photo.")
        consent = forms.BooleanField(label="You may use what I write here about my health to answer me.")

    return Enquiry({"name": "Ana Primjer", "email": "ana@example", "problem": "Tingling in the leg.", "where": "back"})


def context() -> dict[str, Any]:
    """Return what the sample pages are filled with; the people are invented."""
    from drypoint.public.website import figures

    return {
        "practice": SimpleNamespace(
            name="Ordinacija Primjer",
            street="Izmišljena ulica 1",
            postcode="10000",
            town="Zagreb",
            phone="+385 1 5550 100",
            email="ordinacija@example.com",
            emergency_number="112",
            is_demo=True,
        ),
        "menu": [
            {"title": title, "url": "treatment.html", "is_current": title == "Dry needling"}
            for title in ("Dry needling", "What hurts", "Evidence", "Prices", "Ask us")
        ],
        "languages": [
            {"code": "en", "name": "English", "url": "treatment.html", "is_current": True},
            {"code": "hr", "name": "Hrvatski", "url": "treatment.html", "is_current": False},
        ],
        "footer_menu": [{"title": title, "url": "treatment.html"} for title in ("Privacy", "After the treatment")],
        "breadcrumb": [{"title": "Home", "url": "treatment.html"}, {"title": "Dry needling", "url": ""}],
        "nav": [
            {"title": "Today", "url": "desk.html", "icon": "today", "is_current": True, "count": None},
            {"title": "Enquiries", "url": "desk-enquiry.html", "icon": "enquiries", "is_current": False, "count": 3},
            {"title": "Outbox", "url": "desk.html", "icon": "outbox", "is_current": False, "count": None},
            {"title": "Practice", "url": "desk.html", "icon": "practice", "is_current": False, "count": None},
            {"title": "Audit", "url": "desk.html", "icon": "audit", "is_current": False, "count": None},
        ],
        "account_nav": [{"title": "Sign out", "url": "desk.html", "icon": "sign-out", "is_current": False}],
        "signed_in_as": "Dr. Iva Izmišljena",
        "muscle_drawing": figures.drawing("engraved_muscle", description="A needle reaches a knot in a muscle."),
        "needle_drawing": figures.drawing("needle", description=""),
        "mechanism": {
            "drawing": figures.mechanism_drawing(),
            "steps": [
                {"title": title, "html": text, "certainty_note": known, "sources": []}
                for title, text, known in (
                    ("Muscle", "The needle may make a tight band let go.", "Seen in mice."),
                    ("Nerve", "Nerve endings may send fewer pain signals.", "Plausible."),
                    ("Spinal cord", "The cord may let fewer signals pass.", "Plausible."),
                    ("Brain", "The brain may dampen pain from above.", "Plausible."),
                )
            ],
        },
    }


def render(folder: Path, language: str = "en") -> list[Path]:
    """Write every sample page and the static files into the folder; return the pages."""
    from django.template import engines
    from django.utils import translation

    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(LOOK / "static", folder / "static", dirs_exist_ok=True)
    engine, pages = engines["django"], []
    with translation.override(language):
        values = context()
        for name in PAGES:
            source = (SAMPLES / f"{name}.html").read_text(encoding="utf-8")
            page = folder / f"{name}.html"
            page.write_text(engine.from_string(source).render({**values, "form": sample_form()}), encoding="utf-8")
            pages.append(page)
        for name in ("400", "403", "404", "429", "500"):
            page = folder / f"{name}.html"
            page.write_text(engine.get_template(f"{name}.html").render({} if name == "500" else values), "utf-8")
            pages.append(page)
    return pages


def main() -> None:
    """Read the folder from the command line and write the gallery there."""
    parser = argparse.ArgumentParser(description="Write every component of the look as still pages.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--language", choices=["en", "hr"], default="en")
    arguments = parser.parse_args()
    configure()
    render(arguments.folder, arguments.language)


if __name__ == "__main__":
    main()
