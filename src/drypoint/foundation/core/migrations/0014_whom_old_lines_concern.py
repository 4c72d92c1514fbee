from django.db import migrations
from django.db.models import BigIntegerField
from django.db.models.functions import Cast

AT_ONCE = 2000


def find_by_person(apps, schema_editor):
    """Let old lines be found by the patient whom their target or their facts name."""
    AuditEntry = apps.get_model("core", "AuditEntry")
    about = AuditEntry.objects.filter(target_type="patients.person", target_id__regex=r"^[0-9]{1,18}$")
    about.update(about_person=Cast("target_id", BigIntegerField()))
    changed = []
    named = AuditEntry.objects.filter(facts__person__isnull=False).only("pk", "facts")
    for line in named.iterator(AT_ONCE):
        said = line.facts["person"]
        if isinstance(said, int) or (isinstance(said, str) and said.isdecimal()):
            line.about_person = int(said)
            changed.append(line)
        if len(changed) >= AT_ONCE:
            AuditEntry.objects.bulk_update(changed, ["about_person"], batch_size=500)
            changed = []
    AuditEntry.objects.bulk_update(changed, ["about_person"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [("core", "0013_whom_a_line_concerns")]

    operations = [migrations.RunPython(find_by_person, migrations.RunPython.noop)]
