"""The types of pages that this room draws, as the website's site map names them."""

from typing import Final

ATLAS_KIND: Final = "atlaspage"
EVIDENCE_KIND: Final = "evidencepage"
HARMS_KIND: Final = "harmspage"
