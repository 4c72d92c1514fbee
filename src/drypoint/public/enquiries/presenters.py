"""What the pages of this room show: frozen values, made by pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from drypoint.foundation.core.files.submitting import Submission
from drypoint.foundation.look.contact_fields import SecondFactForm
from drypoint.foundation.patients.presenters import WhoMayBeTheSame
from drypoint.knowledge.screening import ReportMark, load, read
from drypoint.public.enquiries.actions import Fault
from drypoint.public.enquiries.forms import AnswerForm, EnquiryForm, FurtherMessageForm
from drypoint.public.enquiries.models import Enquiry, Message
from drypoint.public.enquiries.own_words import marks_in
from drypoint.public.enquiries.queries import EnquirySlice

# Between two pages: what no line of a report holds, and where no sentence goes on.
_PAGE_END = "\n\n"
# Some seventy full pages. Marking takes seconds for more, while somebody waits.
MOST_LETTERS = 200_000

_LEVELS: dict[str, str | Promise] = {
    "stop": pgettext_lazy("level", "Do not needle until this is clear"),
    "review": pgettext_lazy("level", "Ask and weigh first"),
    "caution": pgettext_lazy("level", "Take care"),
}
_STATES: dict[str, str | Promise] = {
    "present": pgettext_lazy("report", "stated"),
    "possible": pgettext_lazy("report", "possible"),
    "stopped": pgettext_lazy("report", "stopped, may still work"),
    "negated": pgettext_lazy("report", "denied or not found"),
    "other_person": pgettext_lazy("report", "of another person"),
}
# What may concern this person, from what the report states to what it denies.
_ORDER = tuple(_STATES)
_WEIGHTS = tuple(_LEVELS)
_TONES = {"stop": "stop", "review": "warn", "caution": ""}
_CONCERNS = ("present", "possible", "stopped")


@dataclass(frozen=True, slots=True)
class LongestWaiting:
    """The table on the desk's first screen."""

    template: ClassVar = "enquiries/desk/_longest.html"
    enquiries: tuple[Enquiry, ...]


