"""The way in: those pages of allauth that are wanted, under allauth's own names, and ours.

What is not listed does not exist: no sign-up, no e-mail management, no password reset by mail, no sign-in by code.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import path

from drypoint.foundation.accounts import views
from drypoint.foundation.accounts.step_up import confirmed

# What changes or shows one's own second factors asks for one of them first.
_again = confirmed()

urlpatterns = [
    path("", views.overview, name="account_overview"),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("invitation/<str:uid>/<str:token>/", views.invitation, name="account_invitation"),
    path("search-keys/", views.search_keys, name="account_search_keys"),
    path("sessions/", views.sessions, name="account_sessions"),
    path("sessions/end/", views.end_other_sessions, name="account_end_other_sessions"),
    path("sessions/<int:session_id>/end/", views.end_session, name="account_end_session"),
    path("second-factor/", factors.index, name="mfa_index"),
    path("second-factor/authenticate/", views.SecondFactor.as_view(), name="mfa_authenticate"),
    path("second-factor/reauthenticate/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/app/add/", _again(views.AddApp.as_view()), name="mfa_activate_totp"),
    path("second-factor/app/remove/", _again(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("second-factor/recovery-codes/", _again(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "second-factor/recovery-codes/renew/", _again(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"
    ),
    path(
        "second-factor/recovery-codes/file/", _again(codes.download_recovery_codes), name="mfa_download_recovery_codes"
    ),
    path("second-factor/passkeys/add/", _again(views.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path("second-factor/passkeys/login/", views.PasskeyAlone.as_view(), name="mfa_login_webauthn"),
    path("second-factor/passkeys/reauthenticate/", views.PasskeyAgain.as_view(), name="mfa_reauthenticate_webauthn"),
    path("second-factor/passkeys/", views.to_second_factor, name="mfa_list_webauthn"),
    path("second-factor/passkeys/<int:pk>/remove/", _again(views.remove_passkey), name="mfa_remove_webauthn"),
    path("second-factor/passkeys/<int:pk>/name/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
]
