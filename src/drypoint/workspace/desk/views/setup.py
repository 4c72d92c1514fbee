"""The first visit: the practice, its owner, its mail."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from drypoint.foundation.core.mail import dns_txt, mail_server, trial
from drypoint.foundation.look.pages import show
from drypoint.foundation.practice.actions import AlreadyFoundedError
from drypoint.foundation.practice.queries import the_practice
from drypoint.knowledge.language import FALLBACK, languages
from drypoint.workspace.desk import presenters
from drypoint.workspace.desk.actions import set_up_practice
from drypoint.workspace.desk.forms import MailServerForm, OwnerForm, SetUpPracticeForm

OPEN_BEFORE_SET_UP = ("/setup/", "/healthz", "/readyz", "/metrics", settings.STATIC_URL)


class SetUpMiddleware:
    """Lead every first visitor to the set-up page until there is a practice; give later ones `request.practice`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._is_founded = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Ask the database until there is a practice; nothing in the product takes it away again."""
        if request.path.startswith(OPEN_BEFORE_SET_UP):
            return self.get_response(request)
        if not self._is_founded:
            self._is_founded = the_practice() is not None
        if not self._is_founded:
            response = redirect("setup")
            response.headers["Cache-Control"] = "no-store"
            return response
        request.practice = SimpleLazyObject(the_practice)  # type: ignore[attr-defined]  # read by practice.context
        return self.get_response(request)


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class SetUp(View):
    """One page, one button; whoever fills it in must hold the code that the server wrote down."""

    def setup(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        """Refuse a second set-up like a page that does not exist."""
        super().setup(request, *args, **kwargs)
        if the_practice() is not None:
            raise Http404

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the empty forms; the link that the server printed carries the code."""
        return self._page(
            request,
            SetUpPracticeForm(prefix="practice", initial={"languages": list(languages()), "main_language": FALLBACK}),
            OwnerForm(prefix="owner", initial={"code": request.GET.get("code", "")}),
            None if settings.CONFIG.smtp else MailServerForm(prefix="mail"),
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Found the practice if all three forms hold, else show them again with what was typed."""
        practice = SetUpPracticeForm(request.POST, prefix="practice")
        owner = OwnerForm(request.POST, prefix="owner")
        mail = None if settings.CONFIG.smtp else MailServerForm(request.POST, prefix="mail")
        if "try_mail" in request.POST:
            return self._try_mail(request, practice, owner, mail)
        if not all([practice.is_valid(), owner.is_valid(), mail is None or mail.is_valid()]):
            return self._page(request, practice, owner, mail, status=422)
        try:
            set_up_practice(
                code=owner.cleaned_data["code"],
                practice=practice.values(),
                owner=owner.values(),
                mail_server=mail.server() if mail else None,
                mail_from=mail.cleaned_data["sender"] if mail else "",
            )
        except AlreadyFoundedError as error:
            raise Http404 from error
        return redirect(reverse("account_login"))

    def _try_mail(
        self, request: HttpRequest, practice: SetUpPracticeForm, owner: OwnerForm, mail: MailServerForm | None
    ) -> HttpResponse:
        """Send one mail to the owner and say how far it came; nothing is stored, and what was typed stays."""
        server = mail.server() if mail and mail.is_valid() else settings.CONFIG.smtp
        if mail and mail.is_valid() and server is None:
            mail.add_error("host", _("Name the mail server first."))
        owner.keep_typed_passwords()
        if mail:
            mail.keep_typed_password()
        # The code first: whoever does not hold it makes this machine send nothing.
        if {"code", "email"} & set(owner.errors) or (mail and mail.errors) or server is None:
            return self._page(request, practice, owner, mail, status=422)
        if mail:
            practice.is_valid()
            sender = mail_server.Sender(practice.cleaned_data.get("name", ""), mail.cleaned_data["sender"])
        else:
            sender = mail_server.sender_in_use()
        resolver = settings.CONFIG.resolver or dns_txt.system_resolver()
        found = trial.tried(server, sender, owner.cleaned_data["email"], resolver)
        return self._page(request, practice, owner, mail, found)

    def _page(
        self,
        request: HttpRequest,
        practice: SetUpPracticeForm,
        owner: OwnerForm,
        mail: MailServerForm | None,
        found: trial.MailTrial | None = None,
        *,
        status: int = 200,
    ) -> HttpResponse:
        return show(request, presenters.SetUpPage(practice, owner, mail, found), status=status)
