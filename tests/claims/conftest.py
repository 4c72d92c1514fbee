"""The filled site of the website's tests: claims stand on its pages."""

from tests.website.conftest import _in_english, person_of_role, practice, site, visitor

__all__ = ["_in_english", "person_of_role", "practice", "site", "visitor"]
