import numpy as np

from index.fusion import background_of, fuse


def floats(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def test_by_hand() -> None:
    rows, scores = fuse(
        np.array([9, 4, 7]), floats(4.0, 2.0, 0.0), floats(0.6, 0.9, 0.8), ceiling=8.0, background=0.6, weight=0.5
    )
    # 4: .5 * 2/8 + .5 * .3/.4 = .5; 7: 0 + .5 * .2/.4 = .25; 9: .5 * 4/8 + 0 = .25; the tie goes to the lower row
    assert rows.tolist() == [4, 7, 9]
    assert np.allclose(scores, [0.5, 0.25, 0.25])


def test_nothing_gives_nothing() -> None:
    rows, scores = fuse(np.empty(0, dtype=np.int64), floats(), floats(), ceiling=0.0, background=0.0)
    assert len(rows) == len(scores) == 0


def test_one_candidate_and_no_words() -> None:
    rows, scores = fuse(np.array([3]), floats(0.0), floats(0.4), ceiling=0.0, background=0.2)
    assert rows.tolist() == [3]
    assert np.isfinite(scores).all()


def test_what_unrelated_passages_share() -> None:
    assert background_of(np.eye(1, dtype=np.float32)) == 0.0
    assert background_of(np.eye(50, dtype=np.float32)) == 0.0
    assert background_of(np.ones((9, 1), dtype=np.float32)) == 0.99


def test_the_order_of_candidates_does_not_matter() -> None:
    rows, lexical, dense = np.arange(6), floats(1, 1, 2, 0, 3, 0), floats(0.1, 0.1, 0.5, 0.9, 0.2, 0.9)
    expected = fuse(rows, lexical, dense, ceiling=4.0, background=0.1)
    for seed in range(20):
        mixed = np.random.default_rng(seed).permutation(6)
        found = fuse(rows[mixed], lexical[mixed], dense[mixed], ceiling=4.0, background=0.1)
        assert [part.tolist() for part in found] == [part.tolist() for part in expected]
