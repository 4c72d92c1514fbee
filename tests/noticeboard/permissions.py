"""Who reaches the notices."""

from tests.permissions.lines import CLINICIAN, OWNER, Line, everybody, staff

LINES: tuple[Line, ...] = (staff("desk/notices/", OWNER, CLINICIAN), everybody("en/notices/"))
