"""What search engines read of a page: plain dictionaries in the vocabulary of schema.org.

Only what the page shows to people stands here, and no rating of the practice by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.utils.safestring import SafeString, mark_safe

from drypoint.foundation.practice.models import Practice
from drypoint.foundation.practice.rules import OpenTime, open_times

Data = dict[str, object]
DAYS = {
    "mo": "Monday",
    "tu": "Tuesday",
    "we": "Wednesday",
    "th": "Thursday",
    "fr": "Friday",
    "sa": "Saturday",
    "su": "Sunday",
}
# Inside a script element only these can end it or start a comment; JSON allows them to be written as escapes.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def script_text(data: Data) -> SafeString:
    """Return the JSON of the data, safe inside <script type="application/ld+json">."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308 (escaped here)


def opening_hours(times: Iterable[OpenTime]) -> list[Data]:
    """Return the opening hours, one entry for each opening."""
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"https://schema.org/{DAYS[time.day]}",
            "opens": f"{time.opens:%H:%M}",
            "closes": f"{time.closes:%H:%M}",
        }
        for time in times
    ]


def clinic(practice: Practice, home_url: str, languages: Iterable[str]) -> Data:
    """Return the practice as a MedicalClinic for physiotherapy."""
    data: Data = {
        "@type": ["MedicalClinic", "Physiotherapy"],
        "@id": f"{home_url}#clinic",
        "name": practice.name,
        "url": home_url,
        "medicalSpecialty": "https://schema.org/Physiotherapy",
        "knowsLanguage": list(languages),
    }
    address = {
        "streetAddress": practice.street,
        "postalCode": practice.postcode,
        "addressLocality": practice.town,
        "addressCountry": practice.country,
    }
    if practice.street or practice.town:
        data["address"] = {"@type": "PostalAddress", **{name: value for name, value in address.items() if value}}
    if practice.phone:
        data["telephone"] = practice.phone
    if practice.email:
        data["email"] = practice.email
    if hours := opening_hours(open_times(practice.opening_hours)):
        data["openingHoursSpecification"] = hours
    return data


def treatment(*, name: str, description: str, url: str) -> Data:
    """Return a treatment by needle: a physical therapy whose procedure goes through the skin."""
    return {
        "@type": "PhysicalTherapy",
        "@id": f"{url}#treatment",
        "name": name,
        "description": description,
        "url": url,
        "procedureType": "https://schema.org/PercutaneousProcedure",
        "relevantSpecialty": "https://schema.org/Physiotherapy",
    }


def faq(questions: Iterable[tuple[str, str]]) -> Data:
    """Return questions with their answers; the texts are those of the page, word for word."""
    return {
        "@type": "FAQPage",
        "mainEntity": [
            {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}}
            for question, answer in questions
        ],
    }


def breadcrumbs(trail: Iterable[tuple[str, str]]) -> Data:
    """Return the way from the home page to this page as (title, address)."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": title, "item": url}
            for number, (title, url) in enumerate(trail, start=1)
        ],
    }


def article(*, headline: str, description: str, url: str, published: str, language: str, clinic_id: str) -> Data:
    """Return one article of the news."""
    return {
        "@type": "Article",
        "headline": headline,
        "description": description,
        "url": url,
        "datePublished": published,
        "inLanguage": language,
        "publisher": {"@id": clinic_id},
    }


def muscle(*, name: str, other_names: list[str], does: str) -> Data:
    """Return a muscle; other_names are its Latin name and the one in the other language."""
    return {"@type": "Muscle", "name": name, "alternateName": other_names, "muscleAction": does}


def anatomical_structure(*, name: str, other_names: list[str]) -> Data:
    """Return a place of the body; other_names are its anatomical name and what people call it."""
    return {"@type": "AnatomicalStructure", "name": name, "alternateName": other_names}


def medical_page(
    *, name: str, description: str, url: str, language: str, about: Data, citations: Iterable[str], clinic_id: str
) -> Data:
    """Return a page that explains something medical to patients. It names no reviewer, because nobody reviewed it."""
    data: Data = {
        "@type": "MedicalWebPage",
        "@id": f"{url}#page",
        "name": name,
        "description": description,
        "url": url,
        "inLanguage": language,
        "audience": {"@type": "Patient"},
        "about": about,
        "publisher": {"@id": clinic_id},
    }
    if cited := list(citations):
        data["citation"] = cited
    return data


def graph(*parts: Data) -> Data:
    """Return one document for all parts."""
    return {"@context": "https://schema.org", "@graph": list(parts)}
