"""Every block of a page, named for its content. How to add one: docs/how-to/add-a-block.md.

A block stores plain values; body.py turns them into what the templates in templates/website/blocks/ show.
"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from drypoint.foundation.core.registries.link_targets import link_targets

RICH_TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link"]
FIGURES = [
    ("engraved_muscle", _("A muscle with a needle")),
    ("needle", _("A needle")),
    ("mechanism", _("From the needle to the brain")),
]
_PAGE_OR_ADDRESS = re.compile(r"page:[a-z0-9-]+(#[a-z0-9-]+)?|/[^/].*|https://.+|tel:.+|mailto:.+")


def check_link_target(value: str) -> None:
    """Refuse what is no page, no address and no target that a room has registered.

    Migrations name this function, and the rooms are asked when it is called: a room that comes or goes changes none.
    """
    named = [f"{target.name}:" for target in link_targets]
    if value not in named and not _PAGE_OR_ADDRESS.fullmatch(value):
        choices = ["page:short-name", *named]
        message = _("Write one of %(choices)s, or an address that begins with https://.")
        raise ValidationError(message, params={"choices": ", ".join(choices)})


def rich_text(**kwargs: object) -> blocks.RichTextBlock:
    """Return a text with paragraphs, lists, emphasis and links, and nothing else."""
    return blocks.RichTextBlock(features=RICH_TEXT_FEATURES, **kwargs)


def sources(**kwargs: object) -> blocks.ListBlock:
    """Return a list of sources, which may be empty."""
    return blocks.ListBlock(
        SnippetChooserBlock("claims.Source", label=_("source")),
        required=False,
        default=[],
        label=_("sources"),
        **kwargs,
    )


class HeadingBlock(blocks.StructBlock):
    """A heading inside the page; the title of the page is the only one of level 1."""

    text = blocks.CharBlock(max_length=160, label=_("text"))
    level = blocks.ChoiceBlock(choices=[("2", "2"), ("3", "3")], default="2", label=_("level"))

    class Meta:
        icon = "title"
        label = _("Heading")


class AnswerBlock(blocks.StructBlock):
    """A question as people ask it, and the answer."""

    question = blocks.CharBlock(max_length=200, label=_("question"))
    html = rich_text(label=_("answer"))

    class Meta:
        icon = "help"
        label = _("Question and answer")


class EventBlock(blocks.StructBlock):
    """One line of a timeline."""

    when = blocks.CharBlock(max_length=40, label=_("when"))
    html = rich_text(label=_("what happened"))
    sources = sources()


class TimelineBlock(blocks.StructBlock):
    """Events in the order of time, each with its sources."""

    events = blocks.ListBlock(EventBlock(), label=_("events"))

    class Meta:
        icon = "history"
        label = _("Timeline")


class MechanismStepBlock(blocks.StructBlock):
    """One step of how needling may work, with how sure it is."""

    title = blocks.CharBlock(max_length=120, label=_("title"))
    html = rich_text(label=_("text"))
    certainty_note = blocks.CharBlock(
        max_length=240, label=_("how sure"), help_text=_("Say what was seen in animals only and what is unproven.")
    )
    sources = sources()


class MechanismStepsBlock(blocks.StructBlock):
    """The four steps, from the needle to the brain."""

    mechanical = MechanismStepBlock(label=_("In the muscle"))
    peripheral = MechanismStepBlock(label=_("In the nerves"))
    segmental = MechanismStepBlock(label=_("In the spinal cord"))
    central = MechanismStepBlock(label=_("In the brain"))


class MechanismBlock(blocks.StructBlock):
    """The explorable picture of how needling may work."""

    steps = MechanismStepsBlock(label=_("steps"))

    class Meta:
        icon = "view"
        label = _("How it may work")


class ClaimBlock(blocks.StructBlock):
    """A statement about the treatment, taken from the claims."""

    claim = SnippetChooserBlock("claims.Claim", label=_("claim"))

    class Meta:
        icon = "doc-full"
        label = _("Claim")


class WarningBlock(blocks.StructBlock):
    """What a reader must not overlook."""

    title = blocks.CharBlock(max_length=160, label=_("title"))
    html = rich_text(label=_("text"))
    emergency = blocks.BooleanBlock(required=False, label=_("show the emergency number"))

    class Meta:
        icon = "warning"
        label = _("Warning")


class ProblemsBlock(blocks.StaticBlock):
    """The list of the problems that have a page of their own."""

    class Meta:
        icon = "list-ul"
        label = _("List of problems")
        admin_text = _("Lists every live problem page of this language.")


class FactBlock(blocks.StructBlock):
    """A label, a value and where the value comes from."""

    label = blocks.CharBlock(max_length=80, label=_("label"))
    value = blocks.CharBlock(max_length=240, label=_("value"))
    sources = sources()


class FactsBlock(blocks.StructBlock):
    """A short table of facts."""

    items = blocks.ListBlock(FactBlock(), label=_("facts"))

    class Meta:
        icon = "table"
        label = _("Facts")


class PriceBlock(blocks.StructBlock):
    """The price of one service."""

    service = blocks.CharBlock(max_length=120, label=_("service"))
    duration_minutes = blocks.IntegerBlock(min_value=1, max_value=600, required=False, label=_("minutes"))
    amount_cents = blocks.IntegerBlock(min_value=0, required=False, label=_("amount in cents"))
    currency = blocks.RegexBlock(r"^[A-Z]{3}$", default="EUR", label=_("currency"))
    note = blocks.CharBlock(max_length=240, required=False, label=_("note"))


class PricesBlock(blocks.StructBlock):
    """A table of prices."""

    rows = blocks.ListBlock(PriceBlock(), label=_("rows"))
    demo = blocks.BooleanBlock(
        required=False, label=_("invented prices"), help_text=_("Says above the table that the prices are invented.")
    )

    class Meta:
        icon = "tag"
        label = _("Prices")


class CallToActionBlock(blocks.StructBlock):
    """One invitation, with one button."""

    html = rich_text(label=_("text"))
    label = blocks.CharBlock(max_length=80, label=_("words on the button"))
    to = blocks.CharBlock(
        max_length=240,
        default="enquiry:",
        validators=[check_link_target],
        label=_("leads to"),
        help_text=_("page:short-name for a page, a name such as enquiry: for a form, or an address."),
    )

    class Meta:
        icon = "mail"
        label = _("Call to action")


class FigureBlock(blocks.StructBlock):
    """One of the engraved drawings."""

    name = blocks.ChoiceBlock(choices=FIGURES, label=_("drawing"))
    caption = blocks.CharBlock(max_length=240, required=False, label=_("caption"))
    alt = blocks.CharBlock(max_length=240, label=_("description for people who do not see it"))

    class Meta:
        icon = "image"
        label = _("Drawing")


class PictureBlock(blocks.StructBlock):
    """A photograph of the practice; it says what it shows or is marked as decoration."""

    picture = ImageBlock(label=_("picture"))
    caption = blocks.CharBlock(max_length=240, required=False, label=_("caption"))

    class Meta:
        icon = "image"
        label = _("Picture")


BODY: list[tuple[str, blocks.Block]] = [
    ("heading", HeadingBlock()),
    ("text", blocks.StructBlock([("html", rich_text(label=_("text")))], icon="pilcrow", label=_("Text"))),
    ("answer", AnswerBlock()),
    ("timeline", TimelineBlock()),
    ("mechanism", MechanismBlock()),
    ("claim", ClaimBlock()),
    ("warning", WarningBlock()),
    ("problems", ProblemsBlock()),
    ("facts", FactsBlock()),
    ("prices", PricesBlock()),
    ("call_to_action", CallToActionBlock()),
    ("figure", FigureBlock()),
    ("picture", PictureBlock()),
]


DIRECTIONS = [
    ("n", _("north")),
    ("ne", _("north-east")),
    ("e", _("east")),
    ("se", _("south-east")),
    ("s", _("south")),
    ("sw", _("south-west")),
    ("w", _("west")),
    ("nw", _("north-west")),
]


class LandmarkBlock(blocks.StructBlock):
    """Something near the practice that people know or look for."""

    name = blocks.CharBlock(max_length=80, label=_("name"), help_text=_("A stop, a car park, a church, a corner."))
    metres = blocks.IntegerBlock(min_value=1, max_value=5000, label=_("metres from the practice"))
    direction = blocks.ChoiceBlock(choices=DIRECTIONS, label=_("direction from the practice"))

    class Meta:
        icon = "site"
        label = _("Landmark")


LANDMARKS: list[tuple[str, blocks.Block]] = [("landmark", LandmarkBlock())]


def check_one_line(value: str) -> None:
    """Refuse a line break in a text that stands in a head or a menu."""
    if "\n" in value or "\r" in value:
        raise ValidationError(_("Write it in one line."))
