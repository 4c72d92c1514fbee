"""After erasure no byte under the data folder tells of the person."""

from __future__ import annotations

from pathlib import Path

from tests.enquiries.conftest import a_pdf, filled
from tests.enquiries.house import a_house, fresh_key, post

NAME, WORDS, ADDRESS, PHONE = "Zvjezdana Quixada", "xylophonic throbbing", "zq-unique@example.com", "+385 91 777 4242"
AT_THE_DESK = """
from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.models import User
from drypoint.public.enquiries import actions
from drypoint.public.enquiries.models import Enquiry
user, _ = User.objects.get_or_create(email="owner@clinic.example", name="Alice", role="owner")
facts = {"actor": actor_of_user(user), "enquiry_id": Enquiry.objects.get().pk}
"""
ANSWER = """
from pathlib import Path
from django.conf import settings
from tests.attacks.test_erasure import traces
seen = Enquiry.objects.get().last_message_id
actions.answer_enquiry(**facts, text="About your xylophonic throbbing", expected_message_id=seen)
print(sorted(traces(Path(settings.DATA))))
"""
ERASE = "actions.erase_enquiry(**facts)"


def traces(data: Path) -> dict[str, list[str]]:
    """Return the files in which something of the person stands, and what."""
    needles = [NAME, "Quixada", "xylophonic", ADDRESS, PHONE, "quixada-report"]
    found: dict[str, list[str]] = {}
    for path in data.rglob("*"):
        if path.is_file():
            content = path.read_bytes().lower()
            hits = [needle for needle in needles if needle.encode().lower() in content]
            if hits:
                found[path.name] = hits
    return found


def test_nothing_of_an_erased_person_is_left_under_the_data_folder(tmp_path: Path) -> None:
    house = a_house(tmp_path / "data")
    with house.served() as (_process, port):
        fields = filled(name=NAME, text=WORDS, email=ADDRESS, phone=PHONE, key=fresh_key(port))
        status, _location, page = post(port, "/en/ask/", fields, a_pdf())
        assert status == 303, page
        found_before = house.run(AT_THE_DESK + ANSWER + ERASE)
        assert "drypoint.sqlite3" in found_before, "The search finds nothing before the erasure, so it proves nothing."
    assert traces(house.data) == {}
    assert house.files() == set()
