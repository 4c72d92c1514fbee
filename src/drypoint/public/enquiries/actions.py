"""Every write about enquiries: permission, one durable transaction, the trail, the mail."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from django.conf import settings
from django.db import transaction
from django.http import FileResponse
from django.urls import reverse

from drypoint.foundation.core import audit, clock, limits, links
from drypoint.foundation.core.actors import SYSTEM, VISITOR, Actor
from drypoint.foundation.core.contact_details import dialled, second_fact
from drypoint.foundation.core.files import documents, form_keys
from drypoint.foundation.core.files.form_keys import FormKey
from drypoint.foundation.core.files.held_uploads import leave_room, take_files
from drypoint.foundation.core.files.sealing import DamagedFileError
from drypoint.foundation.core.files.uploads import Upload
from drypoint.foundation.core.mail.outbox import erase_mails_of
from drypoint.foundation.core.models import StoredDocument
from drypoint.foundation.core.second_fact import Guess, GuessLimits
from drypoint.foundation.core.writing import durable
from drypoint.foundation.drafts.actions import erase_drafts_about
from drypoint.foundation.patients.holdings import reasons_to_keep
from drypoint.foundation.patients.models import Person
from drypoint.foundation.patients.rules import name_key, phone_key
from drypoint.foundation.practice.queries import the_practice
from drypoint.foundation.worklist.subjects import erase_tasks_about
from drypoint.public.enquiries import mails, rules
from drypoint.public.enquiries.models import LONGEST_NAME_KEY, Attachment, ConsentText, Enquiry, Message
from drypoint.public.enquiries.queries import CONVERSATION, consents_in_force, of_link

ASK_FORM = "enquiries.ask"
WRITE_FORM = "enquiries.write"
SENT = "enquiry-sent"

# Many people share one address: a hospital, a mobile network. What one of them may do is counted by their contact too.
ENQUIRIES_A_PERSON = limits.Limit("enquiries.ask", 10, timedelta(hours=1))
ENQUIRIES_AN_ADDRESS = limits.Limit("enquiries.ask_all", 100, timedelta(hours=1))
RECEIPTS_A_MAILBOX = limits.Limit("enquiries.receipt", 5, timedelta(days=1))
MESSAGES_A_CONVERSATION = limits.Limit("enquiries.write", 20, timedelta(hours=1))
GUESSES = GuessLimits(
    of_link=limits.Limit("enquiries.fact", 5, timedelta(hours=1)),
    of_link_in_all=limits.Limit("enquiries.fact_long", 20, timedelta(days=30)),
    of_address=limits.Limit("enquiries.fact_address", 30, timedelta(hours=1)),
    of_renewed_links=limits.Limit("enquiries.fact_renewed", 60, timedelta(days=30)),
    of_year=limits.Limit(f"enquiries.year{limits.FOR_GOOD_NAME}", 8, limits.FOR_GOOD),
)


class AnsweredMeanwhileError(RuntimeError):
    """Something was written since the staff member last looked; show it before sending this answer."""


class LinkClosedError(RuntimeError):
    """The visitor could not read the answer: the link was withdrawn or forgotten. Renew it, or call."""


Fault = Literal["missing", "damaged", "waiting"]


class UnreadableDocumentError(RuntimeError):
    """A file cannot be handed out: it is not there, it is not what was stored, or nobody has looked into it yet."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"The file is {fault}.")
        self.fault = fault


_FAULTS: Mapping[type[Exception], Fault] = {
    documents.MissingFileError: "missing",
    DamagedFileError: "damaged",
    documents.QuarantinedError: "waiting",
}


@dataclass(frozen=True)
class NewEnquiry:
    """What a visitor filled in, checked and cleaned by the form."""

    name: str
    email: str
    phone: str
    birth_year: int | None
    language: str
    problem: str
    text: str
    has_health_consent: bool


