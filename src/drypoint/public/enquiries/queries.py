"""Named reads of enquiries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Prefetch, Q

from drypoint.foundation.core import links
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.files import documents
from drypoint.foundation.core.models import AuditEntry, OutboxMail
from drypoint.foundation.core.text_input import LARGEST_ID
from drypoint.foundation.patients.models import Person
from drypoint.foundation.patients.rules import phone_key, phone_match
from drypoint.foundation.patients.searching import MOST_FOUND, asked_of, ids_called_like
from drypoint.knowledge.plain import Json
from drypoint.public.enquiries.models import Attachment, ConsentText, Enquiry, EnquiryQuerySet, Message

CONVERSATION = "conversation"
PAGE_SIZE = 50
SAME_WITHIN = timedelta(days=1)
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


class WrongCursorError(ValueError):
    """The place in the list that was asked for is none."""


@dataclass(frozen=True)
class EnquirySlice:
    """Part of the list: its rows, and the cursors (text for `?after=` and `?before=`) that lead on; None at an end."""

    rows: list[Enquiry]
    after: str | None
    before: str | None


# What a list shows; an enquiry has three times as many columns.
_LISTED = ("name", "problem", "state", "document_count", "last_message_at", "waiting_since", "read_at")


def _cursor_of(enquiry: Enquiry) -> str:
    return f"{(enquiry.last_message_at - _EPOCH) // timedelta(microseconds=1)}_{enquiry.pk}"


def _place(cursor: str) -> tuple[datetime, int]:
    try:
        moment, _, pk = cursor.partition("_")
        place = _EPOCH + timedelta(microseconds=int(moment)), max(-LARGEST_ID, min(int(pk), LARGEST_ID))
    except (ValueError, OverflowError):
        raise WrongCursorError("There is no such place in the list.") from None
    return place


def page_of(
    enquiries: EnquiryQuerySet, *, after: str | None = None, before: str | None = None, size: int = PAGE_SIZE
) -> EnquirySlice:
    """Return one page of the latest enquiries in one query, at the same cost on the first page and the thousandth.

    Raises WrongCursorError for a cursor that this function did not make.
    """
    enquiries = enquiries.only(*_LISTED)
    if before is not None:
        moment, pk = _place(before)
        newer = enquiries.filter(Q(last_message_at__gte=moment) & (Q(last_message_at__gt=moment) | Q(pk__gt=pk)))
        rows = list(newer.order_by("last_message_at", "pk")[: size + 1])
        has_newer, has_older = len(rows) > size, True
        rows = rows[:size][::-1]
    else:
        if after is not None:
            moment, pk = _place(after)
            # The first comparison gives the index its starting point, which an OR alone would not.
            enquiries = enquiries.filter(
                Q(last_message_at__lte=moment) & (Q(last_message_at__lt=moment) | Q(pk__lt=pk))
            )
        rows = list(enquiries.latest_first()[: size + 1])
        has_newer, has_older = after is not None, len(rows) > size
        rows = rows[:size]
    return EnquirySlice(
        rows=rows,
        after=_cursor_of(rows[-1]) if rows and has_older else None,
        before=_cursor_of(rows[0]) if rows and has_newer else None,
    )


def waiting_counts(actor: Actor) -> Mapping[str, int]:
    """Return how many wait in each state (new, wrote_again, call_them), from the index of what waits alone."""
    waiting = Enquiry.objects.visible_to(actor).filter(waiting_since__isnull=False)
    counted = dict(waiting.order_by().values_list("state").annotate(Count("pk")))
    return {state: counted.get(state, 0) for state in ("new", "wrote_again", "call_them")}


def conversation(enquiry: Enquiry) -> list[Message]:
    """Return the messages in the order in which they were written, each with its attachments, in two queries."""
    attachments = Attachment.objects.select_related("document").order_by("number")
    return list(
        enquiry.messages.select_related("staff").prefetch_related(Prefetch("attachments", attachments)).order_by("pk")
    )


def by_reference(actor: Actor, words: str) -> Enquiry | None:
    """Return the enquiry whose reference was read out, however it was written down."""
    letters = "".join(sign for sign in words.upper() if sign.isalnum())
    return Enquiry.objects.visible_to(actor).filter(reference=f"{letters[:4]}-{letters[4:8]}").first()


def found_by(actor: Actor, words: str) -> list[Enquiry]:
    """Return the enquiries that the words may mean: a reference, a name, a number or an address; the latest first."""
    named = by_reference(actor, words)
    if named is not None:
        return [named]
    asked = asked_of(words)
    visible = Enquiry.objects.visible_to(actor).latest_first()
    if asked.email:
        return list(visible.filter(email__istartswith=asked.email)[:MOST_FOUND])
    if asked.number:
        part = phone_key(asked.number)
        wanted = Q(phone_key__contains=part) | Q(phone_key__endswith=phone_match(part))
        return list(visible.filter(wanted)[:MOST_FOUND]) if part else []
    if not asked.names:
        return []
    called = list(visible.called(" ".join(asked.names))[:MOST_FOUND])
    return called or list(visible.filter(pk__in=ids_called_like(visible, asked.names)))


@dataclass(frozen=True)
class FollowedLink:
    """Whose conversation a genuine link was made for, and whether this very link still opens it."""

    enquiry: Enquiry | None
    is_open: bool


def of_link(token: str, at: datetime, *, purpose: str = CONVERSATION) -> FollowedLink:
    """Return what a link was made for, in one query whether or not it is genuine."""
    link = links.read_or_nobody(purpose, token, at)
    enquiry = Enquiry.objects.filter(public_id=link.subject).first()
    is_open = enquiry is not None and enquiry.link_version == link.version and enquiry.is_link_open(at)
    return FollowedLink(enquiry, is_open)


def by_link(token: str, at: datetime, *, purpose: str = CONVERSATION) -> Enquiry | None:
    """Return the enquiry that a genuine, open link leads to, in one query whether or not there is one."""
    followed = of_link(token, at, purpose=purpose)
    return followed.enquiry if followed.is_open else None


def sent_again_as(actor: Actor, enquiry: Enquiry, messages: Sequence[Message]) -> list[Enquiry]:
    """Return the enquiries of within a day in which the same contact asked the same, the first of them first.

    Whoever goes back in the browser and sends once more makes two of one.
    """
    asked = next((message.text for message in messages if message.is_by_visitor), None)
    if asked is None:
        return []
    near = (enquiry.received_at - SAME_WITHIN, enquiry.received_at + SAME_WITHIN)
    others = Enquiry.objects.visible_to(actor).exclude(pk=enquiry.pk)
    alike = others.filter(
        last_message_at__gte=near[0], received_at__range=near, email__iexact=enquiry.email, phone_key=enquiry.phone_key
    )
    return list(alike.filter(messages__author=Message.Author.VISITOR, messages__text=asked).distinct().order_by("pk"))


def wrong_facts(enquiry: Enquiry, at: datetime) -> int:
    """Return how often somebody gave a wrong fact for a link to this conversation within the last 30 days."""
    tries = AuditEntry.objects.filter(target_type=enquiry._meta.label_lower, target_id=str(enquiry.pk))  # noqa: SLF001
    return tries.filter(action="enquiry.wrong_fact", at__gt=at - timedelta(days=30)).count()


def link_of(enquiry: Enquiry) -> str:
    """Return the token of the conversation's link, as it stands in mails."""
    return links.make(CONVERSATION, enquiry.public_id, enquiry.link_version)


