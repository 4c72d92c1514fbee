"""Settings of the tests: the product's own, with what must be quick made quick."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("DRYPOINT_DATA", tempfile.mkdtemp(prefix="drypoint-test-"))
os.environ.setdefault("DRYPOINT_URL", "http://testserver")

from drypoint.project.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
(Path(os.environ["DRYPOINT_DATA"]) / "static").mkdir(parents=True, exist_ok=True)
