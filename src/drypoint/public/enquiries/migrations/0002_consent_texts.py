"""The first wording of the two consents. A new wording is a new version in a new migration; these lines never change."""

import hashlib
import json

from django.db import migrations

TEXTS = {
    "contact": {
        "en": "The practice may use my name and contact details to answer me about this message.",
        "hr": "Ordinacija smije upotrijebiti moje ime i podatke za kontakt kako bi mi odgovorila na ovu poruku.",
    },
    "health_data": {
        "en": (
            "The practice may read and keep what I tell and attach about my health in order to answer me. "
            "I can withdraw this at any time; the practice then erases it."
        ),
        "hr": (
            "Ordinacija smije čitati i čuvati ono što napišem i priložim o svojem zdravlju kako bi mi odgovorila. "
            "Ovu privolu mogu povući u svakom trenutku; ordinacija tada te podatke briše."
        ),
    },
}


def add(apps, schema_editor):
    for purpose, texts in TEXTS.items():
        digest = hashlib.sha256(json.dumps(texts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
        apps.get_model("enquiries", "ConsentText").objects.create(
            purpose=purpose, version=1, texts=texts, sha256=digest
        )


class Migration(migrations.Migration):
    dependencies = [("enquiries", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
