"""What this room holds about a patient, field by field: the person, problems, mails, and who saw them."""

from __future__ import annotations

from typing import Final

from django.utils.translation import pgettext_lazy

from drypoint.foundation.core.models import OutboxMail
from drypoint.foundation.patients.export_fields import Field, codes
from drypoint.foundation.patients.models import Contact, Episode, Figure, Identifier, Person, Sex
from drypoint.foundation.patients.seeing import OTHERS

_PERSON: Final = (
    Field("id", pgettext_lazy("record", "Number"), is_for_machines=True),
    Field("name", pgettext_lazy("record", "Name")),
    Field("given_name", pgettext_lazy("record", "Given name")),
    Field("family_name", pgettext_lazy("record", "Family name")),
    Field("known_as", pgettext_lazy("record", "Known as")),
    Field("born_on", pgettext_lazy("record", "Born"), "day"),
    Field("birth_year", pgettext_lazy("record", "Year of birth"), "number"),
    Field("sex", pgettext_lazy("record", "Sex"), codes=codes(Sex.choices)),
    Field("figure", pgettext_lazy("record", "Figure"), codes=codes(Figure.choices)),
    Field("email", pgettext_lazy("record", "E-mail")),
    Field("phone", pgettext_lazy("record", "Telephone")),
    Field(
        "contacts",
        pgettext_lazy("record", "All contacts"),
        is_list=True,
        fields=(
            Field("kind", pgettext_lazy("record", "Kind"), codes=codes(Contact.Kind.choices)),
            Field("value", pgettext_lazy("record", "Contact")),
            Field("verified_at", pgettext_lazy("record", "Verified"), "moment"),
            Field("is_preferred", pgettext_lazy("record", "Preferred"), "yes_no"),
        ),
    ),
    Field("language", pgettext_lazy("record", "Language"), "language"),
    Field("other_languages", pgettext_lazy("record", "Other languages")),
    Field("street", pgettext_lazy("record", "Street and number")),
    Field("postcode", pgettext_lazy("record", "Postcode")),
    Field("town", pgettext_lazy("record", "Town")),
    Field("country", pgettext_lazy("record", "Country")),
    Field(
        "identifiers",
        pgettext_lazy("record", "Numbers"),
        fields=tuple(Field(kind, word, is_optional=True) for kind, word in Identifier.Kind.choices),
    ),
    Field("contact_person", pgettext_lazy("record", "Contact person")),
    Field("contact_person_phone", pgettext_lazy("record", "Telephone of the contact person")),
    Field("is_contact_guardian", pgettext_lazy("record", "The contact person is the guardian"), "yes_no"),
    Field("referring_doctor", pgettext_lazy("record", "Referring doctor")),
    Field("note", pgettext_lazy("record", "Note for reception")),
    Field("state", pgettext_lazy("record", "State"), codes=codes(Person.State.choices)),
    Field("made_at", pgettext_lazy("record", "In the records since"), "moment"),
)
PERSON: Final = Field("person", pgettext_lazy("record", "Name, birth, address and contacts"), fields=_PERSON)
MERGED: Final = Field(
    "merged", pgettext_lazy("record", "Records that were merged into this one"), fields=_PERSON, is_list=True
)
EPISODES: Final = (
    Field("id", pgettext_lazy("record", "Number"), is_for_machines=True),
    Field("problem", pgettext_lazy("record", "Problem")),
    Field("side", pgettext_lazy("record", "Side"), codes=codes(Episode.Side.choices)),
    Field("since_year", pgettext_lazy("record", "Since (year)"), "number"),
    Field("since_month", pgettext_lazy("record", "Since (month)"), "number"),
    Field("goal", pgettext_lazy("record", "Goal")),
    Field("responsible", pgettext_lazy("record", "Responsible")),
    Field("state", pgettext_lazy("record", "State"), codes=codes(Episode.State.choices)),
    Field("made_at", pgettext_lazy("record", "Opened"), "moment"),
    Field("ended_at", pgettext_lazy("record", "Ended"), "moment"),
    Field(
        "referrals",
        pgettext_lazy("record", "Referrals"),
        is_list=True,
        fields=(
            Field("number", pgettext_lazy("record", "Number")),
            Field("doctor", pgettext_lazy("record", "Doctor")),
            Field("diagnosis", pgettext_lazy("record", "Diagnosis")),
            Field("payer", pgettext_lazy("record", "Payer")),
            Field("sessions_allowed", pgettext_lazy("record", "Sessions allowed"), "number"),
            Field("sessions_used", pgettext_lazy("record", "Sessions used"), "number"),
            Field("valid_until", pgettext_lazy("record", "Valid until"), "day"),
        ),
    ),
)
MAILS: Final = Field(
    "mails",
    pgettext_lazy("record", "Mails"),
    is_list=True,
    fields=(
        Field("to", pgettext_lazy("record", "To")),
        Field("subject", pgettext_lazy("record", "Subject")),
        Field("text", pgettext_lazy("record", "Text")),
        Field("state", pgettext_lazy("record", "State"), codes=codes(OutboxMail.State.choices)),
        Field("made_at", pgettext_lazy("record", "Written"), "moment"),
        Field("sent_at", pgettext_lazy("record", "Sent"), "moment"),
    ),
)
WHO_SAW: Final = Field(
    "who_saw",
    pgettext_lazy("record", "Who saw this patient"),
    is_list=True,
    is_optional=True,
    fields=(
        Field("name", pgettext_lazy("record", "Member of staff")),
        Field("kind", pgettext_lazy("record", "Who"), codes=codes(OTHERS)),
        Field("times", pgettext_lazy("record", "How often"), "number"),
        Field("last_at", pgettext_lazy("record", "Last"), "moment"),
    ),
)
