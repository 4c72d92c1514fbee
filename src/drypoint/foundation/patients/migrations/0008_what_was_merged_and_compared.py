from django.db import migrations

from drypoint.foundation.patients import rules


def keep_stays(apps, schema_editor):
    """Write down, by number, which records were merged into which and taken apart again."""
    Merge = apps.get_model("patients", "Merge")
    Stay = apps.get_model("patients", "Stay")
    undone = Merge.objects.filter(undone_at__isnull=False).order_by("pk")
    for gone, kept, since, until in undone.values_list("gone_id", "kept_id", "at", "undone_at"):
        Stay.objects.create(person_number=gone, with_number=kept, since=since, until=until)


def compare_addresses_anew(apps, schema_editor):
    """Compare addresses whose domain has two writings as one; of two of one person the preferred one stays."""
    Contact = apps.get_model("patients", "Contact")
    for contact in list(Contact.objects.filter(kind="email").order_by("-is_preferred", "pk")):
        normalised = rules.normal_email(contact.value)
        if normalised == contact.normalised:
            continue
        others = Contact.objects.filter(person_id=contact.person_id, kind="email").exclude(pk=contact.pk)
        same = others.filter(normalised=normalised).first()
        if same is not None and not contact.is_preferred:
            kept, gone = same, contact
        elif same is not None:
            kept, gone = contact, same
        else:
            kept, gone = contact, None
        if gone is not None:
            kept.verified_at = kept.verified_at or gone.verified_at
            gone.delete()
        kept.normalised = kept.match = normalised
        kept.save()


class Migration(migrations.Migration):

    dependencies = [("patients", "0007_stay")]

    operations = [
        migrations.RunPython(keep_stays, migrations.RunPython.noop),
        migrations.RunPython(compare_addresses_anew, migrations.RunPython.noop),
    ]
