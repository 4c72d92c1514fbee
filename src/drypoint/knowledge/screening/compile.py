"""Turn the data files, which people correct, into the two files that the library reads.

YAML takes a tenth of a second to read, JSON a few milliseconds; tests hold them equal. Run
`python -m drypoint.knowledge.screening compile` after changing a data file.
"""

import json
from pathlib import Path

import yaml

from drypoint.knowledge.plain import Json
from drypoint.knowledge.screening.load import COMPILED, FACTS, build
from drypoint.knowledge.screening.model import ScreeningError
from drypoint.knowledge.screening.phrases import parsed
from drypoint.knowledge.screening.words import COMPILED as COMPILED_WORDS
from drypoint.knowledge.screening.words import STATE_KEYS


def _read(path: Path) -> Json:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: Json = yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506  both loaders are safe ones
    return found


def collected(folder: Path = FACTS) -> Json:
    """Read every data file of a folder into one plain structure."""
    kinds = ("contraindications", "precautions", "red_flags")
    return {
        "items": [item for kind in kinds for item in _read(folder / f"{kind}.yaml")["items"]],
        "drugs": _read(folder / "antithrombotics.yaml")["drugs"],
        "bleeding_add_ons": _read(folder / "bleeding_add_ons.yaml"),
        "rules": _read(folder / "rules.yaml"),
        "sources": _read(folder / "sources.yaml"),
        "names": _read(folder / "names.yaml"),
    }


def collected_words(folder: Path = FACTS) -> Json:
    """Read the word lists of a folder; words are numbered, phrases name them by number.

    Names of drugs are taken from the facts (substance in both languages, and brands), so that they stand in one place.
    """
    catalogue = build(collected(folder))
    languages = _read(folder / "words" / "languages.yaml")
    lists: dict[str, list[str]] = {
        drug.id: [_name(name) for name in (drug.inn_hr, *(brand.name for brand in drug.brands))]
        for drug in catalogue.drugs.values()
    }
    known = {*catalogue.items, *catalogue.drugs, *STATE_KEYS}
    for path in sorted((folder / "words").glob("*.yaml")):
        if path.stem in ("languages", "sets"):
            continue
        for key, written in _read(path).items():
            if key not in known:
                raise ScreeningError(f"{path.name}: “{key}” is neither a key of the catalogue nor a state.")
            lists.setdefault(key, []).extend(written.splitlines())
    sets = _read(folder / "words" / "sets.yaml")
    seen = set()
    phrases = []
    for key, lines in sorted(lists.items()):
        for line in lines:
            for phrase in parsed(key, line, sets):
                once = json.dumps(phrase)
                if once not in seen:
                    seen.add(once)
                    phrases.append(phrase)
    words = sorted({word for phrase in phrases for _gap, words, _optional in phrase["elements"] for word in words})
    numbers = {word: number for number, word in enumerate(words)}
    names = {
        numbers[word]
        for phrase in phrases
        if phrase["key"] in catalogue.drugs
        for _gap, own, _optional in phrase["elements"]
        for word in own
    }
    # Many phrases share their alternatives: each set of words is written once.
    alternatives: dict[tuple[int, ...], int] = {}
    for phrase in phrases:
        phrase["elements"] = [
            [gap, alternatives.setdefault(tuple(numbers[word] for word in own), len(alternatives)), int(is_optional)]
            for gap, own, is_optional in phrase["elements"]
        ]
    return {
        "alternatives": list(alternatives),
        "names": sorted({word for word in names if not words[word].startswith("#")}),
        "words": words,
        "phrases": [[one["key"], one["state"], one["language"], one["elements"]] for one in phrases],
        "ordinary": sorted(set(languages["ordinary"].split())),
        "function_words": {name: text.split() for name, text in languages["function_words"].items()},
    }


def _name(name: str) -> str:
    """Write a drug's name as a line of a word list: each word may take an ending, all but the last lose one."""
    return " ".join(f"{word[:-1] if word[-1] in 'ae' and len(word) > 6 else word}*" for word in name.split())


def _as_json(raw: Json) -> str:
    return json.dumps(raw, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"


def compiled_text(folder: Path = FACTS) -> str:
    """Return the text of the compiled catalogue for a folder of data files."""
    return _as_json(collected(folder))


def words_text(folder: Path = FACTS) -> str:
    """Return the text of the compiled word lists for a folder of data files."""
    return _as_json(collected_words(folder))


def write() -> tuple[Path, Path]:
    """Write both compiled files beside the data files and return their paths."""
    COMPILED.write_text(compiled_text(), "utf-8")
    COMPILED_WORDS.write_text(words_text(), "utf-8")
    return COMPILED, COMPILED_WORDS
