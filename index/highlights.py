"""Which words of a passage a question marks."""

from index.tokens import stem, words


def highlights(text: str, language: str, query_stems: frozenset[str]) -> tuple[tuple[int, int], ...]:
    """Offsets `[start, end)` of the words of `text` whose stems the question holds; neighbours are joined."""
    marked: list[tuple[int, int]] = []
    for start, end, word in words(text):
        if stem(word, language) in query_stems:
            if marked and text[marked[-1][1] : start] == " ":
                marked[-1] = (marked[-1][0], end)
            elif marked and start < marked[-1][1]:
                # Pairs of characters of an unspaced script overlap.
                marked[-1] = (marked[-1][0], end)
            else:
                marked.append((start, end))
    return tuple(marked)
