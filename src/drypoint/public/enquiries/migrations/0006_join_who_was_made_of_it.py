from django.db import migrations

ORIGIN = "enquiries.enquiry "


def join(apps, schema_editor):
    """Join each enquiry to the person who was made of it."""
    Person = apps.get_model("patients", "Person")
    Enquiry = apps.get_model("enquiries", "Enquiry")
    for pk, origin in Person.objects.filter(origin__startswith=ORIGIN).values_list("pk", "origin"):
        number = origin.removeprefix(ORIGIN)
        if number.isdecimal():
            Enquiry.objects.filter(pk=number).update(person_id=pk)


class Migration(migrations.Migration):

    dependencies = [("enquiries", "0005_whose_enquiry")]

    operations = [migrations.RunPython(join, migrations.RunPython.noop)]
