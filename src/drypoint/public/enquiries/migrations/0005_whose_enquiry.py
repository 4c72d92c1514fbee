import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("enquiries", "0004_found_by"), ("patients", "0005_merges")]

    operations = [
        migrations.AddField(
            model_name="enquiry",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="enquiries",
                to="patients.person",
            ),
        ),
    ]
