"""Running heads and feet that ended up inside a text: the same words beside a number that counts the pages."""

import re
from collections import defaultdict
from itertools import pairwise
from statistics import median

_TOKEN = re.compile(r"\S+")
_WORDS = 3
_MOST_WORDS = 15
_FEWEST_PAGES = 10
_MOST_PAGES = 2_000
_PAGE_LENGTH = (500, 8_000)
_COUNTING = 0.7
_SHARED = 0.9


def without_running_lines(text: str) -> str:
    """`text` without its running lines, but for the first: it may be the heading of a table that goes on.

    Only what is evident is taken out: at least three same words, with a number that rises by one or two from page to
    page, on ten pages or more, a page's length apart.
    """
    tokens = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]
    words = [token for token, _, _ in tokens]
    beside: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, word in enumerate(words):
        if word.isascii() and word.isdigit() and len(word) <= 3:
            beside[("before", *words[max(0, i - _WORDS) : i])].append(i)
            beside[("after", *words[i + 1 : i + 1 + _WORDS])].append(i)
    gone: set[int] = set()
    for key, places in beside.items():
        pages = _rising([(place, int(words[place])) for place in places[:_MOST_PAGES]])
        if len(key) > _WORDS and _counts_pages(pages, tokens):
            for step in (-1, 1):
                _take(gone, words, [place for place, _ in pages], step)
    kept: list[str] = []
    done = 0
    for i in sorted(gone):
        kept.append(text[done : tokens[i][1]])
        done = tokens[i][2]
    return "".join([*kept, text[done:]])


def _rising(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of (place, number) in which the numbers rise."""
    length = [1] * len(places)
    before = [-1] * len(places)
    for i, (_, number) in enumerate(places):
        for j in range(i):
            if places[j][1] < number and length[j] + 1 > length[i]:
                length[i], before[i] = length[j] + 1, j
    i = length.index(max(length))
    run: list[tuple[int, int]] = []
    while i >= 0:
        run.append(places[i])
        i = before[i]
    return run[::-1]


def _counts_pages(pages: list[tuple[int, int]], tokens: list[tuple[str, int, int]]) -> bool:
    if len(pages) < _FEWEST_PAGES:
        return False
    pairs = list(pairwise(pages))
    close = sum(after[1] - before[1] <= 2 for before, after in pairs)
    gaps = [tokens[after[0]][1] - tokens[before[0]][1] for before, after in pairs]
    return close >= _COUNTING * len(pairs) and _PAGE_LENGTH[0] <= median(gaps) <= _PAGE_LENGTH[1]


def _take(gone: set[int], words: list[str], places: list[int], step: int) -> None:
    """Marks, for all pages but the first, the number and the words on one side of it that nearly all pages share."""
    going = places[1:]
    gone.update(going)
    for distance in range(1, _MOST_WORDS + 1):
        beside = {place: words[place + step * distance] for place in going if 0 <= place + step * distance < len(words)}
        said = list(beside.values())
        usual = max(sorted(set(said)), key=said.count, default="")
        if said.count(usual) < _SHARED * len(places):
            return
        going = [place for place, word in beside.items() if word == usual]
        gone.update(place + step * distance for place in going)
