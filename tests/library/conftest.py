"""The filled site of the website's tests: the library stands in it."""

from tests.website.conftest import _in_english, kept_site, person_of_role, practice, site, visitor

__all__ = ["_in_english", "kept_site", "person_of_role", "practice", "site", "visitor"]