def has_receipt(enquiry: Enquiry) -> bool:
    """Say whether a mail about the enquiry was queued for the visitor."""
    kind = enquiry._meta.label_lower  # noqa: SLF001 (Django documents _meta)
    return OutboxMail.objects.filter(cause_type=kind, cause_id=str(enquiry.pk)).exists()


def consents_in_force() -> dict[str, ConsentText]:
    """Return the newest version of each consent, by purpose."""
    return {text.purpose: text for text in ConsentText.objects.order_by("version")}


def enquiries_of(actor: Actor, person: Person) -> list[Enquiry]:
    """Return the enquiries that were joined to a patient, the latest first."""
    return list(Enquiry.objects.visible_to(actor).filter(person=person).latest_first())


def export_of(person: Person) -> list[Json]:
    """Return a patient's enquiries with what was written and which files came, as JSON can write it."""
    return [
        {
            "reference": enquiry.reference,
            "received_at": enquiry.received_at.isoformat(),
            "name": enquiry.name,
            "email": enquiry.email,
            "phone": enquiry.phone,
            "problem": enquiry.problem,
            "messages": [
                {
                    "author": message.author,
                    "written_at": message.written_at.isoformat(),
                    "text": message.text,
                    "files": [
                        {"name": documents.name_of(one.document), "media_type": one.document.media_type}
                        for one in message.attachments.all()
                    ],
                }
                for message in conversation(enquiry)
            ],
        }
        for enquiry in Enquiry.objects.filter(person=person).order_by("pk")
    ]
