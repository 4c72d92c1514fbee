"""The starter texts keep to their format, agree in both languages and promise nothing. Needs no Django."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

STARTER = Path(__file__).parents[2] / "src/drypoint/public/website/starter"
LANGUAGES = ("en", "hr")
TYPES = {
    *("home", "treatment", "conditions", "condition", "atlas", "faq", "news"),
    *("article", "team", "person", "prices", "contact", "legal", "evidence", "harms"),
}
PAGE_FIELDS = {
    *("type", "key", "parent", "order", "in_menu", "demo", "slug", "title", "menu_title"),
    *("seo_title", "description", "eyebrow", "lead", "body"),
}
OPTIONAL_PAGE_FIELDS = {"parent", "menu_title"}
BLOCK_FIELDS = {
    "heading": {"text", "level"},
    "text": {"html"},
    "answer": {"question", "html"},
    "timeline": {"events"},
    "mechanism": {"steps"},
    "claim": {"claim"},
    "warning": {"title", "html", "emergency"},
    "problems": set(),
    "facts": {"items"},
    "prices": {"demo", "rows"},
    "call_to_action": {"html", "label", "to"},
    "figure": {"name", "caption", "alt"},
}
ROW_FIELDS = {
    "events": {"when", "html", "sources"},
    "items": {"label", "value", "sources"},
    "rows": {"service", "duration_minutes", "amount_cents", "currency", "note"},
}
MECHANISM_STEPS = ["mechanical", "peripheral", "segmental", "central"]
CERTAINTIES = {"high", "moderate", "low", "very_low", "unclear"}
CLAIM_FIELDS = {
    *("key", "about", "text_en", "text_hr", "certainty"),
    *("certainty_reason_en", "certainty_reason_hr", "sources"),
}
SOURCE_FIELDS = {"citation", "doi", "pmid", "pmcid", "url", "how_read"}
PLACEHOLDERS = {
    "practice_name",
    "practice_email",
    "practice_phone",
    "practice_address",
    "emergency_number",
    "enquiry_kept_days",
    "price_range",
}
ALLOWED_TAGS = {"p", "a", "strong", "em", "ul", "ol", "li"}
ALLOWED_INSIDE = {"ul": {"li"}, "ol": {"li"}}

FORBIDDEN = {
    "en": re.compile(
        r"\b(proven|proves|cures?|cured|curing|highly effective|very effective|most effective|painless|pain-free|"
        r"no side effects|without side effects|(completely|totally|very|absolutely) safe|risk-free|guarantee\w*|"
        r"miracle\w*|100 ?%|permanent relief|toxins?)\b",
        re.IGNORECASE,
    ),
    "hr": re.compile(
        r"\b(dokazan\w*|izliječ\w*|izlječ\w*|(vrlo|izuzetno|iznimno|visoko) učinkovit\w*|bezbol\w*|bez bol(i|ova)|"
        r"bez nuspojava|nema nuspojava|(potpuno|posve|sasvim|vrlo|apsolutno) sigur\w*|bez rizika|jamč\w*|garan\w*|"
        r"čud(o|a|om|esn\w*)|100 ?%|toksin\w*)\b",
        re.IGNORECASE,
    ),
}

Page = dict[str, Any]


def load(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=UniqueKeyLoader)


class UniqueKeyLoader(yaml.CSafeLoader):
    """Refuse a mapping that names a key twice: YAML would silently keep the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key) for key, _ in node.value]
        twice = [key for key, times in Counter(keys).items() if times > 1]
        if twice:
            raise ValueError(f"{twice} stands twice{node.start_mark}")
        return super().construct_mapping(node, deep=deep)


PAGES: dict[str, dict[str, Page]] = {
    language: {path.stem: load(path) for path in sorted((STARTER / language).glob("*.yaml"))} for language in LANGUAGES
}
CLAIMS: list[dict[str, Any]] = load(STARTER / "claims.yaml")
SOURCES: dict[str, dict[str, str]] = load(STARTER / "sources.yaml")

each_page = pytest.mark.parametrize(
    ("language", "key"), [(language, key) for language in LANGUAGES for key in PAGES[language]]
)


def blocks(page: Page) -> Iterator[tuple[str, dict[str, Any]]]:
    for block in page["body"]:
        ((kind, value),) = block.items()
        yield kind, value


