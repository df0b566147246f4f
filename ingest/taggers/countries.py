"""Tags passages with the countries that they speak of, and tells which countries a whole document is about."""

import hashlib
from collections import Counter
from collections.abc import Sequence

from corpus.countries import DATA, FALLBACK_LANGUAGE, Countries, primary_language
from corpus.document import Passage, Tag
from ingest.taggers.country_mentions import Mention, MentionFinder

COUNTRY = "country"
_RULES = 1
"""Changes with the rules of this module and of `country_mentions`."""
LEAST_CONFIDENCE = 0.7
"""Tags below this do not count when it is asked what a document is about."""
LEAST_SHARE = 0.2
LEAST_PASSAGES = 3
SHORT_DOCUMENT = 3
"""Passages: a document up to this long is an abstract or a note."""
MOST_COUNTRIES_OF_A_SHORT_DOCUMENT = 3


class CountryTagger:
    """Finds countries by the names and adjectives of the passage's language, and by their names in English."""

    def __init__(self, countries: Countries) -> None:
        self._countries = countries
        self._finders: dict[str, MentionFinder] = {}

    @property
    def version(self) -> str:
        """Changes with the rules and the words, so that files are tagged again."""
        words = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(DATA.glob("*.tsv"))))
        return f"countries-{_RULES}-{words.hexdigest()[:12]}"

    def tags(self, passage: Passage) -> tuple[Tag, ...]:
        """One tag a country, in the order of the codes: its surest mention, with offsets into the passage's text."""
        return self.tags_in(passage.text, passage.language)

    def tags_in(self, text: str, language: str = "und") -> tuple[Tag, ...]:
        """As `tags`, for a text in `language` (BCP 47). English forms are used where the language has none here."""
        mentions: dict[str, list[Mention]] = {}
        for mention in self._finder(language).find(text):
            mentions.setdefault(mention.form.code, []).append(mention)
        return tuple(_tag(mentions[code]) for code in sorted(mentions))

    def document_countries(
        self, title: str, passages_tags: Sequence[Sequence[Tag]], language: str = "und"
    ) -> tuple[str, ...]:
        """The codes of the countries that a document is about, ascending, by its title and the tags of each passage.

        They are those named in the title, and those tagged in at least a fifth of the passages and in at least three.
        Where neither gives any, a document of at most three passages is about the countries tagged in it, if they
        are at most three. Tags below a confidence of 0.7 do not count.
        """
        counts = Counter(code for tags in passages_tags for code in _sure_codes(tags))
        often = max(LEAST_PASSAGES, LEAST_SHARE * len(passages_tags))
        about = {code for code, count in counts.items() if count >= often}
        about.update(_sure_codes(self.tags_in(title, language)))
        is_short = len(passages_tags) <= SHORT_DOCUMENT
        if not about and is_short and len(counts) <= MOST_COUNTRIES_OF_A_SHORT_DOCUMENT:
            about.update(counts)
        return tuple(sorted(about))

    def _finder(self, language: str) -> MentionFinder:
        primary = primary_language(language)
        known = primary if primary in self._countries.words else FALLBACK_LANGUAGE
        if known not in self._finders:
            words = self._countries.words
            self._finders[known] = MentionFinder(words[known], words[FALLBACK_LANGUAGE])
        return self._finders[known]


def _sure_codes(tags: Sequence[Tag]) -> set[str]:
    return {tag.value for tag in tags if tag.label == COUNTRY and tag.confidence >= LEAST_CONFIDENCE}


def _tag(mentions: Sequence[Mention]) -> Tag:
    best = max(mentions, key=lambda mention: (mention.confidence, -mention.start))
    reason = f'{best.form.kind} "{best.text}" at {best.start}-{best.end}'
    if best.form.doubtful:
        reason += f', also another word, supported by "{best.support}"' if best.support else ", also another word"
    if len(mentions) > 1:
        reason += f"; {len(mentions)} mentions"
    return Tag(label=COUNTRY, value=best.form.code, confidence=best.confidence, reason=reason)
