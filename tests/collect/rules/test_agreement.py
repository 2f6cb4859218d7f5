"""Agreement between two observers, held against figures from scikit-learn and pingouin."""

import random
import warnings

import pytest

from collect.rules.agreement import Pair, agreement, icc, kappa, reaches

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


def test_enough_within_one_is_counted_in_whole_pairs() -> None:
    """0.8 of 25 and 0.7 of 10 are no exact floats; the verdict must not hang on that."""
    for n, close, percent in ((25, 20, 80), (10, 7, 70), (100, 57, 57), (3, 3, 100)):
        pairs = [(4, 4)] * close + [(1, 7)] * (n - close)
        assert reaches(agreement(pairs), percent) is True
        assert reaches(agreement([(1, 7), *pairs[1:]]), percent) is False
    assert reaches(agreement([]), 80) is None


def _made_up(seed: int, number: int) -> list[Pair]:
    """Pairs of scores that lie near one another, as two observers' do."""
    dice = random.Random(seed)
    first = [dice.randint(1, 7) for _ in range(number)]
    return [(a, min(7, max(1, a + dice.choice((-2, -1, 0, 0, 0, 1, 1))))) for a in first]


SETS = [PAIRS, PAIRS[6::8], _made_up(1, 40), _made_up(2, 200), _made_up(3, 9)]


@pytest.mark.parametrize("pairs", SETS)
def test_kappas_agree_with_scikit_learn_where_it_is_installed(pairs: list[Pair]) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    a, b = zip(*pairs, strict=True)
    for power, name in ((0, None), (1, "linear"), (2, "quadratic")):
        expected = metrics.cohen_kappa_score(a, b, labels=range(1, 8), weights=name)
        assert kappa(pairs, power) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("pairs", SETS)
def test_icc_agrees_with_pingouin_where_it_is_installed(pairs: list[Pair]) -> None:
    pingouin = pytest.importorskip("pingouin")
    pandas = pytest.importorskip("pandas")
    rows = [(n, rater, pair[rater]) for n, pair in enumerate(pairs) for rater in (0, 1)]
    table = pandas.DataFrame(rows, columns=["target", "rater", "score"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a division by zero where there is no error variance
        found = pingouin.intraclass_corr(table, "target", "rater", "score")
    expected = list(found["ICC"])[:3]
    assert list(icc(pairs)) == pytest.approx(expected, abs=1e-9)
