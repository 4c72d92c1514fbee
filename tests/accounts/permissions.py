"""Who reaches the way in, and what of Wagtail's own is shut."""

from __future__ import annotations

from tests.permissions.lines import CLINICIAN, EDITOR, OWNER, STAFF, Answer, Line, answers, editor, everybody, staff

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
    staff("account/search-keys/", *STAFF),
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

LINES: tuple[Line, ...] = (*OF_ACCOUNTS, *OF_NOBODY)