def receive_enquiry(*, new: NewEnquiry, uploads: Sequence[Upload], key: FormKey, address: str) -> str:
    """Store a visitor's message with its files and return the path of the page that says so.

    Files first, then one commit with message, consents, trail and receipt; on return everything is on the disk.
    What earlier attempts with this key uploaded is taken in too. A second call with the key changes nothing and returns
    the first one's path.

    Raises LimitReachedError, TooManyDocumentsError; OSError or OperationalError when the disk is full, nothing kept.
    """
    at = clock.now()
    person = f"{address} {new.email.lower() or dialled(new.phone)}"
    # Asked before the files are settled, so that a form that has to wait keeps them.
    limits.refuse_if_used_up(ENQUIRIES_AN_ADDRESS, address, at)
    limits.refuse_if_used_up(ENQUIRIES_A_PERSON, person, at)
    try:
        with documents.settled(uploads), durable():
            enquiry = _new_enquiry(new, at)
            result = f"{enquiry.public_id} {int(at.timestamp())}"
            form_keys.spend(key, result=result, at=at)
            limits.take(ENQUIRIES_AN_ADDRESS, address, at)
            limits.take(ENQUIRIES_A_PERSON, person, at)
            enquiry.save()
            files = take_files(key, uploads, at)
            _add_message(enquiry, Message.Author.VISITOR, new.text, at, files=files)
            audit.record(
                VISITOR,
                "enquiry.receive",
                enquiry,
                documents=len(files),
                contact_consent=enquiry.contact_consent.version,
                health_consent=enquiry.health_consent.version if enquiry.health_consent else None,
            )
            if enquiry.email and limits.count(RECEIPTS_A_MAILBOX, enquiry.email.lower(), at) <= RECEIPTS_A_MAILBOX.most:
                mails.queue_receipt(enquiry)
    except form_keys.AlreadySpentError as spent:
        result = spent.result
    return sent_path(result)


def sent_path(result: str) -> str:
    """Return the path of the page that says that a message is stored, from what its form's spent key remembers."""
    public_id, _blank, stored_at = result.partition(" ")
    if not stored_at:
        return reverse("enquiries:ask")
    ends_at = datetime.fromtimestamp(int(stored_at), UTC) + rules.SENT_PAGE_LIFETIME
    return reverse("enquiries:sent", args=[links.make(SENT, uuid.UUID(public_id), 1, ends_at)])


def open_conversation(*, token: str, fact: str, address: str) -> Enquiry | None:
    """Return the enquiry if the link is open and the second fact right, else None, and never say which was wrong.

    A wrong fact costs the same queries as an unknown, expired or withdrawn link. Raises LimitReachedError after five
    wrong facts an hour or twenty in thirty days for one link, or thirty an hour from one address. A link that a year
    of birth opens is shut for good after eight wrong ones, until the practice sends a new one.
    """
    at = clock.now()
    guess = Guess(GUESSES, CONVERSATION, token, address, at)
    with durable():
        guess.count()
        tried = of_link(token, at)
        enquiry = tried.enquiry if tried.is_open else None
        expected = second_fact(enquiry.phone, enquiry.birth_year) if enquiry else None
        if not guess.is_right(fact, expected, is_year=enquiry is not None and not enquiry.phone):
            # Written for a link to nobody too: the answer takes as long, and the trail shows who is being tried.
            audit.record(VISITOR, "enquiry.wrong_fact", tried.enquiry)
            return None
        audit.record(VISITOR, "enquiry.open_by_visitor", enquiry)
    return enquiry


