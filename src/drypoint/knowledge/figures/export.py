"""Write a figure as SVG, PNG or PDF.

PNG and PDF go through typst, which also sets Drypoint's printed documents: its wheel needs nothing else on the machine.
"""

from pathlib import Path

from drypoint.knowledge.evidence.errors import EvidenceError

SUFFIXES = (".svg", ".png", ".pdf")

_PAGE = """#set page(width: auto, height: auto, margin: 8pt, fill: white)
#image(bytes(sys.inputs.figure), format: "svg", alt: sys.inputs.title)
"""
_PIXELS_PER_INCH = 220.0


def suffix_of(path: Path) -> str:
    """Return the kind of a file, or raise EvidenceError for one that cannot be written."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise EvidenceError("{path}: the name of a figure must end in {known}.", path=path, known=", ".join(SUFFIXES))
    return suffix


def rendered(svg: str, suffix: str, title: str) -> bytes:
    """Return the bytes of a figure with fixed colours, as PNG or PDF.

    Raises EvidenceError where typst is not installed.
    """
    if suffix == ".svg":
        return svg.encode()
    try:
        import typst
    except ImportError:
        raise EvidenceError("PNG and PDF need the package typst; install it, or write an SVG.") from None
    inputs = {"figure": svg, "title": title}
    if suffix == ".pdf":
        return bytes(typst.compile(_PAGE.encode(), format="pdf", sys_inputs=inputs))
    return bytes(typst.compile(_PAGE.encode(), format="png", ppi=_PIXELS_PER_INCH, sys_inputs=inputs))
