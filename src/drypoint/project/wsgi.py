"""The WSGI application: the page store in front of Django."""

import gc
import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "drypoint.project.settings")

_django = get_wsgi_application()

from django.conf import settings  # noqa: E402

from drypoint.foundation.core import machines  # noqa: E402
from drypoint.foundation.core.files.opening import the_opener  # noqa: E402
from drypoint.foundation.core.front.page_store import in_front_of  # noqa: E402 (models can be imported only now)
from drypoint.foundation.core.front.request_bodies import BodyGuard  # noqa: E402
from drypoint.foundation.core.front.request_heads import HeadGuard  # noqa: E402

# The server runs eight threads in each process (commands/serve.py); two stay free for pages whatever is sent.
BODIES_AT_ONCE = 6
# Of these, what uploads never hold: signing in and writing go on while files arrive slowly.
KEPT_FOR_SMALL_BODIES = 2

# The child that opens files is made ready beside the first requests, not by the first file.
threading.Thread(target=the_opener().warm, name="opener", daemon=True).start()

# Also a machine that only serves pages is to be heard of.
machines.beat_on()

# What was loaded by now stays; the collector need not look at it again and again while pages are built. It also comes
# round less often than every 700 objects: a page makes thousands, and a full round took 50 ms of one request in twenty.
gc.freeze()
gc.set_threshold(50_000, 20, 50)

_guarded = BodyGuard(
    _django, max_bytes=settings.LARGEST_BODY_BYTES, at_once=BODIES_AT_ONCE, for_small=KEPT_FOR_SMALL_BODIES
)
application = HeadGuard(in_front_of(_guarded))
