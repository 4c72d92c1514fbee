"""What must hold for any studies: order, scale, sign, merging arms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drypoint.knowledge.evidence.effects import effect_sizes
from drypoint.knowledge.evidence.effects.conversion import Summary, merged
from drypoint.knowledge.evidence.pooling import METHODS, Options, pool

effects = st.floats(-5, 5, allow_nan=False).map(lambda x: round(x, 3))
variances = st.floats(0.005, 3, allow_nan=False).map(lambda x: round(x, 4))
studies = st.lists(st.tuples(effects, variances), min_size=2, max_size=12)
methods = st.sampled_from(METHODS)
# The same examples each time: two maxima of equal height may otherwise change places by rounding, once in a while.
quickly = settings(max_examples=60, deadline=None, derandomize=True)


def pooled(rows, method, **options):
    return pool([row[0] for row in rows], [row[1] for row in rows], Options(method=method, **options))


@quickly
@given(studies, methods, st.randoms(use_true_random=False))
def test_the_order_of_the_studies_does_not_matter(rows, method, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    one, other = pooled(rows, method), pooled(shuffled, method)
    assert other.tau2 == pytest.approx(one.tau2, rel=1e-6, abs=1e-9)
    assert other.estimate == pytest.approx(one.estimate, rel=1e-6, abs=1e-9)


@quickly
@given(studies, methods, st.floats(0.01, 100))
def test_another_unit_scales_the_answer(rows, method, factor):
    one = pooled(rows, method, hk=True)
    other = pooled([(y * factor, v * factor**2) for y, v in rows], method, hk=True)
    assert other.tau2 == pytest.approx(one.tau2 * factor**2, rel=1e-5, abs=1e-8 * factor**2)
    assert other.estimate == pytest.approx(one.estimate * factor, rel=1e-5, abs=1e-7 * factor)
    assert other.i2 == pytest.approx(one.i2, rel=1e-5, abs=1e-4)
    assert other.q == pytest.approx(one.q, rel=1e-9, abs=1e-9)


@quickly
@given(studies, methods)
def test_the_other_sign_mirrors_the_answer(rows, method):
    one, other = pooled(rows, method), pooled([(-y, v) for y, v in rows], method)
    assert other.estimate == pytest.approx(-one.estimate, rel=1e-7, abs=1e-10)
    assert (other.ci_low, other.ci_high) == pytest.approx((-one.ci_high, -one.ci_low), rel=1e-7, abs=1e-10)


@quickly
@given(studies, methods, st.floats(-3, 3))
def test_a_shift_of_every_effect_shifts_the_estimate_only(rows, method, shift):
    one, other = pooled(rows, method), pooled([(y + shift, v) for y, v in rows], method)
    assert other.estimate - shift == pytest.approx(one.estimate, rel=1e-5, abs=1e-6)
    assert other.tau2 == pytest.approx(one.tau2, rel=1e-5, abs=1e-7)


@quickly
@given(studies, methods)
def test_an_estimate_lies_among_the_effects_and_nothing_is_nan(rows, method):
    found = pooled(rows, method, hk_floor=True)
    assert min(y for y, _ in rows) - 1e-9 <= found.estimate <= max(y for y, _ in rows) + 1e-9
    numbers = [
        found.estimate,
        found.se,
        found.ci_low,
        found.ci_high,
        found.tau2,
        found.i2,
        found.h2,
        found.q,
        found.q_p,
    ]
    assert np.isfinite(numbers).all()
    assert found.tau2 >= 0
    assert 0 <= found.i2 <= 100
    assert found.weights.sum() == pytest.approx(100)


@quickly
@given(studies)
def test_the_interval_of_tau2_holds_the_paule_mandel_estimate(rows):
    found = pooled(rows, "PM")
    low, high = found.tau2_ci
    assert low <= found.tau2 + 1e-9
    assert found.tau2 <= high + 1e-9 or high == 0


@quickly
@given(studies, st.integers(2, 40))
def test_identical_copies_of_a_study_shrink_the_equal_effects_error(rows, copies):
    one, many = pooled(rows, "EE"), pooled(rows * copies, "EE")
    assert many.estimate == pytest.approx(one.estimate, rel=1e-9, abs=1e-12)
    assert many.se == pytest.approx(one.se / copies**0.5, rel=1e-9)


groups = st.builds(Summary, st.integers(2, 200), st.floats(-50, 50), st.floats(0.1, 20))


@quickly
@given(groups, groups, groups)
def test_merging_arms_does_not_depend_on_the_order(first, second, third):
    one, other = merged(first, merged(second, third)), merged(merged(third, first), second)
    assert (one.n, one.mean, one.sd) == pytest.approx((other.n, other.mean, other.sd), rel=1e-9, abs=1e-9)


@quickly
@given(groups, groups)
def test_merging_keeps_people_and_lies_between_the_means(first, second):
    both = merged(first, second)
    assert both.n == first.n + second.n
    assert min(first.mean, second.mean) - 1e-9 <= both.mean <= max(first.mean, second.mean) + 1e-9


cells = st.integers(0, 60)


@quickly
@given(st.lists(st.tuples(cells, cells, cells, cells), min_size=1, max_size=8))
def test_any_table_of_events_gives_finite_effects_or_a_sentence(rows):
    rows = [(a, b + (a + b == 0), c, d + (c + d == 0)) for a, b, c, d in rows]
    columns = dict(zip(("ai", "bi", "ci", "di"), zip(*rows, strict=True), strict=True))
    for code in ("OR", "RR", "RD"):
        found = effect_sizes(code, columns)
        assert np.isfinite(found.yi).all()
        assert (found.vi > 0).all()
        swapped = effect_sizes(
            code, {"ai": columns["ci"], "bi": columns["di"], "ci": columns["ai"], "di": columns["bi"]}
        )
        np.testing.assert_allclose(swapped.yi, -found.yi, rtol=1e-9, atol=1e-12)
