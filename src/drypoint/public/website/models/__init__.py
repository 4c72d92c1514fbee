"""The tables of the website: claims with their sources, and the page types."""

from drypoint.public.website.models.claims import AllowedWord, Certainty, Claim, ClaimSource, Source
from drypoint.public.website.models.editions import EvidenceEdition
from drypoint.public.website.models.pages import (
    ArticlePage,
    AtlasPage,
    ConditionIndexPage,
    ConditionPage,
    ContactPage,
    EvidencePage,
    FAQPage,
    HarmsPage,
    HomePage,
    LegalPage,
    NewsIndexPage,
    PersonPage,
    PricesPage,
    SitePage,
    TeamPage,
    TreatmentPage,
)

__all__ = [
    "AllowedWord",
    "ArticlePage",
    "AtlasPage",
    "Certainty",
    "Claim",
    "ClaimSource",
    "ConditionIndexPage",
    "ConditionPage",
    "ContactPage",
    "EvidenceEdition",
    "EvidencePage",
    "FAQPage",
    "HarmsPage",
    "HomePage",
    "LegalPage",
    "NewsIndexPage",
    "PersonPage",
    "PricesPage",
    "SitePage",
    "Source",
    "TeamPage",
    "TreatmentPage",
]
