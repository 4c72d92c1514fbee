"""The first wording of the consent. A new wording is a new version in a new migration; these lines never change."""

import hashlib
import json

from django.db import migrations

TEXTS = {
    "en": (
        "The practice may send me its news and advice in physical therapy and medicine by e-mail. "
        "I can leave the list at any time by the link in each mail."
    ),
    "hr": (
        "Ordinacija mi smije e-poštom slati novosti i savjete iz fizikalne terapije i medicine. "
        "S popisa se mogu odjaviti u svakom trenutku, poveznicom u svakoj poruci."
    ),
}


def add(apps, schema_editor):
    digest = hashlib.sha256(json.dumps(TEXTS, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    apps.get_model("mailing", "ListConsent").objects.create(version=1, texts=TEXTS, sha256=digest)


class Migration(migrations.Migration):
    dependencies = [("mailing", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