def write_again(*, enquiry_id: int, text: str, uploads: Sequence[Upload], key: FormKey) -> None:
    """Add a visitor's further message; a second click changes nothing.

    Raises as `receive_enquiry` does, and OwnerFullError when the conversation's files would take up too much.
    """
    at = clock.now()
    limits.refuse_if_used_up(MESSAGES_A_CONVERSATION, str(enquiry_id), at)
    with suppress(form_keys.AlreadySpentError), documents.settled(uploads), durable():
        form_keys.spend(key, result="", at=at)
        limits.take(MESSAGES_A_CONVERSATION, str(enquiry_id), at)
        enquiry = Enquiry.objects.select_for_update().get(pk=enquiry_id)
        files = take_files(key, uploads, at)
        leave_room(enquiry, files, rules.most_bytes_of_files(settings.CONFIG.max_upload_mb))
        enquiry.closed_at = None
        enquiry.waiting_since = enquiry.waiting_since or at
        enquiry.link_expires_at = at + rules.LINK_LIFETIME
        _add_message(enquiry, Message.Author.VISITOR, text, at, files=files)
        audit.record(VISITOR, "enquiry.write_again", enquiry, documents=len(files))


def forget_link(*, enquiry_id: int) -> None:
    """Close the link because the visitor asks; the practice keeps the conversation."""
    with durable():
        enquiry = Enquiry.objects.select_for_update().get(pk=enquiry_id)
        _withdraw_link(enquiry)
        audit.record(VISITOR, "enquiry.forget_link", enquiry)


def mark_read(*, actor: Actor, enquiry_id: int) -> Enquiry:
    """Record that a member of staff saw the conversation, and return it. Every look is a line in the trail."""
    with durable():
        enquiry = _locked(actor, "enquiries.read", enquiry_id)
        if enquiry.read_at is None:
            enquiry.read_at = clock.now()
            enquiry.save(update_fields=["read_at"])
        audit.record(actor, "enquiry.read", enquiry)
    return enquiry


def mark_screened(*, message_id: int) -> bool:
    """Record that the rules have read a visitor's message, and say whether they had not before."""
    with durable():
        unscreened = Message.objects.unscreened().filter(pk=message_id)
        return unscreened.order_by().update(screened_at=clock.now()) == 1


def answer_enquiry(*, actor: Actor, enquiry_id: int, text: str, expected_message_id: int) -> Message:
    """Answer, if nothing was written since the message that the staff member saw last, and send word of it.

    A visitor without e-mail gets no word: the enquiry then stays at "call them". Needs enquiries.answer. Raises
    AnsweredMeanwhileError if something was written in between, LinkClosedError if the visitor could not read it.
    """
    at = clock.now()
    with durable():
        enquiry = _locked(actor, "enquiries.answer", enquiry_id)
        if enquiry.link_revoked_at is not None:
            raise LinkClosedError(enquiry.reference)
        if enquiry.last_message_id != expected_message_id:
            raise AnsweredMeanwhileError(enquiry.reference)
        enquiry.answered_at = at
        enquiry.closed_at = None
        enquiry.waiting_since = None if enquiry.email else enquiry.waiting_since or at
        enquiry.link_expires_at = at + rules.LINK_LIFETIME
        message = _add_message(enquiry, Message.Author.PRACTICE, text, at, staff_id=actor.user_id)
        audit.record(actor, "enquiry.answer", enquiry, message=message.pk)
        if enquiry.email:
            mails.queue_news(enquiry)
    return message


def mark_called(*, actor: Actor, enquiry_id: int) -> Enquiry:
    """Record that the visitor was reached by telephone: nothing waits any more. Needs enquiries.answer."""
    with durable():
        enquiry = _locked(actor, "enquiries.answer", enquiry_id)
        enquiry.answered_at = clock.now()
        enquiry.waiting_since = None
        _save(enquiry)
        audit.record(actor, "enquiry.call", enquiry)
    return enquiry


def close_enquiry(*, actor: Actor, enquiry_id: int) -> Enquiry:
    """Put the enquiry away; a further message opens it again. Needs enquiries.answer."""
    with durable():
        enquiry = _locked(actor, "enquiries.answer", enquiry_id)
        enquiry.closed_at = enquiry.closed_at or clock.now()
        enquiry.waiting_since = None
        _save(enquiry)
        audit.record(actor, "enquiry.close", enquiry)
    return enquiry