@dataclass(frozen=True, slots=True)
class EnquiryList:
    """A page of the enquiries on the desk; words is a reference that was looked for and not found."""

    template: ClassVar = "enquiries/desk/list.html"
    page: EnquirySlice
    state: str
    states: Sequence[tuple[str, str | Promise]]
    words: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file that a person attached, by its number in the conversation."""

    number: int
    media_type: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Letter:
    """One message; author is who wrote it, by name.

    parts is the text with what matters for needling marked; is_unread says that the rules could not read it. Both
    concern what the visitor wrote: the practice's own words are one part.
    """

    pk: int
    is_by_visitor: bool
    author: str
    written_at: datetime
    parts: tuple[TextPart, ...]
    weighty: tuple[MarkedPlace, ...]
    other: tuple[MarkedPlace, ...]
    is_unread: bool
    documents: tuple[Document, ...]


def letter(message: Message, visitor: str, language: str | None) -> Letter:
    """Return a message as the desk shows it to a reader of the language; visitor is the name of the person."""
    marks = marks_in(message.text) if message.is_by_visitor else ()
    places = _places(marks or (), language)
    author = visitor if message.is_by_visitor else message.staff.name if message.staff else ""
    return Letter(
        pk=message.pk,
        is_by_visitor=message.is_by_visitor,
        author=author,
        written_at=message.written_at,
        parts=_pages([message.text], marks or (), places)[0],
        weighty=_weighty(places, marks or ()),
        other=_other(places, marks or ()),
        is_unread=marks is None,
        documents=tuple(
            Document(attachment.number, attachment.document.media_type, attachment.document.size_bytes)
            for attachment in message.attachments.all()
        ),
    )


@dataclass(frozen=True, slots=True)
class EnquiryFacts:
    """Who asks about what, and how they are reached."""

    pk: int
    reference: str
    name: str
    email: str
    phone: str
    language: str
    state: str
    state_name: str
    problem_name: str
    received_at: datetime
    link_expires_at: datetime
    has_health_consent: bool


def facts_of(enquiry: Enquiry) -> EnquiryFacts:
    """Return what the desk shows beside a conversation."""
    return EnquiryFacts(
        pk=enquiry.pk,
        reference=enquiry.reference,
        name=enquiry.name,
        email=enquiry.email,
        phone=enquiry.phone,
        language=enquiry.language,
        state=enquiry.state,
        state_name=enquiry.get_state_display(),
        problem_name=enquiry.get_problem_display(),
        received_at=enquiry.received_at,
        link_expires_at=enquiry.link_expires_at,
        has_health_consent=enquiry.health_consent_id is not None,
    )


@dataclass(frozen=True, slots=True)
class Twin:
    """Another enquiry with the same words from the same contact."""

    pk: int
    reference: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class DeskConversation:
    """One conversation on the desk; person_pk is the patient who was made of it, or None.

    wrong_facts is how often somebody tried the link with a wrong answer of late; twins are enquiries that say the
    same and came with it.
    """

    template: ClassVar = "enquiries/desk/enquiry.html"
    enquiry: EnquiryFacts
    letters: tuple[Letter, ...]
    form: AnswerForm
    is_link_open: bool
    wrong_facts: int
    twins: tuple[Twin, ...]
    person_pk: int | None
    may_answer: bool
    may_open_documents: bool
    may_revoke: bool
    may_erase: bool
    may_add_person: bool


def desk_conversation(
    enquiry: Enquiry,
    messages: Iterable[Message],
    form: AnswerForm,
    *,
    at: datetime,
    person_pk: int | None,
    may: Callable[[str], bool],
    language: str | None,
    wrong_facts: int = 0,
    twins: Iterable[Enquiry] = (),
) -> DeskConversation:
    """Return a conversation for somebody who may do what `may` says and reads the language."""
    return DeskConversation(
        enquiry=facts_of(enquiry),
        letters=tuple(letter(message, enquiry.name, language) for message in messages),
        form=form,
        is_link_open=enquiry.is_link_open(at),
        wrong_facts=wrong_facts,
        twins=tuple(Twin(one.pk, one.reference, one.received_at) for one in twins),
        person_pk=person_pk,
        may_answer=may("enquiries.answer"),
        may_open_documents=may("enquiries.documents"),
        may_revoke=may("enquiries.revoke"),
        may_erase=may("enquiries.erase"),
        may_add_person=may("patients.write"),
    )


@dataclass(frozen=True, slots=True)
class ErasePage:
    """The question before an enquiry is erased."""

    template: ClassVar = "enquiries/desk/erase.html"
    pk: int
    reference: str
    name: str


# Gone for good as far as the desk can tell; or not yet free.
UNREADABLE_STATUS: Mapping[Fault, int] = {"missing": 410, "damaged": 410, "waiting": 409}


@dataclass(frozen=True, slots=True)
class UnreadableDocument:
    """Why a file of an enquiry cannot be handed out, and whom to tell; number is the file's in the conversation."""

    template: ClassVar = "enquiries/desk/unreadable.html"
    pk: int
    name: str
    number: int
    fault: Fault
    received_at: datetime


@dataclass(frozen=True, slots=True)
class MarkedPlace:
    """Words that matter for needling: what they are about, what the report says of it, and how much it weighs.

    number is the mark's own in the report, tone how it looks; source names where the weight comes from.
    """

    number: int
    words: str
    name: str
    tone: str
    level_name: str | Promise
    state_name: str | Promise
    concerns: bool
    source: str


