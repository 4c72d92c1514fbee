"""The specialists' reports of the demo, as PDFs with text: of people and places that are evidently invented."""

from __future__ import annotations

from collections.abc import Sequence

# Letters of Croatian that the standard encoding lacks, by the code under which the PDF's font has them.
_LETTERS = {"č": 1, "ć": 2, "đ": 3, "Č": 4, "Ć": 5, "Đ": 6}
_NAMES = "/ccaron/cacute/dcroat/Ccaron/Cacute/Dcroat"

ENGLISH = (
    "SPECIALIST REPORT (DEMO, INVENTED)",
    "Demo Visitor One, born 1980",
    "",
    "Diagnosis: chronic low back pain.",
    "History: six weeks of pain after sitting. No history of cancer.",
    "Denies fever and weight loss. No numbness between the legs.",
    "",
    "Medication: Marivarin 3 mg once daily for atrial fibrillation.",
    "The last INR was 2.4. Takes no aspirin.",
    "",
    "MRI: small disc bulge at L4/L5, no fracture.",
    "Exercise is recommended. Physiotherapy may be tried.",
)
CROATIAN = (
    "NALAZ SPECIJALISTA (DEMO, IZMIŠLJENO)",
    "Probna Posjetiteljica",
    "",
    "Dijagnoza: trnci desne ruke, sumnja na radikulopatiju C6.",
    "Anamneza: otac na Marivarinu. Nema elektrostimulator srca.",
    "Trudnoća 20. tjedan, uredna.",
    "",
    "Terapija: ne uzima antikoagulanse. Klopidogrel ukinut prije godinu dana.",
    "Preporučuje se fizikalna terapija.",
)


def a_report(*pages: Sequence[str]) -> bytes:
    """Return a PDF with these lines of text on its pages."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Type/Encoding/BaseEncoding/WinAnsiEncoding"
        f"/Differences[1{_NAMES}]>>>>".encode(),
    ]
    for number, lines in enumerate(pages):
        shown = b" T* ".join(b"(" + _encoded(line) + b") Tj" for line in lines)
        content = b"BT /F1 11 Tf 16 TL 56 780 Td " + shown + b" ET"
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>"
            % (5 + 2 * number),
            b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        ]
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%sendobj\n" % (number, body)
    size = len(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end


def _encoded(line: str) -> bytes:
    said = "".join(f"\\{sign}" if sign in "()\\" else chr(_LETTERS.get(sign, ord(sign))) for sign in line)
    return said.encode("cp1252")