def reopen_enquiry(*, actor: Actor, enquiry_id: int) -> Enquiry:
    """Take a closed enquiry back among those that wait. Needs enquiries.answer."""
    with durable():
        enquiry = _locked(actor, "enquiries.answer", enquiry_id)
        if enquiry.closed_at is not None:
            enquiry.closed_at = None
            enquiry.waiting_since = clock.now()
            _save(enquiry)
            audit.record(actor, "enquiry.reopen", enquiry)
    return enquiry


def revoke_link(*, actor: Actor, enquiry_id: int) -> Enquiry:
    """Withdraw every link to the conversation that was sent. Needs enquiries.revoke."""
    with durable():
        enquiry = _locked(actor, "enquiries.revoke", enquiry_id)
        _withdraw_link(enquiry)
        audit.record(actor, "enquiry.revoke_link", enquiry)
    return enquiry


def renew_link(*, actor: Actor, enquiry_id: int) -> Enquiry:
    """Withdraw the old link and send a fresh one, if there is an e-mail address. Needs enquiries.answer."""
    with durable():
        enquiry = _locked(actor, "enquiries.answer", enquiry_id)
        enquiry.link_version += 1
        enquiry.link_revoked_at = None
        enquiry.link_expires_at = clock.now() + rules.LINK_LIFETIME
        _save(enquiry)
        audit.record(actor, "enquiry.renew_link", enquiry)
        if enquiry.email:
            mails.queue_new_link(enquiry)
    return enquiry


@contextmanager
def _fault_recorded(actor: Actor, enquiry: Enquiry, document: StoredDocument) -> Iterator[None]:
    """Record that a file could not be opened, and say which fault it has."""
    try:
        yield
    except (documents.MissingFileError, documents.QuarantinedError, DamagedFileError) as error:
        fault = _FAULTS[type(error)]
        with durable():
            audit.record(actor, "enquiry.document_fault", enquiry, document=document.pk, fault=fault)
        raise UnreadableDocumentError(fault) from error


def open_document(*, actor: Actor, enquiry_id: int, number: int) -> FileResponse:
    """Return one file as a download under a neutral name, the look recorded before the first byte.

    Needs enquiries.documents. Raises Enquiry.DoesNotExist or Attachment.DoesNotExist; where the file cannot be handed
    out UnreadableDocumentError, which is recorded too.
    """
    actor.require("enquiries.documents")
    enquiry = Enquiry.objects.visible_to(actor).get(pk=enquiry_id)
    attachment = enquiry.attachments.select_related("document").get(number=number)
    with _fault_recorded(actor, enquiry, attachment.document):
        response = documents.open_document(attachment.document, number=number)
    try:
        with durable():
            audit.record(actor, "enquiry.open_document", enquiry, document=attachment.document_id)
    except BaseException:
        response.close()
        raise
    return response


def read_document(*, actor: Actor, enquiry_id: int, number: int) -> list[str]:
    """Return the text of each page of one file, the look recorded before anything is shown; none for a picture.

    Needs enquiries.documents. Raises as open_document does; UnfitFileError for a text that takes too much to read,
    BusyError if too many wait.
    """
    actor.require("enquiries.documents")
    enquiry = Enquiry.objects.visible_to(actor).get(pk=enquiry_id)
    document = enquiry.attachments.select_related("document").get(number=number).document
    with _fault_recorded(actor, enquiry, document):
        pages = documents.page_texts(document)
    with durable():
        audit.record(actor, "enquiry.read_document", enquiry, document=document.pk)
    return pages


def erase_enquiry(*, actor: Actor, enquiry_id: int) -> None:
    """Erase messages, files and the texts of all mails about it; the trail keeps ids alone. Needs enquiries.erase."""
    with durable():
        enquiry = _locked(actor, "enquiries.erase", enquiry_id)
        audit.record(actor, "enquiry.erase", enquiry, documents=enquiry.document_count)
        removed = _erase(enquiry)
    documents.remove_files(removed)


