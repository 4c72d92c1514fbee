"""The settings of the tests, and the line that plugs the room in."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.noticeboard"]
