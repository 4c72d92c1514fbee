"""Django with next to nothing around it: the floor of a page that is built anew and of a signed-in screen."""

from drypoint.project.settings import *  # noqa: F403

ROOT_URLCONF = "bench.floor_urls"
# allauth refuses to start without its middleware, which costs a microsecond; the floor has nothing else.
MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
