"""Claims keep their words by language; a review that held under the old fingerprint holds under the new one."""

import hashlib
import json

from django.db import migrations, models

from drypoint.foundation.core.plain_json import PlainJSON

LANGUAGES = ("en", "hr")


def fingerprint(content):
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def claims_with_sources(apps):
    """Give each claim with the ids of its sources, in the order of the editor."""
    links = list(apps.get_model("website", "ClaimSource").objects.all())
    for claim in apps.get_model("website", "Claim").objects.all():
        own = sorted((link for link in links if link.claim_id == claim.pk), key=lambda one: (one.sort_order or 0, one.pk))
        yield claim, [link.source_id for link in own]


def old_fingerprint(claim, sources):
    content = [
        claim.text_en,
        claim.text_hr,
        claim.certainty,
        claim.certainty_reason_en,
        claim.certainty_reason_hr,
        sources,
    ]
    if claim.topic:
        content.append(claim.topic)
    return fingerprint(content)


def new_fingerprint(claim, sources):
    rows = [(code, claim.texts.get(code, ""), claim.reasons.get(code, "")) for code in LANGUAGES]
    said = sorted(row for row in rows if row[1].strip() or row[2].strip())
    return fingerprint([said, claim.certainty, sources, claim.topic])


def into_languages(apps, schema_editor):
    for claim, sources in claims_with_sources(apps):
        was_as_reviewed = claim.reviewed_digest == old_fingerprint(claim, sources)
        claim.texts = {"en": claim.text_en, "hr": claim.text_hr}
        claim.reasons = {"en": claim.certainty_reason_en, "hr": claim.certainty_reason_hr}
        if was_as_reviewed:
            claim.reviewed_digest = new_fingerprint(claim, sources)
        claim.save(update_fields=["texts", "reasons", "reviewed_digest"])


def out_of_languages(apps, schema_editor):
    for claim, sources in claims_with_sources(apps):
        was_as_reviewed = claim.reviewed_digest == new_fingerprint(claim, sources)
        claim.text_en, claim.text_hr = (claim.texts.get(code, "") for code in LANGUAGES)
        claim.certainty_reason_en, claim.certainty_reason_hr = (claim.reasons.get(code, "") for code in LANGUAGES)
        if was_as_reviewed:
            claim.reviewed_digest = old_fingerprint(claim, sources)
        fields = ("text_en", "text_hr", "certainty_reason_en", "certainty_reason_hr", "reviewed_digest")
        claim.save(update_fields=fields)


class Migration(migrations.Migration):
    dependencies = [("website", "0003_atlas_page")]

    operations = [
        migrations.AddField(
            "claim",
            "texts",
            models.JSONField("text by language", default=dict, encoder=PlainJSON),
        ),
        migrations.AddField(
            "claim",
            "reasons",
            models.JSONField(
                "why this certainty, by language",
                blank=True,
                default=dict,
                encoder=PlainJSON,
            ),
        ),
        migrations.AlterField("claim", "text_hr", models.TextField(default="")),
        migrations.AlterField("claim", "text_en", models.TextField(default="")),
        migrations.RunPython(into_languages, out_of_languages),
        migrations.RemoveField("claim", "text_en"),
        migrations.RemoveField("claim", "text_hr"),
        migrations.RemoveField("claim", "certainty_reason_en"),
        migrations.RemoveField("claim", "certainty_reason_hr"),
    ]
