import numpy as np

from index.fusion import fuse


def floats(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def test_by_hand() -> None:
    rows, scores = fuse(np.array([4, 7, 9]), floats(2.0, 0.0, 4.0), floats(0.9, 0.8, 0.7), ceiling=8.0, weight=0.5)
    # 4: .5 * 2/8 + .5 * 1 = .625; 7: 0 + .5 * .5 = .25; 9: .5 * 4/8 + 0 = .25; the tie goes to the lower row
    assert rows.tolist() == [4, 7, 9]
    assert np.allclose(scores, [0.625, 0.25, 0.25])


def test_nothing_gives_nothing() -> None:
    rows, scores = fuse(np.empty(0, dtype=np.int64), floats(), floats(), ceiling=0.0)
    assert len(rows) == len(scores) == 0


def test_one_candidate_and_no_words() -> None:
    rows, scores = fuse(np.array([3]), floats(0.0), floats(0.4), ceiling=0.0)
    assert rows.tolist() == [3]
    assert np.isfinite(scores).all()
