from django.db import migrations
from django.db.models import Min


def one_problem_each(apps, schema_editor):
    """Let the drawings of each person hang on one problem, which nobody has named yet."""
    Episode = apps.get_model("patients", "Episode")
    PainDrawing = apps.get_model("intake", "PainDrawing")
    first = PainDrawing.objects.filter(episode=None).values("person_id").annotate(at=Min("made_at"))
    for row in list(first.order_by("person_id")):
        episode = Episode.objects.create(person_id=row["person_id"], made_at=row["at"])
        PainDrawing.objects.filter(person_id=row["person_id"], episode=None).update(episode=episode)


class Migration(migrations.Migration):

    dependencies = [("intake", "0002_problems_of_drawings")]

    operations = [migrations.RunPython(one_problem_each, migrations.RunPython.noop)]
