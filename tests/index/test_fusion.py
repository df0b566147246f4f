import numpy as np

from index.fusion import background_of, fuse, share_of_ceiling, share_over_background


def floats(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def test_by_hand() -> None:
    by_words = share_of_ceiling(floats(4.0, 2.0, 0.0), 8.0)
    by_meaning = share_over_background(floats(0.6, 0.9, 0.8), 0.6)
    rows = np.array([9, 4, 7])
    order, scores = fuse(rows, [0.5 * by_words, 0.5 * by_meaning])
    # 4: .5 * 2/8 + .5 * .3/.4 = .5; 7: 0 + .5 * .2/.4 = .25; 9: .5 * 4/8 + 0 = .25; the tie goes to the lower row
    assert rows[order].tolist() == [4, 7, 9]
    assert np.allclose(scores, [0.5, 0.25, 0.25])


def test_nothing_gives_nothing() -> None:
    order, scores = fuse(np.empty(0, dtype=np.int64), [floats(), floats()])
    assert len(order) == len(scores) == 0


def test_a_question_without_words_has_no_share_of_them() -> None:
    assert share_of_ceiling(floats(0.0, 0.0), 0.0).tolist() == [0.0, 0.0]


def test_what_unrelated_passages_share() -> None:
    assert background_of(np.eye(1, dtype=np.float32)) == 0.0
    assert background_of(np.eye(50, dtype=np.float32)) == 0.0
    assert background_of(np.ones((9, 1), dtype=np.float32)) == 0.99


def test_the_order_of_candidates_does_not_matter() -> None:
    rows, lexical, dense = np.arange(6), floats(1, 1, 2, 0, 3, 0), floats(0.1, 0.1, 0.5, 0.9, 0.2, 0.9)
    order, scores = fuse(rows, [lexical / 4, dense / 2])
    for seed in range(20):
        mixed = np.random.default_rng(seed).permutation(6)
        found, again = fuse(rows[mixed], [lexical[mixed] / 4, dense[mixed] / 2])
        assert (rows[mixed][found].tolist(), again.tolist()) == (rows[order].tolist(), scores.tolist())
