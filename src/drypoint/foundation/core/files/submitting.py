"""Take in a form with files: once, whole, and with nothing lost that was typed or uploaded when it cannot be taken."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Generic, TypedDict, TypeVar

from django import forms
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drypoint.foundation.core import clock, limits
from drypoint.foundation.core.disk import is_disk_full
from drypoint.foundation.core.files import form_keys, held_uploads
from drypoint.foundation.core.files.form_keys import FormKey
from drypoint.foundation.core.files.uploads import MOST_FILES, Inbox, accepted_extensions, receiving, too_many_files
from drypoint.foundation.core.models import StoredDocument

# Said to whoever meets a full disk; RFC 4918, 11.5.
INSUFFICIENT_STORAGE = 507
TOO_MANY_REQUESTS = 429
F = TypeVar("F", bound=forms.Form)


@dataclass
class Submission(Generic[F]):
    """A form as it is shown: its fields, its key, what it has kept, and what stands in its way."""

    form: F
    key: FormKey
    kept: list[StoredDocument] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    file_problems: list[str] = field(default_factory=list)
    status: int = 200


def fresh_submission(form: F, form_name: str) -> Submission[F]:
    """Return a form that nobody has sent yet, with a key of its own."""
    return Submission(form, form_keys.make(form_name, clock.now()))


class SubmissionContext(TypedDict, Generic[F]):
    """What the two fragments read."""

    submission: Submission[F]
    form: F
    accepted: str
    most_files: int
    max_upload_mb: int


def submission_context(submission: Submission[F]) -> SubmissionContext[F]:
    """Return what look/_attachments.html and look/_not_sent.html show."""
    return {
        "submission": submission,
        "form": submission.form,
        "accepted": accepted_extensions(),
        "most_files": MOST_FILES,
        "max_upload_mb": settings.CONFIG.max_upload_mb,
    }


class SeeOther(HttpResponseRedirect):
    """303: the answer to a POST is to be fetched elsewhere, by GET."""

    status_code = 303


def submit(
    request: HttpRequest,
    *,
    form_name: str,
    make_form: Callable[..., F],
    accept: Callable[[F, Inbox, FormKey], str],
    lead: Callable[[str], str],
    show: Callable[[Submission[F]], HttpResponse],
) -> HttpResponse:
    """Answer the POST of a form.

    1. A key that is spent leads where the first click was led: `lead` makes the path of what the key's row remembers,
       which is no link itself.
    2. A whole and valid form is accepted; its action returns where to lead.
    3. Anything else is shown again, with its text, its files kept under the form's key, and a sentence that says why.
    """
    with receiving(request) as inbox:
        key, is_stale = _key_of(inbox, form_name)
        first = None if is_stale else form_keys.result_of(key)
        if first is not None:
            return SeeOther(lead(first))
        is_removing = "remove" in inbox.post
        is_interrupted = is_stale or is_removing or inbox.is_cut_off or inbox.is_too_large or inbox.is_disk_full
        submission = Submission(make_form(initial=inbox.post.dict()), key, file_problems=list(inbox.problems))
        try:
            if is_removing:
                held_uploads.drop_upload(key=key, document_key=inbox.post.get("remove", ""))
            if not is_interrupted:
                has_documents = bool(inbox.uploads or held_uploads.held_under(key))
                submission.form = make_form(inbox.post, has_documents=has_documents)
                if submission.form.is_valid() and not inbox.problems:
                    return SeeOther(accept(submission.form, inbox, key))
            held_uploads.hold_uploads(
                uploads=inbox.uploads, key=key, address=limits.address_of(request), has_refused=inbox.has_refused
            )
        except (held_uploads.TooManyDocumentsError, held_uploads.OwnerFullError) as full:
            submission.file_problems.append(_too_much(full))
        except limits.LimitReachedError as reached:
            return _come_back_later(submission, inbox, reached, address=limits.address_of(request), show=show)
        except (OSError, DatabaseError) as error:
            if not is_disk_full(error):
                raise
            inbox.is_disk_full = True
        submission.kept = held_uploads.held_under(key)
        submission.status, sentence = _trouble(inbox, is_stale=is_stale, is_removing=is_removing)
        if sentence:
            submission.problems.insert(0, sentence)
        return show(submission)


def _too_much(full: Exception) -> str:
    if isinstance(full, held_uploads.OwnerFullError):
        return _("This conversation holds as many files as we can keep. Please send the text alone, or call us.")
    return too_many_files()


def _come_back_later(
    submission: Submission[F],
    inbox: Inbox,
    reached: limits.LimitReachedError,
    *,
    address: str,
    show: Callable[[Submission[F]], HttpResponse],
) -> HttpResponse:
    """Show the form with all that was typed, and when it can be sent; files stay too while there is room for them."""
    # Where the limit was met only inside the action, its rollback has removed the files.
    uploads = [one for one in inbox.uploads if not one.file.closed]
    with suppress(limits.LimitReachedError, held_uploads.TooManyDocumentsError):
        held_uploads.hold_uploads(uploads=uploads, key=submission.key, address=address)
    submission.kept = held_uploads.held_under(submission.key)
    seconds = math.ceil(reached.retry_after.total_seconds())
    minutes = math.ceil(seconds / 60)
    submission.status = TOO_MANY_REQUESTS
    submission.problems.insert(
        0,
        ngettext(
            "So much has come from you that we have to wait. Nothing of your text is lost. Please send it in "
            "%(minutes)d minute, or call us.",
            "So much has come from you that we have to wait. Nothing of your text is lost. Please send it in "
            "%(minutes)d minutes, or call us.",
            minutes,
        )
        % {"minutes": minutes},
    )
    response = show(submission)
    response["Retry-After"] = str(seconds)
    return response


def _key_of(inbox: Inbox, form_name: str) -> tuple[FormKey, bool]:
    """Return the form's key, or a fresh one that takes over what a worn-out key has kept, and whether it is fresh."""
    at = clock.now()
    try:
        return form_keys.read(form_name, inbox.post.get("key", ""), at), False
    except form_keys.StaleKeyError as stale:
        key = form_keys.make(form_name, at)
        if stale.digest:
            held_uploads.move_uploads(old_digest=stale.digest, key=key)
        return key, True


def _trouble(inbox: Inbox, *, is_stale: bool, is_removing: bool) -> tuple[int, str]:
    """Return the status and the sentence for what kept the form from being taken."""
    if inbox.is_disk_full:
        return INSUFFICIENT_STORAGE, _(
            "We could not keep your file, because our storage is full. Nothing of your text is lost, and nothing has "
            "been sent yet. Please send it without the file, or call us."
        )
    if inbox.is_too_large:
        return 413, ""
    if inbox.is_busy:
        return 503, ""
    if inbox.is_too_often:
        return 429, ""
    if inbox.is_cut_off:
        return 400, _("Your message did not arrive whole. Please check it and send it again.")
    if is_stale:
        return 409, _("This page was open for a long time. Please check what you wrote and send it again.")
    return (200 if is_removing else 422), ""
