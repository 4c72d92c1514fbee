"""Hand in drawings of one to eight regions for a demo patient, and print the owner's cookie and the drawings' ids.

Run by bench/atlas.py with the environment of a filled demo.
"""

from __future__ import annotations

import random
import sys

DRAWINGS = 60


def main() -> int:
    """Fill, then print cookie name, session key and the ids."""
    from drypoint.project import starting

    starting.set_up_django()
    from bench.signed_in import owner_session
    from drypoint.care.intake import actions
    from drypoint.foundation.core.actors import SYSTEM
    from drypoint.foundation.patients.models import Person
    from drypoint.knowledge.bodymap import regions
    from drypoint.knowledge.bodymap.sheet import Tick

    person = Person.objects.order_by("pk").last()
    if person is None:
        raise RuntimeError("The demo has no patient.")
    chance = random.Random(1)
    known = sorted(regions())
    ids = []
    for number in range(DRAWINGS):
        places = chance.sample(known, chance.randint(1, 8))
        ticks = tuple(Tick(place, chance.randint(1, 10)) for place in places)
        drawing = actions.open_drawing(actor=SYSTEM, person_id=person.pk, hand="patient")
        actions.hand_in(
            actor=SYSTEM,
            drawing_id=drawing.pk,
            sheet=actions.SheetContents("neutral", (), ticks),
            expected_revision=0,
            save_key=f"bench {number}",
        )
        ids.append(drawing.pk)
    print(*owner_session(), *ids)
    return 0


if __name__ == "__main__":
    sys.exit(main())
