"""The WSGI application: the page store in front of Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "drypoint.project.settings")

_django = get_wsgi_application()

from drypoint.foundation.core.pagestore import in_front_of  # noqa: E402 (models can be imported only now)

application = in_front_of(_django)
