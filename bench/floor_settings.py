"""Django with nothing around it: the floor of a page that is built anew and of a signed-in screen."""

from drypoint.project.settings import *  # noqa: F403

ROOT_URLCONF = "bench.floor_urls"
MIDDLEWARE = []
WSGI_APPLICATION = None
