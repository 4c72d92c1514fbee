"""What a start does not load: each command, worker and test process pays for it."""

from __future__ import annotations

import subprocess
import sys

from django.apps import apps

from drypoint.project.editor_apps import without_interface


def test_the_editor_starts_without_the_interface_for_other_programs() -> None:
    told = "import django, sys; django.setup(); print(*sys.modules)"
    started = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    loaded = started.stdout.split()
    assert "wagtail.images.apps" in loaded
    assert not [name for name in loaded if name.startswith(("wagtail.api.v3", "ninja", "pydantic"))]
    for label in ("wagtailredirects", "wagtaildocs", "wagtailimages", "wagtailsnippets"):
        assert type(apps.get_app_config(label)).__module__ == "drypoint.project.editor_apps"


def test_what_was_loaded_before_is_there_again_after() -> None:
    name = "wagtail.images.api.v3.router"
    before = sys.modules.get(name)
    sys.modules[name] = sys
    try:
        with without_interface("wagtail.images"):
            assert sys.modules[name] is not sys
        assert sys.modules[name] is sys
        assert "wagtail.api.v3.api" not in sys.modules
    finally:
        del sys.modules[name]
        if before is not None:
            sys.modules[name] = before
