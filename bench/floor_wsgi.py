"""Django with the settings that the environment names, and nothing in front."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
