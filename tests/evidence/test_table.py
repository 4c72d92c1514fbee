import pytest

from drypoint.knowledge.evidence.analysis import Question, analyse
from drypoint.knowledge.evidence.errors import EvidenceError, TableError
from drypoint.knowledge.evidence.mapping import loose_table
from drypoint.knowledge.evidence.pooling import Options
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
    "sep=|\n\n| study | yi | vi |\n|---|--:|--:|\n| A | -0.5 | 0.25 |\n| B | 1 | 2 |\n",
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


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", ":", " "])
@pytest.mark.parametrize(
    ("below", "words"),
    [
        ("", "The table is empty"),
        ("\n", "The table is empty"),
        ("\n \n\t\n", "The table is empty"),
        ("\n||\n;;\n", "The table is empty"),
        ("\nstudy\n", "holds no study"),
        ("\n\nstudy", "holds no study"),
    ],
)
@pytest.mark.parametrize("read", [read_table, loose_table])
def test_below_a_line_that_names_the_separator_there_must_be_a_table(read, separator, below, words):
    with pytest.raises(EvidenceError, match=words):
        read(f"sep={separator}{below}")


def test_files_that_are_not_utf8_are_read_with_a_note():
    text, notes = decoded("study;yi\nŠimić;1\n".encode("cp1250"))
    assert "Šimić" in text
    assert "Windows-1250" in notes[0]
    assert decoded("study;yi\nŠimić;1\n".encode("utf-16"))[0].startswith("study")


def test_a_huge_file_is_refused():
    with pytest.raises(EvidenceError, match="larger than"):
        decoded(b"x" * 20_000_001)


MEANS = "study,n1,m1,sd1,n2,m2,sd2\n"


def asked(text, measure, **options):
    return analyse(read_table(text), Question(measure, options=Options(**options)))


@pytest.mark.parametrize(
    "text",
    [
        # The comma stands before three digits in some cells of a column and not in others.
        MEANS + 'A,20,"1,150",210,21,980,230\nB,34,990,190,33,950,205\n',
        MEANS.replace(",", ";") + "A;20;1.150;210;21;980;230\nB;34;990;190;33;950;205\n",
        # Commas separate the cells, so that a comma within one is hardly a decimal.
        MEANS + 'A,20,"1,150",210,21,980,230\nB,34,"1,020",190,33,950,205\n',
    ],
)
def test_a_sign_that_could_mean_thousands_is_refused_with_its_line(text):
    with pytest.raises(TableError, match=r"1[.,]150.*cannot be told.*1150") as problem:
        asked(text, "MD")
    assert problem.value.line == 2


def test_another_decimal_shows_what_the_sign_means():
    found = asked(MEANS.replace(",", ";") + "A;20;1,150;2,1;21;9,8;2,3\nB;34;990;19;33;950;20\n", "MD")
    assert found.effects.yi[0] == pytest.approx(1.15 - 9.8)
    assert found.notes == ()


def test_a_column_of_nothing_but_three_digits_is_read_as_decimals_with_a_note():
    found = asked("study;xi;ti\nA;12;1.024\nB;8;1.100\nC;9;1.050\n", "IR")
    assert found.effects.yi[0] == pytest.approx(12 / 1.024)
    assert any("ti has three digits" in note for note in found.notes)


def test_words_for_nothing_are_blank_and_a_study_without_numbers_is_left_out():
    text = MEANS + "A,20,3.1,1.9,21,4.4,2.1\nB,NA,n/a,.,NULL,-,\nC,15,4.0,1.6,16,5.9,1.8\n"
    found = asked(text, "MD")
    assert found.studies == ("A", "C")
    assert "Studies without any number were left out: line 3." in found.notes
    with pytest.raises(TableError, match="m1 is blank"):
        asked(text.replace("NA,n/a", "12,n/a"), "MD")


@pytest.mark.parametrize("name", ["Total", "TOTAL (95% CI)", "Subtotal", "Ukupno", "Overall"])
def test_a_row_of_totals_is_no_study(name):
    with pytest.raises(TableError, match="looks like a sum") as problem:
        asked(MEANS + f"A,20,3.1,1.9,21,4.4,2.1\n{name},35,3.3,1.8,37,4.9,2.0\n", "MD")
    assert problem.value.line == 3


