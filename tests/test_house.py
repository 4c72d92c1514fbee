"""Rules of the house that no linter knows."""

from __future__ import annotations

import configparser
import re
import shlex
import subprocess
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "drypoint"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
CATALOGUES = sorted(SOURCE.rglob("*.po"))
NOT_A_NAME = {"utils.py", "helpers.py", "common.py", "misc.py"}


def tracked_files() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in listing.decode().split("\0") if name]


def test_no_module_is_longer_than_500_lines() -> None:
    long = {str(path): count for path in MODULES if (count := len(path.read_text().splitlines())) > 500}
    assert long == {}


def test_every_module_is_named_for_what_it_holds() -> None:
    assert [path for path in MODULES if path.name in NOT_A_NAME] == []


def test_the_project_names_rooms_in_its_settings_and_its_list_of_commands_alone() -> None:
    named = re.compile(r"drypoint\.(?:workspace|care|public)\b")
    project = [path for path in MODULES if path.is_relative_to(SOURCE / "project")]
    assert {path.name for path in project if named.search(path.read_text())} <= {"settings.py", "cli.py"}


def test_no_more_goes_untyped_than_the_page_about_types_allows() -> None:
    page = (ROOT / "docs" / "reference" / "types.md").read_text()
    limits = {what: int(most) for what, most in re.findall(r"^\| (`.+`) \| (\d+) \|$", page, re.MULTILINE)}
    kinds = {"`Any`": r"\bAny\b", "`Json`, `Raw`": r"\b(?:Json|Raw)\b", "`type: ignore`": r"type: ignore"}
    lines = [line for path in SOURCE.rglob("*.py") for line in path.read_text().splitlines()]
    found = {what: sum(bool(re.search(pattern, line)) for line in lines) for what, pattern in kinds.items()}
    assert limits.keys() == found.keys()
    assert {what: count for what, count in found.items() if count > limits[what]} == {}


def test_only_the_clock_says_now() -> None:
    calls = re.compile(r"datetime\.now\(|timezone\.now\(|date\.today\(|utcnow\(|localdate\(\)")
    guilty = [str(path) for path in MODULES if path.name != "clock.py" and calls.search(path.read_text())]
    assert guilty == []


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_catalogue_is_complete(catalogue: Path) -> None:
    entries = [entry for entry in polib.pofile(str(catalogue)) if not entry.obsolete]
    assert entries
    assert [entry.msgid for entry in entries if not entry.translated() or entry.fuzzy] == []


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_translation_has_the_placeholders_of_its_sentence(catalogue: Path) -> None:
    placeholder = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]*\}|%[sd]")
    for entry in polib.pofile(str(catalogue)):
        originals = {frozenset(placeholder.findall(text)) for text in (entry.msgid, entry.msgid_plural) if text}
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            assert not text or frozenset(placeholder.findall(text)) in originals, entry.msgid


def test_every_sentence_in_the_code_has_its_croatian_twin(tmp_path: Path) -> None:
    """Each msgid that gettext finds in a room stands in a catalogue (Django's own words come with Django)."""
    from django.utils.translation import override

    known = {entry.msgid for path in CATALOGUES for entry in polib.pofile(str(path)) if not entry.obsolete}
    missing = [sentence for sentence in sorted(sentences(tmp_path)) if sentence not in known]
    with override("hr"):
        assert missing == []


def sentences(folder: Path) -> set[str]:
    """Return every msgid of the package, as xgettext and Django's template reader find them."""
    from django.utils.translation import template

    found: set[str] = set()
    files = [*MODULES, *SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("templates/**/*.txt")]
    listing = folder / "files.txt"
    names = []
    for number, path in enumerate(files):
        text = path.read_text()
        copy = folder / f"{number}.py"
        copy.write_text(text if path.suffix == ".py" else template.templatize(text, origin=str(path)))
        names.append(str(copy))
    listing.write_text("\n".join(names))
    keywords = ["gettext_noop", "gettext_lazy", "ngettext_lazy:1,2", "pgettext:1c,2", "npgettext:1c,2,3"]
    keywords += ["pgettext_lazy:1c,2", "npgettext_lazy:1c,2,3", "_"]
    command = ["xgettext", "--language=Python", "--from-code=UTF-8", f"--files-from={listing}", "--output=-"]
    command += [f"--keyword={keyword}" for keyword in keywords]
    pot = subprocess.run(command, capture_output=True, check=True, cwd=folder).stdout.decode()
    if pot.strip():
        found = {entry.msgid for entry in polib.pofile(pot.replace("charset=CHARSET", "charset=UTF-8"))}
    return found


def test_no_page_of_ours_asks_another_host() -> None:
    """Static files and templates load nothing from elsewhere; links that a person clicks are no request."""
    loads = re.compile(
        r"""(?:src|srcset)=["']https?://|url\(\s*["']?https?://|@import\s|<link[^>]+href=["']https?://"""
    )
    files = [path for path in SOURCE.rglob("*") if path.suffix in {".html", ".css", ".js", ".svg"}]
    assert [str(path.relative_to(SOURCE)) for path in files if loads.search(path.read_text())] == []


def test_templates_carry_no_inline_style_or_script() -> None:
    inline = re.compile(
        r"""<style|\sstyle=["']|\son[a-z]+=["']|<script(?![^>]*\b(src|type="application/ld\+json"|type="module" src))"""
    )
    # A mail is no page: mail programs read styles nowhere but in its tags.
    files = [path for path in SOURCE.rglob("templates/**/*.html") if path.parent.name != "mail"]
    assert [str(path.relative_to(SOURCE)) for path in files if inline.search(path.read_text())] == []


def test_the_lock_names_no_address() -> None:
    assert "://" not in (ROOT / "requirements.lock").read_text()


def test_no_file_is_left_to_be_done() -> None:
    marker = re.compile(r"\b(TODO|FIXME|XXX)\b")
    own = Path(__file__)
    text = [path for path in tracked_files() if path.suffix in {".py", ".html", ".css", ".js", ".md"} and path != own]
    assert [str(path) for path in text if path.exists() and marker.search(path.read_text())] == []


def test_make_pure_runs_the_tests_of_every_room_of_knowledge() -> None:
    pure = configparser.ConfigParser()
    pure.read(ROOT / "tests" / "pure.ini", encoding="utf-8")
    rooms = {path.parent.name for path in (SOURCE / "knowledge").glob("*/__init__.py")}
    with_tests = {f"tests/{room}" for room in rooms if (ROOT / "tests" / room).is_dir()}
    assert set(pure["pytest"]["testpaths"].split()) == with_tests


def test_the_tests_of_knowledge_start_as_make_starts_them() -> None:
    asked = subprocess.run(["make", "-n", "pure"], cwd=ROOT, capture_output=True, text=True, check=True)
    command = next(line for line in asked.stdout.splitlines() if "pytest" in line)
    words = [*shlex.split(command), "-n", "0", "--collect-only", "tests/language"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
