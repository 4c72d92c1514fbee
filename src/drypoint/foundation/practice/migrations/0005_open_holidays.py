from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('practice', '0004_holidays_and_credentials'),
    ]

    operations = [
        migrations.CreateModel(
            name='OpenHoliday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(unique=True)),
                ('names', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['on'],
            },
        ),
    ]
