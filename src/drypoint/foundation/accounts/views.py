"""One's own pages: overview, sessions, the one-time link."""

from __future__ import annotations

from typing import cast

from allauth.account.decorators import reauthentication_required
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal import flows
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from drypoint.foundation.accounts import actions, ceremonies, day_codes, presenters, queries
from drypoint.foundation.accounts import sessions as marks
from drypoint.foundation.accounts.actors import actor_of, actor_of_user
from drypoint.foundation.accounts.adapters import SecondFactorAdapter
from drypoint.foundation.accounts.capabilities import all_capabilities
from drypoint.foundation.accounts.ceremonies import Purpose
from drypoint.foundation.accounts.forms import InvitationForm, SecondFactorForm
from drypoint.foundation.accounts.half_way import end_if_stale
from drypoint.foundation.accounts.invitations import invited
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.passkeys import PasskeyAgainForm, PasskeyForm, PasskeySecondForm, keep_choice
from drypoint.foundation.core import clock
from drypoint.foundation.core.writing import durable
from drypoint.foundation.look.pages import show


@never_cache
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Show who one is, what one may do, and where to change password and second factor."""
    user = get_object_or_404(User, pk=request.user.pk)
    return show(request, presenters.overview_page(user, all_capabilities()))


@require_POST
def search_keys(request: HttpRequest) -> HttpResponse:
    """Turn the keys of the search on or off for oneself."""
    is_on = request.POST.get("keys") == "on"
    actions.set_search_keys(actor=actor_of(request), is_on=is_on)
    messages.success(request, _("The keys lead to the search.") if is_on else _("The keys lead to the search no more."))
    return redirect("account_overview")


@never_cache
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """List where one is signed in."""
    user = get_object_or_404(User, pk=request.user.pk)
    listed = queries.sessions_of(user, request.session.session_key, clock.now())
    return show(request, presenters.SessionsPage(tuple(listed)))


@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one of one's own sessions; ending the present one signs out."""
    if actions.end_session(actor=actor_of(request), session_id=session_id):
        messages.success(request, _("The session is ended."))
    return redirect("account_sessions")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions but the present one."""
    ended = actions.end_other_sessions(actor=actor_of(request), kept_key=request.session.session_key)
    messages.success(
        request, ngettext("%(count)d session is ended.", "%(count)d sessions are ended.", ended) % {"count": ended}
    )
    return redirect("account_sessions")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """Let the owner of a one-time link set a password. GET only asks; POST acts and uses the link up."""
    user = invited(uid, token, clock.now())
    if user is None:
        return show(request, presenters.InvitationOverPage(), status=410)
    form = InvitationForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not actions.set_password(user=user, password=form.cleaned_data["new_password1"]):
            return show(request, presenters.InvitationOverPage(), status=410)
        messages.success(request, _("Your password is set. Sign in with it now."))
        return redirect("account_login")
    return show(request, presenters.InvitationPage(form, user.name, user.email))


class AddApp(ActivateTOTPView):
    """Set up an authenticator app; its first code is the second factor of this session too."""

    def form_valid(self, form: ActivateTOTPForm) -> HttpResponse:
        """Keep the app and let the session in."""
        answer: HttpResponse = super().form_valid(form)
        marks.mark_second_factor(self.request.session, self.request.user)
        return answer


class SecondFactor(AuthenticateView):
    """The second step of signing in."""

    def form_valid(self, form: SecondFactorForm | PasskeySecondForm) -> HttpResponse:
        """Let the session in, and write down if that was by a code for one day."""
        if isinstance(form, SecondFactorForm) and form.is_by_day_code:
            day_codes.record_use(actor=actor_of_user(form.user))
        answer: HttpResponse = super().form_valid(form)
        return answer

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Lead back to the first step if it no longer holds."""
        end_if_stale(request)
        return cast("HttpResponseBase", super().dispatch(request, *args, **kwargs))

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Ask a passkey of this very person for this very step."""
        shown: dict[str, object] = super().get_context_data(**kwargs)
        ceremonies.keep(self.request, Purpose.SECOND, self.stage.login.user.pk, clock.now())
        return shown


class PasskeyAlone(LoginWebAuthnView):
    """A passkey instead of the password."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Give the page's script a challenge; without it there is nothing to see here."""
        answer: HttpResponse = super().get(request, *args, **kwargs)
        if isinstance(answer, JsonResponse):
            ceremonies.keep(request, Purpose.ALONE, None, clock.now())
        return answer


class PasskeyAgain(ReauthenticateWebAuthnView):
    """A passkey once more, before something that matters."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Ask a passkey of this very person for this very step."""
        shown: dict[str, object] = super().get_context_data(**kwargs)
        ceremonies.keep(self.request, Purpose.AGAIN, self.request.user.pk, clock.now())
        return shown

    def form_invalid(self, form: PasskeyAgainForm) -> HttpResponse:
        """Say that it was not taken, and ask again."""
        for sentence in form.errors.get("credential", []):
            messages.error(self.request, sentence)
        return HttpResponseRedirect(self.request.get_full_path())


class AddPasskey(AddWebAuthnView):
    """Set up a passkey."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Ask for a new one of this very person."""
        shown: dict[str, object] = super().get_context_data(**kwargs)
        ceremonies.keep(self.request, Purpose.ADDING, self.request.user.pk, clock.now())
        return shown

    def form_valid(self, form: PasskeyForm) -> HttpResponse:
        """Keep the passkey together with what its owner chose it for."""
        made = form.cleaned_data
        with durable():
            passkey, codes = flows.add_authenticator(self.request, name=made["name"], credential=made["credential"])
            keep_choice(passkey, alone=bool(made.get("passwordless")))
        self.did_generate_recovery_codes = codes is not None
        return HttpResponseRedirect(self.get_success_url())


def _remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a passkey, unless it is the only second factor."""
    passkey = get_object_or_404(Authenticator, pk=pk, user_id=request.user.pk, type=Authenticator.Type.WEBAUTHN)
    if not SecondFactorAdapter.has_another(passkey):
        messages.error(request, str(SecondFactorAdapter.error_messages["cannot_delete_authenticator"]))
        return HttpResponseRedirect(reverse("mfa_index"))
    answer: HttpResponse = RemoveWebAuthnView.as_view(success_url=reverse("mfa_index"))(request, pk=pk)
    return answer


remove_passkey = reauthentication_required(app="allauth.mfa")(_remove_passkey)


def to_sign_in(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    """Stand where Wagtail or Django would show a sign-in page of its own."""
    return redirect("account_login")


def to_sign_out(request: HttpRequest) -> HttpResponse:
    """Stand where Wagtail would sign out by itself."""
    return redirect("account_logout")


def to_second_factor(request: HttpRequest) -> HttpResponse:
    """Stand where allauth would list the passkeys apart."""
    return redirect("mfa_index")


def to_overview(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    """Stand where Wagtail would let a user edit their account."""
    return redirect("account_overview")


def closed(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    """Stand where a page of Wagtail would let somebody manage users, groups or passwords besides ours."""
    return show(request, presenters.ClosedScreenPage(), status=404)
