"""Wagtail's apps without their interface for other programs (REST, version 3), which is served nowhere here.

Each of them builds it whenever anything starts: a third of the time that every command, worker and test takes to begin.
Nothing else of the editor asks for it. Where a later Wagtail wants more of it, the start fails and says what.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from wagtail.contrib.redirects.apps import WagtailRedirectsAppConfig
from wagtail.documents.apps import WagtailDocsAppConfig
from wagtail.images.apps import WagtailImagesAppConfig
from wagtail.snippets.apps import WagtailSnippetsAppConfig


class _NoInterface:
    """Stands for the interface while an app starts."""

    def add_router(self, _address: str, _router: object) -> None:
        """Take no addresses."""


def _stand_in(name: str, **attributes: object) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(attributes)
    return module


@contextmanager
def without_interface(app: str) -> Iterator[None]:
    """Let an app start without its part of the interface; what was loaded of it before is there again after."""
    own = {"router": None, "register_content_types": lambda: None}
    names = (f"{app}.api.v3", f"{app}.api.v3.registry", f"{app}.api.v3.router")
    stand_ins = {name: _stand_in(name, **own) for name in names}
    stand_ins["wagtail.api.v3.api"] = _stand_in("wagtail.api.v3.api", api=_NoInterface())
    before = {name: sys.modules.get(name) for name in stand_ins}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module


class Redirects(WagtailRedirectsAppConfig):
    """Old addresses of pages."""

    def ready(self) -> None:
        """Start as Wagtail's does."""
        with without_interface(self.name):
            super().ready()


class Documents(WagtailDocsAppConfig):
    """Files of the website."""

    def ready(self) -> None:
        """Start as Wagtail's does."""
        with without_interface(self.name):
            super().ready()


class Images(WagtailImagesAppConfig):
    """Pictures of the website."""

    def ready(self) -> None:
        """Start as Wagtail's does."""
        with without_interface(self.name):
            super().ready()


class Snippets(WagtailSnippetsAppConfig):
    """Claims and what else of the website is no page."""

    def ready(self) -> None:
        """Start as Wagtail's does."""
        with without_interface(self.name):
            super().ready()
