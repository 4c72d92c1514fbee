from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0015_key_put_in_use_last")]

    operations = [
        migrations.CreateModel(
            name="AuditCheckpoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("last_id", models.BigIntegerField(unique=True)),
                ("head", models.CharField(max_length=64)),
                ("lines", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                ("mark", models.CharField(max_length=64)),
            ],
        ),
    ]
