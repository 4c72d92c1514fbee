"""The queue of tasks is gone, and with it its table; what waited in it is run by project/starting.py."""

from django.db import migrations

LABEL = "django_tasks_database"


def forget(apps, schema_editor):
    """Remove what Django wrote down about the queue's table."""
    kinds = apps.get_model("contenttypes", "ContentType").objects.filter(app_label=LABEL)
    apps.get_model("auth", "Permission").objects.filter(content_type__in=kinds).delete()
    kinds.delete()
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = %s", [LABEL])


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_document_quarantine"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.RunSQL(f"DROP TABLE IF EXISTS {LABEL}_dbtaskresult", migrations.RunSQL.noop),
    ]
