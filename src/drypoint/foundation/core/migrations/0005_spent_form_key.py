"""The table of spent form keys keeps its name; the model is called what it holds."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0004_no_queue")]

    operations = [
        migrations.AlterModelTable(name="oncekey", table="core_oncekey"),
        migrations.RenameModel(old_name="OnceKey", new_name="SpentFormKey"),
    ]
