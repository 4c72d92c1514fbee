"""The staff: invite, change roles, help after a lost second factor."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from drypoint.foundation.accounts import actions, day_codes
from drypoint.foundation.accounts.actors import actor_of, needs
from drypoint.foundation.accounts.forms import InviteForm, RoleForm
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.queries import staff as staff_of
from drypoint.foundation.accounts.queries import staff_in_order
from drypoint.foundation.accounts.step_up import confirmed, sends
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import Actor, NotAllowedError
from drypoint.foundation.core.files import form_keys
from drypoint.foundation.look.pages import show
from drypoint.workspace.desk import presenters


@needs("staff.manage")
@confirmed(when=sends)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def staff(request: HttpRequest) -> HttpResponse:
    """List the staff and invite one more; the link goes out by mail and is shown nowhere."""
    actor = actor_of(request)
    form = InviteForm(request.POST or None)
    mailed_to = ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.invite(actor=actor, **form.cleaned_data)
        except actions.AddressTakenError as error:
            form.add_error("email", ValidationError(str(error)))
        else:
            mailed_to = form.cleaned_data["email"]
            form = InviteForm()
    members = tuple(presenters.member_line(user) for user in staff_in_order(actor))
    return show(request, presenters.StaffPage(members, form, mailed_to), status=422 if form.errors else 200)


@needs("staff.manage")
@confirmed(when=sends)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one member of staff with the buttons that concern them."""
    actor = actor_of(request)
    person = get_object_or_404(staff_of(actor), pk=pk)
    form = RoleForm(initial={"role": person.role})
    mailed_to = day_code = ""
    if request.method == "POST":
        try:
            if request.POST.get("do") == "day_code":
                key = form_keys.read(day_codes.FORM, request.POST.get("key", ""), clock.now())
                day_code = day_codes.issue_day_code(actor=actor, user_id=person.pk, key=key)
            else:
                mailed_to, form = _carry_out(request, actor, person)
        except (actions.LastOwnerError, NotAllowedError) as error:
            messages.error(request, str(error))
        except (form_keys.StaleKeyError, form_keys.AlreadySpentError):
            messages.error(request, _("No new code was made: this page had made one, which it shows once."))
        else:
            if not form.errors and not mailed_to and not day_code:
                return redirect("desk:member", pk=person.pk)
    person.refresh_from_db()
    has_day_code = day_codes.is_out(person, clock.now())
    line = presenters.member_line(person)
    fresh = form_keys.make(day_codes.FORM, clock.now()).token
    return show(request, presenters.MemberPage(line, form, mailed_to, day_code, has_day_code, fresh))


def _carry_out(request: HttpRequest, actor: Actor, person: User) -> tuple[str, RoleForm]:
    """Do what the button says and return (whom a new link goes to or "", the form of the role)."""
    form = RoleForm(initial={"role": person.role})
    do = request.POST.get("do", "")
    mailed_to = ""
    if do == "role":
        form = RoleForm(request.POST)
        if not form.is_valid():
            return "", form
        actions.change_role(actor=actor, user_id=person.pk, role=form.cleaned_data["role"])
    elif do == "deactivate":
        actions.deactivate(actor=actor, user_id=person.pk)
    elif do == "reactivate":
        actions.reactivate(actor=actor, user_id=person.pk)
        mailed_to = person.email
    elif do == "link":
        actions.renew_link(actor=actor, user_id=person.pk)
        mailed_to = person.email
    elif do == "no_day_code":
        day_codes.withdraw_day_code(actor=actor, user_id=person.pk)
    elif do == "second_factor":
        actions.reset_second_factor(actor=actor, user_id=person.pk)
    else:
        messages.error(request, _("That button is not known. Nothing was changed."))
        return "", form
    messages.success(request, _("Done."))
    return mailed_to, form
