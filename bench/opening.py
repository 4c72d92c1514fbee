"""The child that opens foreign bytes: what it costs over opening them in the same process."""

from __future__ import annotations

import io
import statistics
import time

from bench.measuring import Figure

ROUNDS = 60
REPORT_BYTES = 200_000


def figures(environment: dict[str, str]) -> list[Figure]:
    """Open one PDF of 200 KB here and in the child, in turns."""
    import pypdfium2

    from drypoint.foundation.core.files.opening import Job, Opener

    report = _report()
    opener, job = Opener(), Job("pdf", 5, 256 * 1024 * 1024)
    here, there = [], []
    try:
        for _round in range(ROUNDS):
            began = time.perf_counter()
            with pypdfium2.PdfDocument(io.BytesIO(report)) as document:
                len(document)
            between = time.perf_counter()
            facts = opener.open(job, lambda file: file.write(report))
            there.append(time.perf_counter() - between)
            here.append(between - began)
            if facts != {"pages": 1}:
                raise RuntimeError(f"The child said {facts}.")
    finally:
        opener.close()
    mine, floor = statistics.median(there[5:]) * 1000, statistics.median(here[5:]) * 1000
    return [
        Figure(
            "a PDF of 200 KB opened by the child that is shut in",
            round(mine, 2),
            "ms, median",
            round(floor, 2),
            "opened in the same process, in turns",
            round(mine / floor, 1),
            "≤ 3 ms over the floor",
            mine - floor <= 3,
            {"worst": round(max(there[5:]) * 1000, 2)},
        )
    ]


def _report() -> bytes:
    """Return a PDF of one page that holds a stream as large as a scanned letter."""
    import pypdfium2

    content = io.BytesIO()
    with pypdfium2.PdfDocument.new() as document:
        document.new_page(595, 842)
        document.save(content)
    whole = content.getvalue()
    return whole + b"%" + bytes(REPORT_BYTES - len(whole) - 1)
