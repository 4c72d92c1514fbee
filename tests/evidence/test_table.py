import pytest

from drypoint.knowledge.evidence.errors import EvidenceError, TableError
from drypoint.knowledge.evidence.table import decoded, read_table

SAME = [
    "study,yi,vi\nA,-0.5,0.25\nB,1,2\n",
    "study;yi;vi\nA;-0,5;0,25\nB;1;2\n",
    "study;yi;vi\nA;-0.5;0.25\nB;1;2\n",
    "study\tyi\tvi\nA\t-0,5\t0,25\nB\t1\t2\n",
    'study,yi,vi\nA,"-0,5","0,25"\nB,1,2\n',
    "Study , YI, Vi\r\nA, −0.5 , 0.25\r\nB,1,2",
    "\ufeffstudy;yi;vi;;\nA;-0,5;0,25;;\nB;1;2;;\n;;;;\n",
    "sep=;\nstudy;yi;vi\nA;-0,5;0,25\nB;1;2\n",
    "\n\nstudy|yi|vi\nA|-5e-1|.25\nB|1|2\n",
]


@pytest.mark.parametrize("text", SAME)
def test_separators_and_decimal_signs_are_recognised(text):
    table = read_table(text)
    assert table.text("study") == ["A", "B"]
    columns = table.numbers(("yi", "vi"))
    assert (columns["yi"].tolist(), columns["vi"].tolist()) == ([-0.5, 1], [0.25, 2])


def test_blank_rows_are_skipped_with_a_note_that_names_them():
    table = read_table("study;yi\nA;1\n;\n\nB;2\n")
    assert len(table) == 2
    assert table.lines == (2, 5)
    assert table.notes == ("Blank rows were skipped: line 3, 4.",)


def test_a_name_may_hold_the_separator_and_a_line_break():
    table = read_table('study,yi\n"Smith, ""J""\nand Doe",1\nB,x\n')
    assert table.text("study")[0].startswith('Smith, "J"')
    with pytest.raises(TableError) as problem:
        table.numbers(("yi",))
    assert problem.value.line == 4


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("study,yi\nA,1\nB,\n", 3, "yi is blank"),
        ("study,yi\nA,1\nB\n", 3, "yi is blank"),
        ("study,yi\nA,one\n", 2, "not a number"),
        ("study,yi\nA,nan\n", 2, "not a number"),
        ("study,yi\nA,1_000\n", 2, "not a number"),
        ("study,yi\nA,1e400\n", 2, "too large"),
        ("study;yi\nA;1.234,5\n", 2, "sign for thousands"),
        ("study;yi\nA;1,5\nB;1.5\n", 3, "use one sign"),
        ("study,yi\nA,1,5\n", 2, "decimal commas need semicolons"),
        ("study,yi,yi\nA,1,5\n", 1, "there twice"),
        ("A,1\nB,2\n", 1, "must name the columns"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_by_line_and_reason(text, line, words):
    with pytest.raises(TableError, match=words) as problem:
        read_table(text).numbers(("yi",))
    assert problem.value.line == line


@pytest.mark.parametrize("text", ["", "\n\n", "study,yi\n", "study,yi\n,\n", "a\0b"])
def test_a_table_without_studies_is_a_sentence(text):
    with pytest.raises(EvidenceError):
        read_table(text)


def test_files_that_are_not_utf8_are_read_with_a_note():
    text, notes = decoded("study;yi\nŠimić;1\n".encode("cp1250"))
    assert "Šimić" in text
    assert "Windows-1250" in notes[0]
    assert decoded("study;yi\nŠimić;1\n".encode("utf-16"))[0].startswith("study")


def test_a_huge_file_is_refused():
    with pytest.raises(EvidenceError, match="larger than"):
        decoded(b"x" * 20_000_001)
