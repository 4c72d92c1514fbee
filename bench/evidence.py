"""The evidence engine: one pool, ten thousand, five thousand studies, a forest.

Where Rscript with metafor is installed, such pools run there in
a warm session; where PyMARE is, its REML too. Otherwise the ratio to metafor uses 2.3 ms, measured with metafor 3.8 on
two cores.
"""

import importlib.util
import shutil
import subprocess
import time
from collections.abc import Callable

import numpy as np

from bench.measuring import Figure
from drypoint.knowledge.evidence.analysis import Question, analyse
from drypoint.knowledge.evidence.batch import pool_many
from drypoint.knowledge.evidence.pooling import Options, pool
from drypoint.knowledge.evidence.table import read_table
from drypoint.knowledge.figures.forest import draw_forest

METAFOR_SECONDS = 2.3e-3
_R_SCRIPT = """
suppressMessages(library(metafor)); set.seed(1)
v <- runif(20, .02, .3); y <- rnorm(20, -.5, sqrt(v + .1))
for (i in 1:50) rma(y, v, test = "knha")
cat(system.time(for (i in 1:500) rma(y, v, test = "knha"))[["elapsed"]] / 500)
"""


def seconds(action: Callable[[], object], times: int) -> float:
    """Return the mean time of an action after a first run that does not count."""
    action()
    started = time.perf_counter()
    for _ in range(times):
        action()
    return (time.perf_counter() - started) / times


def studies(pools: int, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Return invented effects and variances, half of the pools with spread between studies."""
    rng = np.random.default_rng(1)
    variances = rng.uniform(0.02, 0.3, (pools, k))
    return rng.normal(-0.5, np.sqrt(variances + 0.1 * rng.integers(0, 2, (pools, 1)))), variances


def metafor_seconds() -> tuple[float, str]:
    """Return metafor's time for one pool, measured here when R has it."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return METAFOR_SECONDS, "as measured elsewhere"
    done = subprocess.run([rscript, "-e", _R_SCRIPT], capture_output=True, text=True, check=False)
    return (float(done.stdout), "measured now") if done.returncode == 0 else (METAFOR_SECONDS, "as measured elsewhere")


def pymare_seconds(yi: np.ndarray, vi: np.ndarray) -> float | None:
    """Return PyMARE's time for one REML pool, None where it is not installed."""
    if importlib.util.find_spec("pymare") is None:
        return None
    from pymare import Dataset
    from pymare.estimators import VarianceBasedLikelihoodEstimator

    return seconds(lambda: VarianceBasedLikelihoodEstimator(method="REML").fit_dataset(Dataset(yi, vi)), 50)


def figures(_environment: dict[str, str]) -> list[Figure]:
    """Measure one pool, ten thousand, five thousand studies and a forest."""
    adjusted = Options(hk=True)
    yi, vi = studies(10_000, 20)
    one = seconds(lambda: pool(yi[0], vi[0], adjusted), 500)
    batch = seconds(lambda: pool_many(yi, vi), 1)
    large_yi, large_vi = studies(1, 5_000)
    large = seconds(lambda: pool(large_yi[0], large_vi[0], adjusted), 3)
    rows = "\n".join(f"Study {i},{yi[0, i % 20]:.4f},{vi[0, i % 20]:.4f}" for i in range(30))
    analysis = analyse(read_table(f"study,yi,vi\n{rows}\n"), Question("GEN"))
    drawn = seconds(lambda: draw_forest(analysis), 50)
    metafor, origin = metafor_seconds()
    pymare = pymare_seconds(yi[0], vi[0])
    floor_name = f"metafor, {origin}"
    found = [
        Figure(
            "one REML + Knapp–Hartung pool of 20 studies",
            round(one * 1e6),
            "µs",
            round(metafor * 1e6),
            floor_name,
            round(metafor / one, 1),
            "≥ 10 × faster",
            metafor / one >= 10,
        ),
        Figure(
            "10,000 such pools as a batch",
            round(batch, 2),
            "s",
            round(metafor * 10_000, 1),
            floor_name,
            round(metafor * 10_000 / batch, 1),
            "≥ 20 × faster a pool, < 5 s",
            metafor * 10_000 / batch >= 20 and batch < 5,
        ),
        Figure("one REML of 5,000 studies", round(large * 1e3, 1), "ms", goal="< 1 s", is_met=large < 1),
        Figure("a forest of 30 studies drawn", round(drawn * 1e3, 2), "ms", goal="< 10 ms", is_met=drawn < 0.01),
    ]
    if pymare is not None:
        name, ratio = "PyMARE, measured now", round(pymare / one, 1)
        unit, floor = "µs", round(pymare * 1e6)
        found.append(
            Figure("one such pool", round(one * 1e6), unit, floor, name, ratio, "faster than PyMARE", pymare > one)
        )
    return found
