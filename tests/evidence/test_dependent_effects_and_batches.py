import numpy as np
import pytest

from drypoint.knowledge.evidence.batch import pool_many
from drypoint.knowledge.evidence.clustered import robust_pool, three_level_pool
from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.evidence.pooling import Options, pool


def sample(pools, k, seed=7):
    rng = np.random.default_rng(seed)
    vi = rng.uniform(0.02, 0.5, (pools, k))
    return rng.normal(-0.5, np.sqrt(vi + rng.choice([0.0, 0.2], (pools, 1)))), vi


@pytest.mark.parametrize("hk", [True, False])
def test_a_batch_equals_its_pools_one_by_one(hk):
    yi, vi = sample(60, 12)
    batch = pool_many(yi, vi, hk=hk)
    for i in range(60):
        one = pool(yi[i], vi[i], Options(hk=hk))
        assert (batch.estimate[i], batch.ci_low[i], batch.q[i]) == pytest.approx((one.estimate, one.ci_low, one.q))
        assert batch.tau2[i] == pytest.approx(one.tau2, rel=1e-9, abs=1e-12)


def test_a_batch_finds_the_global_maximum_too():
    rng = np.random.default_rng(3)
    vi = 10.0 ** rng.uniform(-4, 1, (200, 5))
    yi = rng.normal(0, np.sqrt(vi) * 2)
    batch = pool_many(yi, vi)
    singles = [pool(yi[i], vi[i]).tau2 for i in range(200)]
    np.testing.assert_allclose(batch.tau2, singles, rtol=1e-7, atol=1e-12)


def test_an_infinite_variance_marks_a_place_without_a_study():
    yi, vi = sample(5, 9)
    vi[:, 6:] = np.inf
    yi[:, 6:] = np.nan
    batch = pool_many(yi, vi)
    assert batch.k.tolist() == [6] * 5
    assert batch.tau2[2] == pytest.approx(pool(yi[2, :6], vi[2, :6]).tau2, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("yi", "vi"),
    [([[1, 2]], [[0.1, 0]]), ([[1, 2]], [[0.1, np.inf]]), ([[1, 2]], [[0.1]]), ([[1, np.nan]], [[0.1, 0.2]])],
)
def test_a_batch_that_cannot_be_pooled_is_refused(yi, vi):
    with pytest.raises(EvidenceError):
        pool_many(yi, vi)


def test_with_one_effect_a_trial_the_three_levels_share_the_variance_of_two():
    yi, vi = sample(1, 15, seed=11)
    two, three = pool(yi[0], vi[0]), three_level_pool(yi[0], vi[0], list(range(15)))
    assert three.tau2 + (three.tau2_within or 0) == pytest.approx(two.tau2, rel=1e-4, abs=1e-6)
    assert three.estimate == pytest.approx(two.estimate, rel=1e-5)


def test_effects_of_one_trial_count_less_than_independent_ones():
    rng = np.random.default_rng(5)
    trials = np.repeat(np.arange(8), 4)
    yi = np.repeat(rng.normal(0, 1, 8), 4) + rng.normal(0, 0.1, 32)
    vi = np.full(32, 0.01)
    naive = pool(yi, vi)
    assert robust_pool(yi, vi, trials.tolist()).se > 1.5 * naive.se
    assert three_level_pool(yi, vi, trials.tolist()).se > 1.5 * naive.se


def test_the_robust_error_of_two_trials_follows_its_formula():
    found = robust_pool([1.0, 3.0], [1.0, 1.0], ["a", "b"], Options(method="EE"))
    # residuals are -1 and 1: sqrt((1 + 1) * 2 / 1) / 2
    assert found.se == pytest.approx(1.0)
    assert found.df == 1


@pytest.mark.parametrize("method", [robust_pool, three_level_pool])
def test_one_trial_cannot_tell_how_trials_differ(method):
    with pytest.raises(EvidenceError, match="two trials"):
        method([1.0, 2.0], [0.1, 0.1], ["a", "a"])
