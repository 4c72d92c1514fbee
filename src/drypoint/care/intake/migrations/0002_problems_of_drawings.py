import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("intake", "0001_initial"), ("patients", "0006_episodes")]

    operations = [
        migrations.AddField(
            model_name="paindrawing",
            name="episode",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pain_drawings",
                to="patients.episode",
            ),
        ),
    ]
