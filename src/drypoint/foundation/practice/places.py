"""Where staff write in this room, so that what they type is kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.registries.places import WritingPlace, typed_in
from drypoint.foundation.practice.forms_desk import (
    CredentialForm,
    HoursForm,
    OtherDayForm,
    PractitionerForm,
    RoomForm,
    ServiceForm,
)

_ROOM, _SERVICE, _PRACTITIONER = typed_in(RoomForm), typed_in(ServiceForm), typed_in(PractitionerForm)
_OTHER_DAY = typed_in(OtherDayForm)

PLACES = (
    WritingPlace("practice_desk:hours", 200, _("A day with other hours"), "practice_desk:hours", _OTHER_DAY),
    WritingPlace("practice_desk:room_new", 200, _("A new room"), "practice_desk:room_new", _ROOM),
    WritingPlace("practice_desk:room", 200, _("A room"), "practice_desk:room", _ROOM),
    WritingPlace("practice_desk:service_new", 200, _("A new service"), "practice_desk:service_new", _SERVICE),
    WritingPlace("practice_desk:service", 200, _("A service"), "practice_desk:service", _SERVICE),
    WritingPlace(
        "practice_desk:practitioner_new", 200, _("A new practitioner"), "practice_desk:practitioner_new", _PRACTITIONER
    ),
    WritingPlace("practice_desk:practitioner", 200, _("A practitioner"), "practice_desk:practitioner", _PRACTITIONER),
    WritingPlace("practice_desk:add_hours", 200, _("Working hours"), "practice_desk:practitioner", typed_in(HoursForm)),
    WritingPlace(
        "practice_desk:add_exception", 200, _("A day with other hours"), "practice_desk:practitioner", _OTHER_DAY
    ),
    WritingPlace(
        "practice_desk:add_credential",
        200,
        _("What somebody may do"),
        "practice_desk:practitioner",
        typed_in(CredentialForm),
    ),
)
