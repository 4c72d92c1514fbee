from django.db import migrations

MOVED = ("Source", "Claim", "ClaimSource", "AllowedWord", "EvidenceEdition")


def _name_the_room(apps, schema_editor, old, new):
    """Let everything that names a moved table by its app name the new one; the ids that others hold stay."""
    names = [name.lower() for name in MOVED]
    apps.get_model("contenttypes", "ContentType").objects.using(schema_editor.connection.alias).filter(
        app_label=old, model__in=names
    ).update(app_label=new)
    trail = apps.get_model("core", "AuditEntry").objects.using(schema_editor.connection.alias)
    for name in names:
        trail.filter(target_type=f"{old}.{name}").update(target_type=f"{new}.{name}")


def to_claims(apps, schema_editor):
    _name_the_room(apps, schema_editor, "website", "claims")


def to_website(apps, schema_editor):
    _name_the_room(apps, schema_editor, "claims", "website")


class Migration(migrations.Migration):
    """Claims and what belongs to them get a room of their own: the tables are renamed, and every row stays."""

    dependencies = [
        ("website", "0004_claims_by_language"),
        ("core", "0002_key_mark"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable(name, f"claims_{name.lower()}") for name in MOVED],
        ),
        migrations.RunPython(to_claims, to_website),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField("Claim", "sources"),
                migrations.DeleteModel("AllowedWord"),
                migrations.DeleteModel("ClaimSource"),
                migrations.DeleteModel("Claim"),
                migrations.DeleteModel("Source"),
                migrations.DeleteModel("EvidenceEdition"),
            ],
        ),
    ]
