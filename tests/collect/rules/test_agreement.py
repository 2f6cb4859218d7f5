"""Agreement between two observers, held against figures from scikit-learn and pingouin."""

import pytest

from collect.rules.agreement import agreement, icc, kappa

A = "6 1 5 5 5 4 3 4 5 1 5 4 5 3 2 3 6 2 6 5 6 4 3 4"
B = "6 1 6 5 4 3 2 4 5 1 5 5 5 3 3 3 6 1 6 4 6 4 1 5"
PAIRS = list(zip(map(int, A.split()), map(int, B.split()), strict=True))


def test_the_double_coded_visit_gives_its_known_figures() -> None:
    found = agreement(PAIRS)
    assert found.n == 24
    assert found.exact == 14 / 24
    assert found.within_one == 23 / 24
    assert found.mean_difference == -3 / 24
    figures = (
        found.kappa,
        found.kappa_linear,
        found.kappa_quadratic,
        found.icc_1_1,
        found.icc_2_1,
        found.icc_3_1,
    )
    known = [0.487179, 0.743690, 0.894452, 0.898472, 0.898403, 0.897184]
    assert figures == pytest.approx(known, abs=1e-6)


def test_quality_of_feedback_alone_is_within_one_in_two_of_three() -> None:
    assert agreement(PAIRS[6::8]).within_one == pytest.approx(2 / 3)


def test_without_variance_nothing_is_computable() -> None:
    found = agreement([(5, 5)] * 12)
    assert (found.exact, found.kappa, found.kappa_quadratic, found.icc_1_1, found.icc_2_1) == (
        1.0,
        None,
        None,
        None,
        None,
    )


def test_no_pairs_give_no_figures() -> None:
    assert agreement([]).exact is None
    assert icc([(4, 5)]) == (None, None, None)


def test_figures_agree_with_scikit_learn_where_it_is_installed() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    a, b = zip(*PAIRS, strict=True)
    for power, name in ((0, None), (1, "linear"), (2, "quadratic")):
        expected = metrics.cohen_kappa_score(a, b, labels=range(1, 8), weights=name)
        assert kappa(PAIRS, power) == pytest.approx(expected)
