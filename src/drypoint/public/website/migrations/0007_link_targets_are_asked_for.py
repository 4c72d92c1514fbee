import drypoint.public.website.blocks
import wagtail.fields
from django.db import migrations

PAGES = (
    "articlepage",
    "atlaspage",
    "conditionindexpage",
    "conditionpage",
    "contactpage",
    "evidencepage",
    "faqpage",
    "harmspage",
    "homepage",
    "legalpage",
    "newsindexpage",
    "personpage",
    "pricespage",
    "teampage",
    "treatmentpage",
)


def body():
    """Return the body of every page: where a button leads is checked by asking the rooms, nothing else is new."""
    return wagtail.fields.StreamField([('heading', 2), ('text', 4), ('answer', 7), ('timeline', 14), ('mechanism', 22), ('claim', 24), ('warning', 27), ('problems', 28), ('facts', 33), ('prices', 42), ('call_to_action', 45), ('figure', 49), ('picture', 51)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'text', 'max_length': 160}), 1: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('2', '2'), ('3', '3')], 'label': 'level'}), 2: ('wagtail.blocks.StructBlock', [[('text', 0), ('level', 1)]], {}), 3: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'ol', 'ul', 'link'], 'label': 'text'}), 4: ('wagtail.blocks.StructBlock', [[('html', 3)]], {'icon': 'pilcrow', 'label': 'Text'}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'question', 'max_length': 200}), 6: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'ol', 'ul', 'link'], 'label': 'answer'}), 7: ('wagtail.blocks.StructBlock', [[('question', 5), ('html', 6)]], {}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'when', 'max_length': 40}), 9: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'ol', 'ul', 'link'], 'label': 'what happened'}), 10: ('wagtail.snippets.blocks.SnippetChooserBlock', ('claims.Source',), {'label': 'source'}), 11: ('wagtail.blocks.ListBlock', (10,), {'default': [], 'label': 'sources', 'required': False}), 12: ('wagtail.blocks.StructBlock', [[('when', 8), ('html', 9), ('sources', 11)]], {}), 13: ('wagtail.blocks.ListBlock', (12,), {'label': 'events'}), 14: ('wagtail.blocks.StructBlock', [[('events', 13)]], {}), 15: ('wagtail.blocks.CharBlock', (), {'label': 'title', 'max_length': 120}), 16: ('wagtail.blocks.CharBlock', (), {'help_text': 'Say what was seen in animals only and what is unproven.', 'label': 'how sure', 'max_length': 240}), 17: ('wagtail.blocks.StructBlock', [[('title', 15), ('html', 3), ('certainty_note', 16), ('sources', 11)]], {'label': 'In the muscle'}), 18: ('wagtail.blocks.StructBlock', [[('title', 15), ('html', 3), ('certainty_note', 16), ('sources', 11)]], {'label': 'In the nerves'}), 19: ('wagtail.blocks.StructBlock', [[('title', 15), ('html', 3), ('certainty_note', 16), ('sources', 11)]], {'label': 'In the spinal cord'}), 20: ('wagtail.blocks.StructBlock', [[('title', 15), ('html', 3), ('certainty_note', 16), ('sources', 11)]], {'label': 'In the brain'}), 21: ('wagtail.blocks.StructBlock', [[('mechanical', 17), ('peripheral', 18), ('segmental', 19), ('central', 20)]], {'label': 'steps'}), 22: ('wagtail.blocks.StructBlock', [[('steps', 21)]], {}), 23: ('wagtail.snippets.blocks.SnippetChooserBlock', ('claims.Claim',), {'label': 'claim'}), 24: ('wagtail.blocks.StructBlock', [[('claim', 23)]], {}), 25: ('wagtail.blocks.CharBlock', (), {'label': 'title', 'max_length': 160}), 26: ('wagtail.blocks.BooleanBlock', (), {'label': 'show the emergency number', 'required': False}), 27: ('wagtail.blocks.StructBlock', [[('title', 25), ('html', 3), ('emergency', 26)]], {}), 28: ('drypoint.public.website.blocks.ProblemsBlock', (), {}), 29: ('wagtail.blocks.CharBlock', (), {'label': 'label', 'max_length': 80}), 30: ('wagtail.blocks.CharBlock', (), {'label': 'value', 'max_length': 240}), 31: ('wagtail.blocks.StructBlock', [[('label', 29), ('value', 30), ('sources', 11)]], {}), 32: ('wagtail.blocks.ListBlock', (31,), {'label': 'facts'}), 33: ('wagtail.blocks.StructBlock', [[('items', 32)]], {}), 34: ('wagtail.blocks.CharBlock', (), {'label': 'service', 'max_length': 120}), 35: ('wagtail.blocks.IntegerBlock', (), {'label': 'minutes', 'max_value': 600, 'min_value': 1, 'required': False}), 36: ('wagtail.blocks.IntegerBlock', (), {'label': 'amount in cents', 'min_value': 0, 'required': False}), 37: ('wagtail.blocks.RegexBlock', ('^[A-Z]{3}$',), {'default': 'EUR', 'label': 'currency'}), 38: ('wagtail.blocks.CharBlock', (), {'label': 'note', 'max_length': 240, 'required': False}), 39: ('wagtail.blocks.StructBlock', [[('service', 34), ('duration_minutes', 35), ('amount_cents', 36), ('currency', 37), ('note', 38)]], {}), 40: ('wagtail.blocks.ListBlock', (39,), {'label': 'rows'}), 41: ('wagtail.blocks.BooleanBlock', (), {'help_text': 'Says above the table that the prices are invented.', 'label': 'invented prices', 'required': False}), 42: ('wagtail.blocks.StructBlock', [[('rows', 40), ('demo', 41)]], {}), 43: ('wagtail.blocks.CharBlock', (), {'label': 'words on the button', 'max_length': 80}), 44: ('wagtail.blocks.CharBlock', (), {'default': 'enquiry:', 'help_text': 'page:short-name for a page, a name such as enquiry: for a form, or an address.', 'label': 'leads to', 'max_length': 240, 'validators': [drypoint.public.website.blocks.check_link_target]}), 45: ('wagtail.blocks.StructBlock', [[('html', 3), ('label', 43), ('to', 44)]], {}), 46: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('engraved_muscle', 'A muscle with a needle'), ('needle', 'A needle'), ('mechanism', 'From the needle to the brain')], 'label': 'drawing'}), 47: ('wagtail.blocks.CharBlock', (), {'label': 'caption', 'max_length': 240, 'required': False}), 48: ('wagtail.blocks.CharBlock', (), {'label': 'description for people who do not see it', 'max_length': 240}), 49: ('wagtail.blocks.StructBlock', [[('name', 46), ('caption', 47), ('alt', 48)]], {}), 50: ('wagtail.images.blocks.ImageBlock', [], {'label': 'picture'}), 51: ('wagtail.blocks.StructBlock', [[('picture', 50), ('caption', 47)]], {})}, verbose_name='content')


class Migration(migrations.Migration):
    dependencies = [("website", "0006_body_names_claims")]

    # No column changes by it, and remaking fifteen tables would take its time.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.AlterField(model_name=name, name="body", field=body()) for name in PAGES],
        ),
    ]
