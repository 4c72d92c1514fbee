"""The staff: invite, change roles, help after a lost second factor."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from drypoint.foundation.accounts import actions
from drypoint.foundation.accounts.actors import actor_of, needs
from drypoint.foundation.accounts.forms import InviteForm, RoleForm
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.queries import staff as staff_of
from drypoint.foundation.accounts.queries import staff_in_order
from drypoint.foundation.core.actors import Actor, NotAllowedError
from drypoint.foundation.look.pages import show
from drypoint.workspace.desk import presenters


@needs("staff.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def staff(request: HttpRequest) -> HttpResponse:
    """List the staff and invite one more; the link is shown once and sent by mail."""
    actor = actor_of(request)
    form = InviteForm(request.POST or None)
    link = ""
    if request.method == "POST" and form.is_valid():
        try:
            link = actions.invite(actor=actor, **form.cleaned_data)
        except actions.AddressTakenError as error:
            form.add_error("email", ValidationError(str(error)))
        else:
            form = InviteForm()
    members = tuple(presenters.member_line(user) for user in staff_in_order(actor))
    return show(request, presenters.StaffPage(members, form, link), status=422 if form.errors else 200)


@needs("staff.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one member of staff with the buttons that concern them."""
    actor = actor_of(request)
    person = get_object_or_404(staff_of(actor), pk=pk)
    form = RoleForm(initial={"role": person.role})
    link = ""
    if request.method == "POST":
        try:
            link, form = _carry_out(request, actor, person)
        except (actions.LastOwnerError, NotAllowedError) as error:
            messages.error(request, str(error))
        else:
            if not form.errors and not link:
                return redirect("desk:member", pk=person.pk)
    person.refresh_from_db()
    return show(request, presenters.MemberPage(presenters.member_line(person), form, link))


def _carry_out(request: HttpRequest, actor: Actor, person: User) -> tuple[str, RoleForm]:
    """Do what the button says and return (a new link or "", the form of the role)."""
    form = RoleForm(initial={"role": person.role})
    do = request.POST.get("do", "")
    link = ""
    if do == "role":
        form = RoleForm(request.POST)
        if not form.is_valid():
            return "", form
        actions.change_role(actor=actor, user_id=person.pk, role=form.cleaned_data["role"])
    elif do == "deactivate":
        actions.deactivate(actor=actor, user_id=person.pk)
    elif do == "reactivate":
        link = actions.reactivate(actor=actor, user_id=person.pk)
    elif do == "link":
        link = actions.renew_link(actor=actor, user_id=person.pk)
    elif do == "second_factor":
        actions.reset_second_factor(actor=actor, user_id=person.pk)
    else:
        messages.error(request, _("That button is not known. Nothing was changed."))
        return "", form
    messages.success(request, _("Done."))
    return link, form
