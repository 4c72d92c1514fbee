from django.db import migrations

from drypoint.foundation.core.contact_details import written_numbers
from drypoint.foundation.patients import rules


def contacts_as_rows(apps, schema_editor):
    """Give everybody's address and number a row, unverified; the columns stay as they are."""
    Person = apps.get_model("patients", "Person")
    Contact = apps.get_model("patients", "Contact")
    rows = []
    for pk, email, phone in Person.objects.order_by("pk").values_list("pk", "email", "phone").iterator():
        found = {}
        if email.strip():
            normalised = rules.normal_email(email)
            found["email", normalised] = (email, normalised)
        for number in written_numbers(phone) or ([phone.strip()] if phone.strip() else []):
            normalised = rules.normal_phone(number)
            found.setdefault(("phone", normalised), (number, rules.phone_match(normalised)))
        preferred = set()
        for (kind, normalised), (value, match) in found.items():
            rows.append(
                Contact(
                    person_id=pk,
                    kind=kind,
                    value=value,
                    normalised=normalised,
                    match=match,
                    is_preferred=kind not in preferred,
                )
            )
            preferred.add(kind)
    Contact.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):

    dependencies = [("patients", "0003_who_somebody_is")]

    operations = [migrations.RunPython(contacts_as_rows, migrations.RunPython.noop)]