def erase_of(person: Person) -> int:
    """Erase a patient's enquiries in the caller's transaction, their files after it; return how many went."""
    enquiries = list(Enquiry.objects.select_for_update().filter(person=person))
    removed = [key for enquiry in enquiries for key in _erase(enquiry)]
    transaction.on_commit(lambda: documents.remove_files(removed))
    return len(enquiries)


def remove_outdated(at: datetime) -> int:
    """Erase what has rested longer than the practice keeps enquiries, and return how many. Safe to run twice."""
    practice = the_practice()
    if practice is None:
        return 0
    limit = at - timedelta(days=practice.enquiry_kept_days)
    count = 0
    for enquiry_id in list(Enquiry.objects.outdated(limit).values_list("pk", flat=True)):
        with durable():
            # Asked again inside: a message may have come in between.
            enquiry = Enquiry.objects.outdated(limit).select_for_update().filter(pk=enquiry_id).first()
            if enquiry is None or reasons_to_keep(enquiry.person):
                continue
            audit.record(SYSTEM, "enquiry.erase_outdated", enquiry, documents=enquiry.document_count)
            removed = _erase(enquiry)
        documents.remove_files(removed)
        count += 1
    return count


def _locked(actor: Actor, capability: str, enquiry_id: int) -> Enquiry:
    actor.require(capability)
    return Enquiry.objects.visible_to(actor).select_for_update().get(pk=enquiry_id)


def _new_enquiry(new: NewEnquiry, at: datetime) -> Enquiry:
    consents = consents_in_force()
    enquiry = Enquiry(
        reference=_free_reference(),
        name=new.name,
        email=new.email,
        phone=new.phone,
        name_key=name_key(new.name)[:LONGEST_NAME_KEY],
        phone_key=phone_key(new.phone),
        birth_year=new.birth_year,
        language=new.language,
        problem=new.problem,
        contact_consent=consents[ConsentText.Purpose.CONTACT],
        health_consent=consents[ConsentText.Purpose.HEALTH_DATA] if new.has_health_consent else None,
        received_at=at,
        last_message_at=at,
        waiting_since=at,
        link_expires_at=at + rules.LINK_LIFETIME,
    )
    enquiry.state = enquiry.get_state()
    return enquiry


def _free_reference() -> str:
    while True:
        reference = rules.new_reference()
        if not Enquiry.objects.filter(reference=reference).exists():
            return reference


def _add_message(
    enquiry: Enquiry,
    author: Message.Author,
    text: str,
    at: datetime,
    *,
    files: Sequence[StoredDocument] = (),
    staff_id: int | None = None,
) -> Message:
    """Add a message and put the enquiry behind it, unless another message was first (compare and swap)."""
    message = Message.objects.create(enquiry=enquiry, author=author, staff_id=staff_id, text=text, written_at=at)
    seen = Enquiry.objects.filter(pk=enquiry.pk, last_message_id=enquiry.last_message_id)
    if seen.update(last_message_id=message.pk) != 1:
        raise AnsweredMeanwhileError(enquiry.reference)
    for number, document in enumerate(files, start=enquiry.document_count + 1):
        Attachment.objects.create(message=message, enquiry=enquiry, document=document, number=number)
    if files:
        documents.adopt(files, enquiry)
    enquiry.last_message_id = message.pk
    enquiry.last_message_at = at
    enquiry.document_count += len(files)
    if message.is_by_visitor:
        enquiry.read_at = None
    _save(enquiry)
    return message


def _save(enquiry: Enquiry) -> None:
    enquiry.state = enquiry.get_state()
    enquiry.save()


def _withdraw_link(enquiry: Enquiry) -> None:
    enquiry.link_version += 1
    enquiry.link_revoked_at = clock.now()
    _save(enquiry)


def _erase(enquiry: Enquiry) -> list[uuid.UUID]:
    """Delete the rows in the caller's transaction and return the keys of the files to remove after it."""
    files = list(documents.of_owner(enquiry))
    erase_mails_of(enquiry)
    erase_tasks_about(enquiry)
    erase_drafts_about(enquiry)
    enquiry.delete()
    return documents.remove(files)
