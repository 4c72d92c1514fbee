"""Where staff write in this room, so that what they type is kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.registries.places import WritingPlace, typed_in
from drypoint.public.reviews.forms import AskForm, GoogleForm, ReplyForm

PLACES = (
    WritingPlace("reviews_desk:ask", 260, _("Whom to ask for a review"), "reviews_desk:list", typed_in(AskForm)),
    WritingPlace("reviews_desk:decide", 260, _("An answer to a review"), "reviews_desk:review", typed_in(ReplyForm)),
    WritingPlace("reviews_desk:google", 260, _("The place at Google"), "reviews_desk:google", typed_in(GoogleForm)),
)
