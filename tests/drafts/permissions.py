"""Who has what they type kept: whoever has forms to type into, each their own alone."""

from __future__ import annotations

from tests.permissions.lines import CLINICIAN, OWNER, RECEPTION, Answer, Line, staff

ALL = (OWNER, CLINICIAN, RECEPTION)
NOBODYS = {**staff("", *ALL).answers, **dict.fromkeys(ALL, Answer.HIDDEN)}

LINES: tuple[Line, ...] = (
    staff("desk/drafts/", *ALL),
    staff("desk/drafts/keep/", *ALL),
    staff("desk/drafts/here/", *ALL),
    # The test asks for the draft of somebody else.
    Line("desk/drafts/<uuid:key>/", NOBODYS),
    staff("desk/drafts/<uuid:key>/drop/", *ALL),
)