def named(page: Page, field: str) -> Iterator[Any]:
    """Yield every value that stands under this name, however deep."""

    def walk(value: Any) -> Iterator[Any]:
        if isinstance(value, dict):
            for name, inner in value.items():
                if name == field:
                    yield inner
                yield from walk(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from walk(inner)

    return walk(page["body"])


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def words_of(value: Any) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", "\n".join(strings(value)))


class Html(HTMLParser):
    """Collect what is wrong with a piece of HTML, and its links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.links: list[str] = []
        self.feed(html)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED_TAGS:
            self.faults.append(f"<{tag}> is not allowed")
        parent = self.open[-1] if self.open else None
        if parent is None and tag not in {"p", "ul", "ol"}:
            self.faults.append(f"<{tag}> stands outside a paragraph or list")
        if parent in ALLOWED_INSIDE and tag not in ALLOWED_INSIDE[parent]:
            self.faults.append(f"<{tag}> directly in <{parent}>")
        if parent == "p" and tag in {"p", "ul", "ol"}:
            self.faults.append(f"<{tag}> inside <p>")
        if [name for name, _ in attrs] != (["href"] if tag == "a" else []):
            self.faults.append(f"<{tag}> has other attributes than href")
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes something else")

    def handle_data(self, data: str) -> None:
        if data.strip() and (not self.open or self.open[-1] in ALLOWED_INSIDE):
            self.faults.append(f"text outside a paragraph: {data.strip()[:40]}")
        if re.search(r"[<>&]", data):
            self.faults.append(f"a bare sign in: {data.strip()[:40]}")


def pieces_of_html(page: Page) -> list[str]:
    return list(named(page, "html"))


def anchors(page: Page) -> list[str]:
    """The addresses of the headings of a page, in order."""
    texts = [value["text"] for kind, value in blocks(page) if kind == "heading"]
    headings = (unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode() for text in texts)
    return [re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") for text in headings]


def links_by_place(page: Page, language: str) -> list[tuple[str, int]]:
    """Where the texts of a page lead: which page, or room, and which heading of it, -1 for its beginning."""
    found = []
    for link in (link for html in pieces_of_html(page) for link in Html(html).links):
        target, _hash, anchor = link.partition("#")
        headings = anchors(PAGES[language][target.removeprefix("page:")]) if anchor else []
        found.append((target, headings.index(anchor) if anchor else -1))
    return sorted(found)


def test_every_page_has_its_twin_in_the_other_language() -> None:
    assert PAGES["en"].keys() == PAGES["hr"].keys()


@each_page
def test_a_page_has_exactly_the_fields_of_the_format(language: str, key: str) -> None:
    page = PAGES[language][key]
    required = PAGE_FIELDS - OPTIONAL_PAGE_FIELDS
    assert required <= page.keys() <= PAGE_FIELDS
    assert page["key"] == key
    assert page["type"] in TYPES
    assert page["in_menu"] in (True, False)
    assert page["demo"] in (True, False)
    assert isinstance(page["order"], int)
    assert all(page[field].strip() for field in ("title", "seo_title", "description", "eyebrow", "lead"))


@each_page
def test_a_block_has_exactly_the_fields_of_its_kind(language: str, key: str) -> None:
    for kind, value in blocks(PAGES[language][key]):
        fields = BLOCK_FIELDS[kind]
        assert value.keys() == fields, kind
        for name in fields & ROW_FIELDS.keys():
            assert value[name], f"{kind} is empty"
            assert all(row.keys() == ROW_FIELDS[name] for row in value[name]), kind


@each_page
def test_special_values_are_among_those_the_templates_know(language: str, key: str) -> None:
    for kind, value in blocks(PAGES[language][key]):
        if kind == "heading":
            assert value["level"] in (2, 3)
        elif kind == "warning":
            assert value["emergency"] in (True, False)
        elif kind == "figure":
            assert value["name"] in ("engraved_muscle", "needle")
        elif kind == "mechanism":
            assert list(value["steps"]) == MECHANISM_STEPS
            for step in value["steps"].values():
                assert step.keys() == {"title", "html", "certainty_note", "sources"}


def test_twins_have_the_same_frame_and_the_same_blocks_in_the_same_order() -> None:
    for key, english in PAGES["en"].items():
        croatian = PAGES["hr"][key]
        for field in ("type", "parent", "order", "in_menu", "demo"):
            assert english.get(field) == croatian.get(field), (key, field)
        assert [kind for kind, _ in blocks(english)] == [kind for kind, _ in blocks(croatian)], key


def test_twins_agree_on_claims_sources_figures_links_and_numbers_of_rows() -> None:
    for key, english in PAGES["en"].items():
        croatian = PAGES["hr"][key]
        for field in ("claim", "sources", "name", "to", "emergency", "level", "amount_cents", "duration_minutes"):
            assert list(named(english, field)) == list(named(croatian, field)), (key, field)
        assert links_by_place(english, "en") == links_by_place(croatian, "hr"), key


def test_twins_have_as_many_paragraphs_and_list_items() -> None:
    for key, english in PAGES["en"].items():
        for html_en, html_hr in zip(pieces_of_html(english), pieces_of_html(PAGES["hr"][key]), strict=True):
            assert re.findall(r"<(p|li|ul|ol)\b", html_en) == re.findall(r"<(p|li|ul|ol)\b", html_hr), html_en


def test_twins_state_the_same_numbers() -> None:
    """Digits must agree; a number written as a word is for the reader to compare."""

    def numbers(value: Any) -> Counter[str]:
        joined = re.sub(r"(?<=\d)[ ,](?=\d{3}\b)", "", words_of(value))
        return Counter(re.findall(r"\d+(?:[.,]\d+)?", joined))

    for key, english in PAGES["en"].items():
        for (kind, value_en), (_, value_hr) in zip(blocks(english), blocks(PAGES["hr"][key]), strict=True):
            assert numbers(value_en) == numbers(value_hr), (key, kind, words_of(value_en)[:60])


def test_every_page_hangs_below_home_and_siblings_have_an_order() -> None:
    pages = PAGES["en"]
    assert [key for key, page in pages.items() if "parent" not in page] == ["home"]
    for key, page in pages.items():
        climbed: set[str] = set()
        while "parent" in page:
            assert page["key"] not in climbed, f"{key} is its own ancestor"
            climbed.add(page["key"])
            page = pages[page["parent"]]
    places = Counter((page.get("parent"), page["order"]) for page in pages.values())
    assert max(places.values()) == 1


def test_a_page_outside_the_demo_does_not_lean_on_one_inside() -> None:
    for key, page in PAGES["en"].items():
        if not page["demo"]:
            assert not PAGES["en"].get(page.get("parent", ""), {}).get("demo", False), key
            for link in (link for html in pieces_of_html(page) for link in Html(html).links):
                target = link.removeprefix("page:").partition("#")[0]
                assert not link.startswith("page:") or not PAGES["en"][target]["demo"], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_slugs_are_ascii_and_unique_among_siblings(language: str) -> None:
    pages = PAGES[language].values()
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", page["slug"]) for page in pages)
    assert max(Counter((page.get("parent"), page["slug"]) for page in pages).values()) == 1


@each_page
def test_search_engines_get_texts_that_they_show_whole(language: str, key: str) -> None:
    page = PAGES[language][key]
    assert len(page["seo_title"]) <= 60
    assert len(page["description"]) <= 155
    assert 1 <= len(page["eyebrow"].split()) <= 3
    assert len(page["lead"]) <= 260


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("field", ["title", "seo_title", "description"])
def test_no_two_pages_share_a_title_or_description(language: str, field: str) -> None:
    assert max(Counter(page[field] for page in PAGES[language].values()).values()) == 1


@each_page
def test_html_is_well_formed_and_uses_only_the_allowed_tags(language: str, key: str) -> None:
    for html in pieces_of_html(PAGES[language][key]):
        assert Html(html).faults == [], html


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<p>a <b>bold</b> claim</p>", "<b> is not allowed"),
        ("<p>open", "<p> is never closed"),
        ("<p><strong>a</p></strong>", "closes something else"),
        ("<ul><p>a</p></ul>", "directly in <ul>"),
        ('<p onclick="x">a</p>', "other attributes"),
        ("bare", "outside a paragraph"),
    ],
)
def test_the_check_of_html_finds_faults(html: str, fault: str) -> None:
    assert any(fault in found for found in Html(html).faults)


@each_page
def test_every_link_leads_to_a_page_or_to_the_enquiry(language: str, key: str) -> None:
    page = PAGES[language][key]
    links = [link for html in pieces_of_html(page) for link in Html(html).links]
    for link in links + list(named(page, "to")):
        target = re.fullmatch(r"enquiry:|page:([a-z0-9-]+)(#[a-z0-9-]+)?", link)
        assert target, link
        assert target[1] is None or target[1] in PAGES[language], link
        assert target[2] is None or target[2][1:] in anchors(PAGES[language][target[1]]), link


@each_page
def test_every_claim_and_source_that_a_page_names_exists(language: str, key: str) -> None:
    page = PAGES[language][key]
    claims = {claim["key"] for claim in CLAIMS}
    assert {value["claim"] for kind, value in blocks(page) if kind == "claim"} <= claims
    assert {source for sources in named(page, "sources") for source in sources} <= SOURCES.keys()


def test_every_claim_and_every_source_is_used() -> None:
    pages = PAGES["en"].values()
    used_claims = {value["claim"] for page in pages for kind, value in blocks(page) if kind == "claim"}
    used_sources = {key for page in pages for sources in named(page, "sources") for key in sources}
    assert {claim["key"] for claim in CLAIMS} == used_claims
    assert SOURCES.keys() == used_sources | {key for claim in CLAIMS for key in claim["sources"]}


def test_a_claim_has_both_languages_a_certainty_with_its_reason_and_a_known_source() -> None:
    assert max(Counter(claim["key"] for claim in CLAIMS).values()) == 1
    for claim in CLAIMS:
        assert claim.keys() - {"topic"} == CLAIM_FIELDS, claim["key"]
        assert claim["certainty"] in CERTAINTIES, claim["key"]
        assert claim["sources"], claim["key"]
        assert set(claim["sources"]) <= SOURCES.keys(), claim["key"]
        assert all(
            cast("str", claim[field]).strip().endswith(".") for field in CLAIM_FIELDS if field[-3:] in ("_en", "_hr")
        )


def test_no_claim_is_surer_than_moderate() -> None:
    """The page on evidence says so; nothing that was read would carry more."""
    assert "high" not in {claim["certainty"] for claim in CLAIMS}


def test_a_source_says_what_it_is_and_how_much_of_it_was_read() -> None:
    for key, source in SOURCES.items():
        assert {"citation", "how_read"} <= source.keys() <= SOURCE_FIELDS, key
        assert all(source.values()), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_over_claims(language: str) -> None:
    texts = {key: words_of(page) for key, page in PAGES[language].items()}
    texts |= {claim["key"]: claim[f"text_{language}"] + claim[f"certainty_reason_{language}"] for claim in CLAIMS}
    found = {key: match[0] for key, text in texts.items() if (match := FORBIDDEN[language].search(text))}
    assert found == {}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "It is highly effective."),
        ("en", "A painless treatment without side effects."),
        ("hr", "Dokazano djeluje."),
        ("hr", "Tretman je bezbolan."),
        ("hr", "Garantiramo uspjeh."),
    ],
)
def test_the_check_for_over_claims_finds_them(language: str, sentence: str) -> None:
    assert FORBIDDEN[language].search(sentence)


def test_802_people_are_never_tied_to_an_effect_size() -> None:
    """How many of them stand behind the pooled result is not known."""
    for value in [*CLAIMS, *PAGES["en"].values(), *PAGES["hr"].values(), SOURCES]:
        text = words_of(value)
        assert "802" not in text or not re.search(r"1[.,]06|0[.,]76", text)


def test_croatian_addresses_the_reader_with_a_capital_throughout() -> None:
    small = re.compile(r"\b(vi|vas|vam|vama|vaš\w*)\b")
    familiar = re.compile(r"\b(ti|tebe|tebi|tvoj\w*)\b", re.IGNORECASE)
    texts = {key: words_of(page) for key, page in PAGES["hr"].items()}
    texts |= {claim["key"]: claim["text_hr"] + " " + claim["certainty_reason_hr"] for claim in CLAIMS}
    for key, text in texts.items():
        assert not small.search(text), key
        # „ti” is also „those” in the masculine plural, so only its other forms are told apart.
        assert not [word for word in familiar.findall(text) if word.lower() != "ti"], key


def test_only_known_placeholders_stand_in_the_texts() -> None:
    for language in LANGUAGES:
        for key, page in PAGES[language].items():
            assert set(re.findall(r"\{(\w*)\}", "\n".join(strings(page)))) <= PLACEHOLDERS, key


def test_people_and_price_rows_are_for_the_demo_only() -> None:
    for language in LANGUAGES:
        for page in PAGES[language].values():
            assert page["type"] != "person" or page["demo"]
            assert all(value["demo"] is True for kind, value in blocks(page) if kind == "prices")


def test_every_condition_begins_with_the_emergency_and_ends_with_a_question_to_us() -> None:
    conditions = [page for page in PAGES["en"].values() if page["type"] == "condition"]
    assert len(conditions) == 7
    for page in conditions:
        kinds = list(blocks(page))
        assert kinds[0][0] == "warning"
        assert kinds[0][1]["emergency"] is True
        assert kinds[-1][0] == "call_to_action"
        assert kinds[-1][1]["to"] == "enquiry:"


def test_a_page_without_a_claim_about_its_problem_says_that_no_trial_speaks_to_it() -> None:
    about_mechanism_or_safety = {claim["key"] for claim in CLAIMS if claim["about"] in ("mechanism", "safety")}
    for page in PAGES["en"].values():
        if page["type"] == "condition":
            about_effect = {
                value["claim"] for kind, value in blocks(page) if kind == "claim"
            } - about_mechanism_or_safety
            assert about_effect or "No trial in our table speaks to" in words_of(page), page["key"]


def test_the_questions_page_answers_at_least_fourteen() -> None:
    assert [kind for kind, _ in blocks(PAGES["en"]["faq"])].count("answer") >= 14
