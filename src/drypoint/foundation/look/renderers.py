"""How Django's forms are written: label above, hint, error in words, control."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class LookRenderer(TemplatesSetting):
    """Render `{{ form }}` and `{{ field.as_field_group }}` with the templates of this room (FORM_RENDERER)."""

    form_template_name = "look/forms/form.html"
    field_template_name = "look/forms/field.html"
