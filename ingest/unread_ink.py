"""How much of what looks like writing on a picture was not read: what Tesseract takes for a drawing, it leaves out."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ingest.tesseract import Picture, PixelBox

_DARK = 128
_RUNS_AN_INCH = 5
_MARGIN = 6

Mask = NDArray[np.bool_]


def unread_share(picture: Picture, read: Iterable[PixelBox], dpi: int) -> float:
    """The share of the thin dark strokes on a picture that lie outside the boxes that were read, 0 to 1.

    Strokes as long as a fifth of an inch are rules, frames and dark areas, not letters.
    """
    longest = dpi // _RUNS_AN_INCH
    dark = picture < _DARK
    thin = dark & ~_in_runs(dark, longest) & ~_in_runs(dark.T, longest).T
    total = int(thin.sum())
    for x0, y0, x1, y1 in read:
        thin[max(0, y0 - _MARGIN) : y1 + _MARGIN, max(0, x0 - _MARGIN) : x1 + _MARGIN] = False
    return int(thin.sum()) / max(1, total)


def _in_runs(dark: Mask, length: int) -> Mask:
    """The pixels that lie in a row of at least `length` dark ones."""
    width = dark.shape[1]
    if width < length:
        return np.zeros_like(dark)
    before = np.pad(np.cumsum(dark, axis=1, dtype=np.int32), ((0, 0), (1, 0)))
    begins = before[:, length:] - before[:, :-length] == length
    begun = np.pad(np.cumsum(begins, axis=1, dtype=np.int32), ((0, 0), (1, length - 1)), mode="edge")
    begun[:, 0] = 0
    first = np.maximum(np.arange(width) - length + 1, 0)
    inside: Mask = begun[:, 1:] > begun[:, first]
    return inside
