import json
from pathlib import Path
from typing import Any

import pytest

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture(scope="session")
def metafor() -> dict[str, Any]:
    """Outputs of metafor 3.8-1 for published data; the origin stands in the file."""
    reference: dict[str, Any] = json.loads((FIXTURES / "metafor.json").read_text(encoding="utf-8"))
    return reference


@pytest.fixture(scope="session")
def bcg(metafor: dict[str, Any]) -> dict[str, Any]:
    """The log risk ratios of the thirteen BCG trials (Colditz et al. 1994)."""
    found: dict[str, Any] = metafor["regression"]
    return found
