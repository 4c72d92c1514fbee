"""Add enquiries until there are 50,000, sign the demo's owner in, and print the session's cookie.

`python -m bench.many_enquiries`, in the folder of DRYPOINT_DATA.
"""

from __future__ import annotations

import sys
from datetime import timedelta

COUNT = 50_000


def main() -> int:
    """Fill, then print cookie name, session key and the cursor of a page in the middle of the list."""
    from bench.signed_in import owner_session
    from drypoint.project import starting

    starting.set_up_django()
    from drypoint.foundation.core import clock
    from drypoint.public.enquiries.models import Enquiry
    from drypoint.public.enquiries.queries import consents_in_force, page_of

    texts = consents_in_force()
    at = clock.now()
    rows = []
    for number in range(COUNT - Enquiry.objects.count()):
        moment = at - timedelta(minutes=number + 1)
        is_waiting = number % 100 == 0
        row = Enquiry(
            reference=f"{number // 10_000:04}-{number % 10_000:04}",
            name=f"Invented Person {number}",
            email=f"person{number}@example.com",
            birth_year=1980,
            language="en",
            problem="lumbar_spine",
            contact_consent=texts["contact"],
            health_consent=texts["health_data"],
            received_at=moment,
            last_message_at=moment,
            link_expires_at=at + timedelta(days=60),
            waiting_since=moment if is_waiting else None,
            answered_at=None if is_waiting else moment,
        )
        row.state = row.get_state()
        rows.append(row)
    Enquiry.objects.bulk_create(rows, batch_size=1000)
    middle = Enquiry.objects.latest_first()[COUNT // 2 - 50 : COUNT // 2]
    # The cursor that the list itself would give after half of it.
    newest = Enquiry.objects.filter(pk__in=[row.pk for row in middle] + [Enquiry.objects.latest_first().last().pk])
    print(*owner_session(), page_of(newest, size=50).after)
    return 0


if __name__ == "__main__":
    sys.exit(main())