@dataclass(frozen=True, slots=True)
class TextPart:
    """A stretch of a page, marked or not."""

    text: str
    mark: MarkedPlace | None = None


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The text of a document of an enquiry; pages is empty for a picture or a scan, None for what was not read."""

    template: ClassVar = "enquiries/desk/report.html"
    pk: int
    name: str
    number: int
    pages: tuple[tuple[TextPart, ...], ...] | None
    weighty: tuple[MarkedPlace, ...]
    other: tuple[MarkedPlace, ...]
    has_unread_pages: bool
    is_busy: bool


def report_page(
    pk: int, name: str, number: int, texts: Sequence[str] | None, language: str | None, *, is_busy: bool = False
) -> ReportPage:
    """Return the page of one document for somebody who reads `language`; texts are its pages, None if unread."""
    if texts is not None:
        is_too_long = sum(map(len, texts)) > MOST_LETTERS
        texts = None if is_too_long else [text.replace("\r\n", "\n") for text in texts]
    has_text = texts is not None and any(text.strip() for text in texts)
    marks = read(_PAGE_END.join(texts)).marks if texts and has_text else ()
    places = _places(marks, language)
    return ReportPage(
        pk=pk,
        name=name,
        number=number,
        pages=None if texts is None else _pages(texts, marks, places) if has_text else (),
        weighty=_weighty(places, marks),
        other=_other(places, marks),
        has_unread_pages=bool(texts) and any(not text.strip() for text in texts or ()),
        is_busy=is_busy,
    )


def _places(marks: Sequence[ReportMark], language: str | None) -> list[MarkedPlace]:
    return [_place(index, mark, language) for index, mark in enumerate(marks, 1)]


def _weighty(places: Sequence[MarkedPlace], marks: Sequence[ReportMark]) -> tuple[MarkedPlace, ...]:
    """Return what may concern this person, the weightiest first."""
    level = {place.number: _WEIGHTS.index(mark.level) for place, mark in zip(places, marks, strict=True)}
    return tuple(sorted((one for one in places if one.concerns), key=lambda one: (level[one.number], one.number)))


def _other(places: Sequence[MarkedPlace], marks: Sequence[ReportMark]) -> tuple[MarkedPlace, ...]:
    """Return what is denied, or true of others."""
    state = {place.number: _ORDER.index(mark.state) for place, mark in zip(places, marks, strict=True)}
    return tuple(sorted((one for one in places if not one.concerns), key=lambda one: (state[one.number], one.number)))


def _place(number: int, mark: ReportMark, language: str | None) -> MarkedPlace:
    return MarkedPlace(
        number=number,
        words=" ".join(mark.text.split()),
        name=load().names[mark.key].in_(language),
        tone=_TONES[mark.level],
        level_name=_LEVELS[mark.level],
        state_name=_STATES[mark.state],
        concerns=mark.state in _CONCERNS,
        source=mark.source,
    )


def _pages(
    texts: Sequence[str], marks: Sequence[ReportMark], places: Sequence[MarkedPlace]
) -> tuple[tuple[TextPart, ...], ...]:
    pages = []
    begin = first = 0
    for text in texts:
        parts = []
        at = 0
        while first < len(marks) and marks[first].end <= begin:
            first += 1
        for number in range(first, len(marks)):
            mark = marks[number]
            if mark.start >= begin + len(text):
                break
            start, end = max(mark.start - begin, at), min(mark.end - begin, len(text))
            if start < end:  # else within a mark before it
                parts += [TextPart(text[at:start]), TextPart(text[start:end], places[number])]
                at = end
        parts.append(TextPart(text[at:]))
        pages.append(tuple(part for part in parts if part.text))
        begin += len(text) + len(_PAGE_END)
    return tuple(pages)


@dataclass(frozen=True, slots=True)
class AskPage:
    """The form of a first message; the middle three are what look/_attachments.html says of files."""

    template: ClassVar = "enquiries/ask.html"
    submission: Submission[EnquiryForm]
    form: EnquiryForm
    accepted: str
    most_files: int
    max_upload_mb: int
    consents: Mapping[str, str]
    page_description: str
    privacy_url: str


@dataclass(frozen=True, slots=True)
class SentPage:
    """What happens next; address leads to the conversation for whoever gets no mail about it.

    is_to_be_called says that there is no e-mail address.
    """

    template: ClassVar = "enquiries/sent.html"
    reference: str
    address: str | None
    is_to_be_called: bool


@dataclass(frozen=True, slots=True)
class SecondFactPage:
    """The question before a conversation opens, the same for everybody; draft is what was written meanwhile."""

    template: ClassVar = "enquiries/second_fact.html"
    form: SecondFactForm
    conversation_path: str
    draft: str
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class OwnLetter:
    """A message as the person who asked sees it."""

    is_by_visitor: bool
    written_at: datetime
    text: str
    file_count: int


def own_letter(message: Message) -> OwnLetter:
    """Return a message without who of the practice wrote it, and files by their number alone."""
    return OwnLetter(message.is_by_visitor, message.written_at, message.text, len(message.attachments.all()))


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """The conversation behind its link."""

    template: ClassVar = "enquiries/conversation.html"
    submission: Submission[FurtherMessageForm]
    form: FurtherMessageForm
    accepted: str
    most_files: int
    max_upload_mb: int
    reference: str
    link_expires_at: datetime
    letters: tuple[OwnLetter, ...]
    write_path: str
    forget_path: str
    privacy_url: str


@dataclass(frozen=True, slots=True)
class ForgottenPage:
    """The link is closed for good."""

    template: ClassVar = "enquiries/forgotten.html"


@dataclass(frozen=True, slots=True)
class SamePersonPage:
    """The question whose enquiry it is, where somebody who is here already may be the sender."""

    template: ClassVar = "enquiries/desk/same_person.html"
    pk: int
    name: str
    alike: WhoMayBeTheSame


@dataclass(frozen=True, slots=True)
class OfPerson:
    """The enquiries of one patient, on their page."""

    template: ClassVar = "enquiries/desk/_of_person.html"
    enquiries: tuple[Enquiry, ...]
