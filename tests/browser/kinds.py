"""One page of each kind that a visitor meets, in either language: what the looks and the statement are checked on.

A kind is the name of a type of page of the website, what stands below one, or the name of a form's address.
"""

from __future__ import annotations

KINDS: dict[str, tuple[str, str]] = {
    "homepage": ("en/", "hr/"),
    "treatmentpage": ("en/dry-needling/", "hr/suha-igla/"),
    "conditionindexpage": ("en/problems/", "hr/tegobe/"),
    "conditionpage": ("en/problems/hip-and-knee/", "hr/tegobe/kuk-i-koljeno/"),
    "atlaspage": ("en/atlas/", "hr/atlas/"),
    "place": ("en/atlas/loin/", "hr/atlas/slabina/"),
    "muscle": ("en/atlas/infraspinatus/", "hr/atlas/infraspinatus/"),
    "faqpage": ("en/questions/", "hr/pitanja/"),
    "newsindexpage": ("en/news/", "hr/novosti/"),
    "articlepage": ("en/news/why-we-say-we-do-not-know/", "hr/novosti/zasto-kazemo-ne-znamo/"),
    "teampage": ("en/team/", "hr/tim/"),
    "personpage": ("en/team/ana-primjer/", "hr/tim/ana-primjer/"),
    "pricespage": ("en/prices/", "hr/cijene/"),
    "contactpage": ("en/contact/", "hr/kontakt/"),
    "legalpage": ("en/accessibility/", "hr/pristupacnost/"),
    "evidencepage": ("en/evidence/", "hr/dokazi/"),
    "condition": ("en/evidence/knee/", "hr/dokazi/koljeno/"),
    "outcome": ("en/evidence/neck/pain-now/", "hr/dokazi/vrat/bol-u-prvim-tjednima/"),
    "harmspage": ("en/evidence/harms/", "hr/dokazi/nuspojave/"),
    "library:calculator": ("en/calculator/?example=events", "hr/kalkulator/?example=events"),
    "library:conversions": (
        "en/calculator/conversions/?convert=or-to-rr&or=2.6&baseline=0.4&low=1.2&high=5.6",
        "hr/kalkulator/pretvorbe/?convert=or-to-rr&or=2,6&baseline=0,4&low=1,2&high=5,6",
    ),
    "website:search": ("en/search/?q=back", "hr/pretraga/?q=vrat"),
    "enquiries:ask": ("en/ask/", "hr/upit/"),
    "booking:services": ("en/book/", "hr/rezervacija/"),
    "booking:times": ("en/book/1/", "hr/rezervacija/1/"),
    "mailing:sign_up": ("en/list/", "hr/popis/"),
    "mailing:sent": ("en/list/sent/", "hr/popis/poslano/"),
    "reviews:all": ("en/reviews/", "hr/recenzije/"),
    "intake:done": ("en/drawing/done/", "hr/crtez/gotovo/"),
}
# Main screens of the desk, as a colour-poor device shows them.
SCREENS = ("", "enquiries/", "enquiries/1/", "appointments/week/", "patients/1/", "drawings/1/", "tasks/", "claims/1/")
