"""A language that nobody speaks, made of data and catalogues alone: English in brackets, where it has words at all."""

from __future__ import annotations

import csv
import json
import shutil
import tomllib
from pathlib import Path
from typing import Any

import polib
import yaml

CODE = "xx"
BEGIN, END = "⟦", "⟧"
# What the language has no words for, so that English is said.
UNSAID_SENTENCE = "News feed"
UNSAID_MUSCLE = "Soleus"
LANGUAGE = """
name = "Bracketish"
english_name = "Bracketish"
alphabet = "a b c d e f g h i j k l m n o p q r s t u v w x y z"
locale = "xx_XX"
decimal = "·"
thousands = "_"
thousands_from = 1000
short_day = "j/n D"
"""


def pseudo(words: str) -> str:
    """Return words in the language. A leading or closing newline stays, as gettext wants it."""
    bare = words.strip("\n")
    return words.replace(bare, f"{BEGIN}{bare}{END}") if bare else words


def invent(source: Path, target: Path) -> Path:
    """Copy the package into target, add the language, and return the folder to import it from."""
    package = target / "drypoint"
    # With what Python compiled of it: compiling it all anew takes seconds.
    shutil.copytree(source, package)
    (package / "knowledge" / "language" / "facts" / f"{CODE}.toml").write_text(LANGUAGE, "utf-8")
    for catalogue in package.rglob("locale/hr/LC_MESSAGES/django.po"):
        _translate_catalogue(catalogue)
    for facts in package.rglob("facts/*.json"):
        if facts.name in ("atlas.json", "everyday.json"):
            facts.write_text(json.dumps(_translated(json.loads(facts.read_text("utf-8")))), "utf-8")
    for facts in package.rglob("facts/*.toml"):
        if "addresses" not in facts.name and facts.parent.parent.name != "language":
            _translate_toml(facts)
    _translate_table(next(package.rglob("regions.csv")), "name_", ",")
    _translate_table(next(package.rglob("printed.tsv")), "", "\t")
    _translate_claims(next(package.rglob("starter/claims.yaml")))
    return target


def _translate_catalogue(catalogue: Path) -> None:
    found = polib.POFile()
    found.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": "nplurals=2; plural=n != 1;"}
    for entry in polib.pofile(str(catalogue)):
        if entry.msgid == UNSAID_SENTENCE or entry.obsolete:
            continue
        same = polib.POEntry(msgid=entry.msgid, msgctxt=entry.msgctxt)
        if entry.msgid_plural:
            same.msgid_plural = entry.msgid_plural
            same.msgstr_plural = {0: pseudo(entry.msgid), 1: pseudo(entry.msgid_plural)}
        else:
            same.msgstr = pseudo(entry.msgid)
        found.append(same)
    place = catalogue.parents[2] / CODE / "LC_MESSAGES"
    place.mkdir(parents=True)
    found.save_as_mofile(str(place / "django.mo"))


def _translated(raw: Any) -> Any:
    """Add the language wherever there are words in English and Croatian, and to the catalogue of the facts."""
    if isinstance(raw, list):
        return [_translated(one) for one in raw]
    if not isinstance(raw, dict):
        return raw
    found = {key: _translated(one) for key, one in raw.items()}
    if isinstance(raw.get("en"), str) and raw["en"] != UNSAID_MUSCLE:
        found[CODE] = pseudo(raw["en"])
    if isinstance(raw.get("reason"), str) and "reason_hr" in raw:
        found[f"reason_{CODE}"] = pseudo(raw["reason"])
    if isinstance(raw.get("words"), dict) and "hr" in raw["words"]:
        found["words"][CODE] = {english: pseudo(english) for english in raw["words"]["hr"]}
    return found


def _translate_toml(file: Path) -> None:
    lines = []
    for key, words in tomllib.loads(file.read_text("utf-8")).items():
        said = {**words, CODE: pseudo(words["en"])}
        lines += [
            f"[{json.dumps(key)}]",
            *(f"{code} = {json.dumps(text, ensure_ascii=False)}" for code, text in said.items()),
            "",
        ]
    file.write_text("\n".join(lines), "utf-8")


def _translate_table(file: Path, prefix: str, delimiter: str) -> None:
    head, *lines = file.read_text("utf-8").splitlines()
    found = [f"{head}{delimiter}{prefix}{CODE}"]
    at = head.split(delimiter).index(f"{prefix}en")
    is_quoted = delimiter == ","
    for line in lines:
        cells = next(csv.reader([line])) if is_quoted else line.split(delimiter)
        words = pseudo(cells[at] or cells[0])
        found.append(f'{line}{delimiter}"{words}"' if is_quoted else f"{line}{delimiter}{words}")
    file.write_text("\n".join(found) + "\n", "utf-8")


def _translate_claims(file: Path) -> None:
    rows = yaml.safe_load(file.read_text("utf-8"))
    for row in rows:
        row |= {f"{name}_{CODE}": pseudo(row[f"{name}_en"]) for name in ("text", "certainty_reason")}
    file.write_text(yaml.safe_dump(rows, allow_unicode=True), "utf-8")
