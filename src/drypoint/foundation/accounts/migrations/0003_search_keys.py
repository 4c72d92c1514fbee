from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_link_versions'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='has_search_keys',
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