@pytest.mark.parametrize("cell", ["3.1 cm", "31%", "3,1 mm"])
def test_a_unit_in_a_cell_is_called_so(cell):
    with pytest.raises(TableError, match="the unit into the name"):
        asked(MEANS + f'A,20,"{cell}",1.9,21,4.4,2.1\n', "MD")


@pytest.mark.parametrize(
    "header",
    [
        "study,n1i,m1i,sd1i,n2i,m2i,sd2i",
        "studlab,n.e,mean.e,sd.e,n.c,mean.c,sd.c",
        "Study,Total 1,Mean 1,SD 1,Total 2,Mean 2,SD 2",
        "Author,N_treatment,Mean_treatment,SD_treatment,N_control,Mean_control,SD_control",
    ],
)
def test_other_programs_names_of_columns_are_known(header):
    rows = "\nA,20,3.1,1.9,21,4.4,2.1\nB,34,2.8,2.2,33,3.6,2.0\n"
    found = asked(header + rows, "SMD")
    assert found.effects.yi.tolist() == asked(MEANS[:-1] + rows, "SMD").effects.yi.tolist()
    assert found.studies == ("A", "B")
    assert any("→ m1" in note for note in found.notes)


@pytest.mark.parametrize(
    "header", ["study,event1,n1,event2,n2", "study,ai,n1i,ci,n2i", "study,event.e,n.e,event.c,n.c"]
)
def test_events_and_totals_are_a_table_of_two_by_two(header):
    found = asked(header + "\nA,4,123,11,139\nB,6,306,29,303\n", "RR")
    expected = asked("study,ai,bi,ci,di\nA,4,119,11,128\nB,6,300,29,274\n", "RR")
    assert found.effects.yi.tolist() == expected.effects.yi.tolist()
    with pytest.raises(TableError, match="more events"):
        asked(header + "\nA,124,123,11,139\n", "RR")


def test_two_columns_that_could_be_one_are_asked_about():
    with pytest.raises(TableError, match="both “event1” and “events 1” could be ai"):
        asked("study,event1,events 1,n1,event2,n2\nA,4,5,123,11,139\n", "RR")


def test_a_semicolon_in_quotes_of_the_first_line_separates_nothing():
    assert read_table('"study",yi,vi,"note; free"\nA,1,2,x\n').header == ("study", "yi", "vi", "note; free")


def test_a_name_may_hold_what_unicode_calls_a_line_break():
    table = read_table("study,yi,vi\nŠimić\u20282019,1,2\nĐurić\x0c2021,3,4\n")
    assert len(table) == 2
    assert table.lines == (2, 3)


def test_standard_errors_given_as_variances_are_suspected():
    # Seventeen effects that scatter as their standard errors say, with these given as variances.
    effects = (0.28, 0.46, 0.03, 0.58, 0.34, 0.4, 0.4, 0.19, 0.54, 0.29, -0.11, 0.01, 0.43, 0.29, -0.03, 0.03, 0.08)
    errors = (0.15, 0.16, 0.09, 0.09, 0.12, 0.16, 0.15, 0.09, 0.12, 0.12, 0.14, 0.12, 0.13, 0.14, 0.17, 0.09, 0.11)
    rows = "\n".join(f"s{i},{yi},{vi}" for i, (yi, vi) in enumerate(zip(effects, errors, strict=True)))
    assert any("Are standard errors given as vi" in note for note in asked("study,yi,vi\n" + rows, "GEN").notes)
    assert not any("standard errors" in note for note in asked("study,yi,sei\n" + rows, "GEN").notes)


def test_identical_effects_have_an_interval_with_width_under_knapp_and_hartung():
    text = "study,yi,vi\ns0,0.30000000000000004,0.04\ns1,0.3,0.02\ns2,0.3,0.09\n"
    found = asked(text, "GEN", hk=True)
    assert any("would have no width" in note for note in found.notes)
    assert found.pool.ci_high - found.pool.ci_low > 0.1


def test_double_arcsines_of_very_different_studies_are_warned_of():
    assert any("very different size" in note for note in asked("study,xi,ni\nA,0,10\nB,2,37\nC,1,51000\n", "PFT").notes)
    assert asked("study,xi,ni\nA,1,30\nB,2,37\nC,1,51\n", "PFT").notes == ()
