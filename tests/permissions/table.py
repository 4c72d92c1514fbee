"""Who reaches what: one line for every address of ours, prefixes for Wagtail's many.

To add an address: write its pattern as it stands in the URLconf (the failing test prints it) and who gets which answer.
The longest line that fits counts. If the address needs a row that exists, add a function to IDS that makes one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from wagtail.models import Page

from drypoint.care.intake.models import PainDrawing
from drypoint.foundation.accounts.models import User
from drypoint.foundation.core import clock
from drypoint.foundation.core.mail.outbox import queue_mail
from drypoint.foundation.patients.models import Person as Patient
from drypoint.public.enquiries.models import ConsentText, Enquiry, Problem, State
from drypoint.public.website.models import Claim


class Person(Enum):
    """Who asks."""

    VISITOR = "visitor"
    OWNER = "owner"
    CLINICIAN = "clinician"
    RECEPTION = "reception"
    EDITOR = "editor"
    AUDITOR = "auditor"
    NEWCOMER = "newcomer"  # signed in by password, no second factor set up yet
    PASSWORD_ONLY = "password only"  # gave the password, not yet the code
    HALF = "half"  # a session that is signed in without ever having shown the second factor
    DEACTIVATED = "deactivated"  # kept the cookie of a session from before


class Answer(Enum):
    """What they get."""

    OPEN = "open"
    SIGN_IN = "to the sign-in page"
    ENROL = "to setting up a second factor"
    REFUSED = "403"
    HIDDEN = "404"
    GONE = "410"
    DEPENDS = "open, or back to the editor's first page, by what there is to edit"
    BACK = "back to the editor's first page, which is Wagtail's own refusal"


PERSONS = tuple(Person)
STAFF = (Person.OWNER, Person.CLINICIAN, Person.RECEPTION, Person.EDITOR, Person.AUDITOR)


@dataclass(frozen=True)
class Line:
    """The answers for one pattern, or for all that begin like it if it ends in "*"."""

    pattern: str
    answers: dict[Person, Answer]

    def fits(self, pattern: str) -> bool:
        if self.pattern.endswith("*"):
            return pattern.startswith(self.pattern[:-1])
        return pattern == self.pattern


def everybody(pattern: str, answer: Answer = Answer.OPEN) -> Line:
    """A line for a page that tells all the same."""
    return Line(pattern, dict.fromkeys(PERSONS, answer))


def staff(pattern: str, *allowed: Person, others: Answer = Answer.REFUSED) -> Line:
    """A line behind the gate: open for these of the staff, `others` for the rest of them."""
    return Line(
        pattern,
        {
            Person.VISITOR: Answer.SIGN_IN,
            Person.NEWCOMER: Answer.ENROL,
            Person.PASSWORD_ONLY: Answer.SIGN_IN,
            Person.HALF: Answer.SIGN_IN,
            Person.DEACTIVATED: Answer.SIGN_IN,
            **{person: Answer.OPEN if person in allowed else others for person in STAFF},
        },
    )


def missing(pattern: str, *allowed: Person) -> Line:
    """A line behind the gate whose row is not there: 404 to these of the staff, 403 to the rest of them."""
    return Line(pattern, {**staff(pattern).answers, **dict.fromkeys(allowed, Answer.HIDDEN)})


def editor(pattern: str, *allowed: Person, back: dict[Person, Answer] | None = None) -> Line:
    """A line of the editor: who has no business there gets 403 from the gate, `back` get another answer."""
    return Line(pattern, {**staff(pattern, *allowed).answers, **(back or {})})


def answers(pattern: str, **given: Answer) -> Line:
    """A line written out; `rest` is for everybody who is not named (a space in a name is written as "_")."""
    rest = given.pop("rest")
    named = {name.replace("_", " "): answer for name, answer in given.items()}
    assert set(named) <= {person.value for person in PERSONS}, f"{pattern} names somebody who is not in Person."
    return Line(pattern, {person: named.get(person.value, rest) for person in PERSONS})


OWNER, CLINICIAN, RECEPTION, EDITOR, AUDITOR = STAFF
_NEW = {"newcomer": Answer.ENROL}
_AWAY = dict.fromkeys(("visitor", "password_only", "half", "deactivated"), Answer.SIGN_IN)
# Whoever is in already is led to where they work: the desk, or for an editor the editor.
_HALF_WAY = {"rest": Answer.OPEN, "editor": Answer.BACK, **_NEW, **_AWAY, "password_only": Answer.OPEN}

OF_ACCOUNTS = (
    staff("account/", *STAFF),
    answers("account/login/", rest=Answer.OPEN, editor=Answer.BACK, **_NEW),
    answers("account/logout/", rest=Answer.OPEN, **_AWAY),
    answers("account/reauthenticate/", rest=Answer.OPEN, **_AWAY),
    staff("account/password/", *STAFF),
    # A forged link says so to everybody.
    answers("account/invitation/<str:uid>/<str:token>/", rest=Answer.GONE, **_NEW),
    staff("account/sessions/", *STAFF),
    staff("account/sessions/end/", *STAFF),
    staff("account/sessions/<int:session_id>/end/", *STAFF),
    answers("account/second-factor/", rest=Answer.OPEN, **_AWAY),
    answers("account/second-factor/authenticate/", **_HALF_WAY),
    staff("account/second-factor/reauthenticate/", *STAFF),
    answers("account/second-factor/app/add/", rest=Answer.OPEN, **_AWAY),
    staff("account/second-factor/app/remove/", *STAFF),
    staff("account/second-factor/recovery-codes/", *STAFF),
    staff("account/second-factor/recovery-codes/renew/", *STAFF),
    staff("account/second-factor/recovery-codes/file/", *STAFF),
    answers("account/second-factor/passkeys/", rest=Answer.ENROL, **_AWAY),
    answers("account/second-factor/passkeys/add/", rest=Answer.OPEN, **_AWAY),
    # Without JavaScript nothing is asked here; whoever is half way in is led on to the code.
    answers("account/second-factor/passkeys/login/", **_HALF_WAY),
    staff("account/second-factor/passkeys/reauthenticate/", *STAFF),
    staff("account/second-factor/passkeys/<int:pk>/remove/", others=Answer.HIDDEN),
    staff("account/second-factor/passkeys/<int:pk>/name/", others=Answer.HIDDEN),
)

# Wagtail's own ways in: taken over, and reached by nobody even under Wagtail's own patterns.
OF_NOBODY = (
    *(
        editor(pattern, back={OWNER: Answer.SIGN_IN, CLINICIAN: Answer.SIGN_IN, EDITOR: Answer.SIGN_IN})
        for pattern in ("^edit/login(?:/.*)?$", "edit/login/")
    ),
    *(
        staff(pattern, OWNER, CLINICIAN, EDITOR)
        for pattern in ("^edit/logout(?:/.*)?$", "edit/logout/", "^edit/account(?:/.*)?$", "edit/account/")
    ),
    *(
        editor(pattern, back=dict.fromkeys((OWNER, CLINICIAN, EDITOR), Answer.HIDDEN))
        for pattern in (
            "^edit/(?:password_reset|users|groups|api-tokens)(?:/.*)?$",
            "^edit/bulk/(?:accounts|auth|wagtailusers)(?:/.*)?$",
            "edit/password_reset/*",
            "edit/users/*",
            "edit/failwhale/",
            "edit/groups/*",
        )
    ),
    everybody("en/_util/login/", Answer.SIGN_IN),
    everybody("en/^_util/authenticate_with_password(?:/.*)?$", Answer.HIDDEN),
    everybody("en/_util/authenticate_with_password/*", Answer.HIDDEN),
)

_BACK = {CLINICIAN: Answer.BACK}
_BOTH_BACK = {CLINICIAN: Answer.BACK, EDITOR: Answer.BACK}
_DEPENDS = {OWNER: Answer.DEPENDS, EDITOR: Answer.DEPENDS}

OF_THE_EDITOR = (
    # The first page, drawings, sentences for scripts, and choosers, which list what is public anyway.
    editor("edit/*", OWNER, CLINICIAN, EDITOR),
    # Pages and pictures are the editor's; a clinician comes for the claims only.
    *(
        editor(f"edit/{place}/*", OWNER, EDITOR, back=_BACK)
        for place in ("pages", "collections", "redirects", "translation", "documents", "images", "reports")
    ),
    *(editor(f"edit/{place}/*", OWNER, back=_BOTH_BACK) for place in ("sites", "workflows")),
    *(editor(f"edit/{place}/chooser/*", OWNER, CLINICIAN, EDITOR) for place in ("documents", "images")),
    *(editor(f"edit/{place}/chooser/create/", OWNER, EDITOR, back=_BACK) for place in ("documents", "images")),
    editor("edit/workflows/task_chooser/*", OWNER, CLINICIAN, EDITOR),
    editor("edit/reports/site-history/*", OWNER, CLINICIAN, EDITOR),
    # A redirect, and a question whose answer is refused when it is sent.
    editor("edit/pages/<int:page_id>/revisions/", OWNER, CLINICIAN, EDITOR),
    editor("edit/pages/<int:page_to_move_id>/move/<int:destination_id>/confirm/", OWNER, CLINICIAN, EDITOR),
    editor("edit/pages/<int:parent_page_id>/add_subpage/", back={**_DEPENDS, **_BACK}),
    editor("edit/pages/workflow/*", back={**_DEPENDS, CLINICIAN: Answer.DEPENDS}),
    editor("edit/snippets/", back={**_DEPENDS, CLINICIAN: Answer.DEPENDS}),
    # Sources and new claims are written by editors; a clinician changes a claim in order to sign it.
    editor("edit/snippets/website/source/*", OWNER, EDITOR, back=_BACK),
    editor("edit/snippets/website/claim/add/", OWNER, EDITOR, back=_BACK),
    editor("edit/snippets/choose/website/source/create/", OWNER, EDITOR, back=_BACK),
    editor("edit/snippets/choose/website/claim/create/", OWNER, EDITOR, back=_BACK),
    editor("edit/words/<int:page_id>/", back={**_DEPENDS, **_BACK}),
)

OF_THE_DESK = (
    staff("desk/", OWNER, CLINICIAN, RECEPTION, AUDITOR),
    staff("desk/enquiries/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/enquiries/<int:pk>/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/enquiries/<int:pk>/answer/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/enquiries/<int:pk>/state/", OWNER, CLINICIAN, RECEPTION),
    # The enquiry has no document of this number: who may open documents learns that, the others only that they may not.
    missing("desk/enquiries/<int:pk>/documents/<int:number>/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/enquiries/<int:pk>/erase/", OWNER),
    staff("desk/atlas/", OWNER, CLINICIAN),
    staff("desk/atlas/<slug:muscle_id>/", OWNER, CLINICIAN),
    staff("desk/enquiries/<int:pk>/patient/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/patients/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/patients/new/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/patients/<int:pk>/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/patients/<int:pk>/change/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/patients/<int:pk>/export/", OWNER, CLINICIAN),
    staff("desk/patients/<int:pk>/erase/", OWNER),
    staff("desk/patients/<int:person_pk>/drawings/hand-over/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/patients/<int:person_pk>/drawings/together/", OWNER, CLINICIAN),
    # Reception reads nothing clinical: neither a drawing nor what it suggests.
    staff("desk/drawings/<int:pk>/", OWNER, CLINICIAN),
    staff("desk/drawings/<int:pk>/draw/", OWNER, CLINICIAN),
    staff("desk/drawings/<int:pk>/discard/", OWNER, CLINICIAN),
    staff("desk/drawings/<int:pk>/judge/", OWNER, CLINICIAN),
    staff("desk/drawings/<int:pk>/others/", OWNER, CLINICIAN),
    staff("desk/muscle-counts/", OWNER, CLINICIAN),
    staff("desk/muscle-counts/muscle-counts.<str:suffix>", OWNER, CLINICIAN),
    staff("desk/claims/", OWNER, CLINICIAN),
    staff("desk/claims/<int:pk>/", OWNER, CLINICIAN),
    staff("desk/evidence/", OWNER, CLINICIAN),
    staff("desk/outbox/", OWNER, CLINICIAN, RECEPTION, AUDITOR),
    staff("desk/outbox/<int:pk>/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/outbox/<int:pk>/again/", OWNER),
    staff("desk/practice/", OWNER),
    staff("desk/staff/", OWNER),
    staff("desk/staff/<int:pk>/", OWNER),
    staff("desk/audit/", OWNER, AUDITOR),
)

OF_THE_PUBLIC = (
    everybody(""),
    everybody("healthz"),
    everybody("robots.txt"),
    everybody("sitemap.xml"),
    everybody("en/*"),
    everybody("media/images/<path:name>", Answer.HIDDEN),
    everybody("en/ask/sent/<str:token>/", Answer.HIDDEN),
    # A forged link, and a figure that does not exist.
    everybody("en/drawing/<str:token>/", Answer.GONE),
    everybody("en/drawing/figure/<str:sex>/<str:view>.svg", Answer.HIDDEN),
    # There is a practice already.
    everybody("setup/", Answer.HIDDEN),
)

LINES: tuple[Line, ...] = (*OF_ACCOUNTS, *OF_NOBODY, *OF_THE_DESK, *OF_THE_EDITOR, *OF_THE_PUBLIC)

REGEXES: dict[str, str] = {
    r"^.*/$": "nothing-there/",
    r"^((?:[\w\-]+/)*)$": "",
    r"^edit/login(?:/.*)?$": "edit/login/",
    r"^edit/logout(?:/.*)?$": "edit/logout/",
    r"^edit/account(?:/.*)?$": "edit/account/",
    r"^edit/(?:password_reset|users|groups|api-tokens)(?:/.*)?$": "edit/users/",
    r"^edit/bulk/(?:accounts|auth|wagtailusers)(?:/.*)?$": "edit/bulk/accounts/user/delete/",
    r"^_util/authenticate_with_password(?:/.*)?$": "_util/authenticate_with_password/1/1/",
    r"^(?P<pk>\d+)/revisions/compare/(?P<revision_id_a>live|earliest|\d+)\.\.\.(?P<revision_id_b>live|latest|\d+)/$": (
        "2/revisions/compare/live...latest/"
    ),
}


def _page() -> int:
    page = Page.objects.filter(depth__gt=1).order_by("path").first()
    assert page is not None
    return int(page.pk)


def _enquiry() -> int:
    now = clock.now()
    consent = ConsentText.objects.create(
        purpose=ConsentText.Purpose.CONTACT, version=99, texts={"en": "Yes."}, sha256=""
    )
    enquiry = Enquiry.objects.create(
        reference="TEST-0001",
        name="Primjer",
        email="visitor@example.com",
        birth_year=1970,
        language="en",
        problem=Problem.GENERAL,
        contact_consent=consent,
        received_at=now,
        last_message_at=now,
        state=State.NEW,
        link_expires_at=now,
    )
    return int(enquiry.pk)


def _person() -> int:
    person = Patient.objects.create(name="Primjer", name_key="primjer", language="en", made_at=clock.now())
    return int(person.pk)


def _drawing() -> int:
    now = clock.now()
    drawing = PainDrawing.objects.create(
        person_id=_person(), drawn_by="patient", made_at=now, open_until=now, map_version="1"
    )
    return int(drawing.pk)


def _claim() -> int:
    return int(Claim.objects.create(key="test", text_en="A test.", text_hr="Provjera.").pk)


def _mail() -> int:
    cause = User.objects.order_by("pk").first()
    assert cause is not None
    facts = {"kind": "test", "to_address": "visitor@example.com", "language": "en", "subject": "News", "text": "News"}
    return int(queue_mail(cause=cause, **facts).pk)


def _member() -> int:
    user = User.objects.order_by("pk").first()
    assert user is not None
    return int(user.pk)


# Makes the rows that an address needs and returns its parameters; called inside the test's transaction.
# The key is a pattern of the URLconf, or the beginning of some.
IDS: dict[str, Callable[[], dict[str, Any]]] = {
    "desk/enquiries/<int:pk>/": lambda: {"pk": _enquiry()},
    "desk/atlas/<slug:muscle_id>/": lambda: {"muscle_id": "soleus"},
    "desk/patients/<int:pk>/": lambda: {"pk": _person()},
    "desk/patients/<int:person_pk>/": lambda: {"person_pk": _person()},
    "desk/drawings/<int:pk>/": lambda: {"pk": _drawing()},
    "desk/claims/<int:pk>/": lambda: {"pk": _claim()},
    "desk/outbox/<int:pk>/": lambda: {"pk": _mail()},
    "desk/staff/<int:pk>/": lambda: {"pk": _member()},
    "edit/words/": lambda: {"page_id": _page()},
    "edit/pages/": lambda: {"page_id": _page(), "parent_page_id": _page(), "page_to_move_id": _page()},
    "edit/translation/submit/page/": lambda: {"page_id": _page()},
    "edit/images/chooser/chosen/": lambda: {"pk": 1},
    "edit/documents/chooser/chosen/": lambda: {"pk": 1},
    "edit/snippets/choose/": lambda: {"pk": 1},
}
