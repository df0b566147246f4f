"""Late interaction: how tokens are kept, what they say of passages, and what that does to a ranking."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.document import Document
from index.bundled_models import bundled_model, open_bundled
from index.embedding_cache import CachedEmbedder
from index.explanation import Explanation
from index.generation import Generations
from index.late import LateInteraction, TokenWriter
from index.paired import PairedEmbedder
from index.protocols import TokenCodes, Vectors
from index.query import Query, SearchMode
from index.searcher import Searcher
from index.stages import READ_CLOSELY
from index.token_coder import POOLED, TokenCoder, closeness
from index.token_embedder import tokens_of

WIDTH = 64
NAMES = ("lexical", "dense", "english", "late")


def coder(*, background: float = 0.2, centre: float = 0.0) -> TokenCoder:
    return TokenCoder(
        centre=np.full(WIDTH, centre, dtype=np.float32),
        languages=np.eye(1, WIDTH, dtype=np.float32),
        spread=np.full(WIDTH, 1 / 8, dtype=np.float32),
        background=background,
    )


def word_vector(word: str) -> Vectors:
    numbers = np.random.default_rng([*word.encode()]).standard_normal(WIDTH)
    numbers[0] = 0.0
    return (numbers / np.linalg.norm(numbers)).astype(np.float32)


class Tokens:
    """A token for each word, and one vector for every text, so that meaning as a whole tells nothing apart."""

    model_id = "tokens"
    dimension = WIDTH

    def __init__(self, its_coder: TokenCoder | None = None) -> None:
        self.coder = its_coder or coder()
        self.coded: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self.embed_query(text) for text in texts]) if texts else np.empty((0, WIDTH), np.float32)

    def embed_passages_coded(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenCodes]]:
        self.coded += texts
        return self.embed_passages(texts), [self.coder.code(self.tokens(text)) for text in texts]

    def embed_query(self, text: str) -> Vectors:
        return np.full(WIDTH, WIDTH**-0.5, dtype=np.float32)

    def embed_query_tokens(self, text: str) -> tuple[Vectors, Vectors]:
        return self.embed_query(text), self.tokens(text)

    def tokens(self, text: str) -> Vectors:
        return np.array([word_vector(word) for word in text.lower().split()], np.float32).reshape(-1, WIDTH)


def unit_vectors(count: int, seed: int = 0) -> Vectors:
    return np.stack([word_vector(f"{seed} {number}") for number in range(count)])


def test_two_bits_a_number_keep_what_a_token_says() -> None:
    tokens = unit_vectors(90)
    # Each token three times: merging to a third gives it back.
    codes = coder().code(np.repeat(tokens, POOLED, axis=0))
    assert codes.dtype == np.uint8
    assert codes.shape == (90, WIDTH // 4)
    decoded = coder().decoded(codes)
    assert np.allclose(np.linalg.norm(decoded, axis=1), 1.0, atol=1e-5)
    nearest = (tokens @ decoded.T).max(axis=1)
    assert nearest.min() > 0.85
    assert len({tuple(code) for code in codes}) == 90


def test_what_all_tokens_share_is_not_kept() -> None:
    tokens = unit_vectors(30)
    shifted = tokens + np.float32(0.7)
    shifted[:, 0] += np.linspace(-3, 3, 30, dtype=np.float32)
    assert np.array_equal(coder(centre=0.7).code(shifted), coder().code(tokens))


@pytest.mark.parametrize(("tokens", "codes"), [(0, 0), (1, 1), (2, 1), (3, 1), (4, 2), (300, 100)])
def test_tokens_are_merged_to_a_third(tokens: int, codes: int) -> None:
    assert coder().code(unit_vectors(tokens) if tokens else np.empty((0, WIDTH), np.float32)).shape == (codes, 16)


def test_a_coder_reads_back_as_it_was_and_only_for_its_encoder(tmp_path: Path) -> None:
    coder(background=0.3).write(tmp_path / "coder.npz", "this")
    found = TokenCoder.read(tmp_path / "coder.npz", "this")
    assert found is not None
    assert found.name == coder().name
    assert found.background == pytest.approx(0.3)
    assert TokenCoder.read(tmp_path / "coder.npz", "another") is None
    assert replace(coder(), spread=coder().spread * 2).name != coder().name


def test_closeness_is_the_mean_of_the_best_cosines() -> None:
    question, passages = unit_vectors(3, 1), unit_vectors(5, 2)
    expected = [
        np.mean([max(float(asked @ token) for token in passages[start:end]) for asked in question])
        for start, end in ((0, 2), (2, 5))
    ]
    assert closeness(question, passages, np.array([0, 2])) == pytest.approx(expected, abs=1e-6)


def test_scores_of_rows_in_any_order_with_empty_texts_between(tmp_path: Path) -> None:
    texts = ["one two three", "", "four", "one six seven eight nine", ""]
    embedder = Tokens()
    writer = TokenWriter(tmp_path, embedder.coder, "tokens")
    for part in (texts[:2], texts[2:]):
        writer.add(embedder.embed_passages_coded(part)[1])
    writer.finish()
    late = LateInteraction(tmp_path, "tokens")
    question = embedder.coder.aligned(embedder.tokens("one four"))

    def expected(text: str) -> float:
        kept = embedder.coder.decoded(embedder.coder.code(embedder.tokens(text)))
        return float((question @ kept.T).max(axis=1).mean()) if text else 0.0

    rows = np.array([4, 3, 0, 2, 1])
    assert late.scores(question, rows) == pytest.approx([expected(texts[row]) for row in rows], abs=2e-6)
    assert late.scores(question, rows[:0]).shape == (0,)
    everything = sum(expected(text) for text in texts)
    assert late.background(question) == pytest.approx((everything + 20 * 0.2) / 25, abs=1e-5)
    assert LateInteraction.open(tmp_path / "elsewhere", "tokens") is None


@pytest.fixture
def publish(tmp_path: Path, make_passage: Callable[..., object]) -> Callable[..., Searcher]:
    def published(texts: Sequence[str], embedder: object, **languages: str) -> Searcher:
        generations = Generations(tmp_path / "generations")
        generations.publish(
            documents=[Document(doc_id=f"d{number:04}", title="") for number in range(len(texts))],
            passages=[
                make_passage(f"d{number:04}", text, language=languages.get(text.split()[0], "en"))
                for number, text in enumerate(texts)
            ],
            revision=1,
            model="m",
            embedder=embedder,
            on_progress=lambda done, total: None,
        )
        return Searcher(generations.current(), embedder)

    return published


def adds_up(explanation: Explanation, score: float) -> bool:
    parts = [part for name in NAMES if (part := getattr(explanation, name)) is not None]
    return abs(sum(part.contribution for part in parts) - score) <= 4e-6


def test_a_fact_in_one_sentence_comes_first(publish: Callable[..., Searcher]) -> None:
    """Words are equal in both, and so is meaning as a whole; tokens tell which passage has all of the question's."""
    texts = ["nurses housing pay posts shift" + " other" * 3, "nurses nurses wards doctors beds" + " other" * 3]
    embedder = Tokens()
    found = publish(texts, embedder).search(Query(text="nurses housing pay", explain=True))
    assert [hit.document.doc_id for hit in found.hits] == ["d0000", "d0001"]
    first, second = (hit.explanation for hit in found.hits)
    assert first is not None
    assert second is not None
    assert first.late is not None
    assert second.late is not None
    assert (first.late.rank, second.late.rank) == (1, 2)
    assert first.late.share > second.late.share >= 0


def test_across_languages_tokens_decide(publish: Callable[..., Searcher]) -> None:
    texts = ["krank krank bett", "haus lohn pflege", "lohn bett haus"]
    searcher = publish(texts, Tokens(), krank="de", haus="de", lohn="de")
    question = "what does pflege of the sick cost and who pays for it"
    (hit, *_) = searcher.search(Query(text=question, explain=True)).hits
    assert hit.passage.passage.text == texts[1]
    assert hit.explanation is not None
    assert hit.explanation.late is not None
    assert hit.explanation.late.weight == 1.0


def test_only_the_first_are_read_and_stay_before_the_others(publish: Callable[..., Searcher]) -> None:
    """The last hundred passages hold the question's word more often, and so are not read: they keep their order."""
    texts = [
        f"nurses filler{number} " + "nurses " * (number % 7) + "word " * number for number in range(READ_CLOSELY + 60)
    ]
    searcher = publish(texts, Tokens())
    found = searcher.search(Query(text="nurses", k=len(texts), explain=True))
    explained = [(hit, hit.explanation) for hit in found.hits]
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)
    assert scores[READ_CLOSELY - 1] > scores[READ_CLOSELY]
    for place, (hit, explanation) in enumerate(explained):
        assert explanation is not None
        assert explanation.late is not None
        assert adds_up(explanation, hit.score)
        assert (explanation.late.rank is not None) == (place < READ_CLOSELY)
        assert explanation.late.contribution >= 0 or place >= READ_CLOSELY
    plain = publish_plain(publish, texts)
    fused = [hit.passage.passage.passage_id for hit in plain.search(Query(text="nurses", k=len(texts))).hits]
    read = [hit.passage.passage.passage_id for hit in found.hits]
    assert set(read[:READ_CLOSELY]) == set(fused[:READ_CLOSELY])
    assert read[READ_CLOSELY:] == fused[READ_CLOSELY:]
    assert read[:READ_CLOSELY] != fused[:READ_CLOSELY]


class Plain(Tokens):
    """The same encoder in a release that gave no tokens."""

    coder = None

    def __init__(self) -> None:
        self.coded = []


def publish_plain(publish: Callable[..., Searcher], texts: Sequence[str]) -> Searcher:
    return publish(texts, Plain())


def test_pages_are_cut_from_one_ranking(publish: Callable[..., Searcher]) -> None:
    texts = [f"nurses filler{number} " + "pay " * (number % 5) for number in range(READ_CLOSELY + 30)]
    searcher = publish(texts, Tokens())
    whole = [hit.passage.passage.passage_id for hit in searcher.search(Query(text="nurses pay", k=len(texts))).hits]
    pages, cursor = [], None
    while True:
        page = searcher.search(Query(text="nurses pay", k=45, cursor=cursor))
        pages += [hit.passage.passage.passage_id for hit in page.hits]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert pages == whole


@pytest.mark.parametrize("mode", [SearchMode.LEXICAL, SearchMode.DENSE])
def test_one_stage_alone_is_not_read_closely(publish: Callable[..., Searcher], mode: SearchMode) -> None:
    (hit, *_) = publish(["nurses pay"], Tokens()).search(Query(text="nurses", mode=mode, explain=True)).hits
    assert hit.explanation is not None
    assert hit.explanation.late is None


def test_a_generation_without_tokens_is_searched_without_them(publish: Callable[..., Searcher], tmp_path: Path) -> None:
    publish_plain(publish, ["nurses pay", "nurses"])
    (hit, *_) = (
        Searcher(Generations(tmp_path / "generations").current(), Tokens())
        .search(Query(text="nurses pay", explain=True))
        .hits
    )
    assert hit.explanation is not None
    assert hit.explanation.late is None


def test_a_generation_with_tokens_serves_an_encoder_that_gives_none(
    publish: Callable[..., Searcher], tmp_path: Path
) -> None:
    publish(["nurses pay", "nurses"], Tokens())
    (hit, *_) = (
        Searcher(Generations(tmp_path / "generations").current(), Plain())
        .search(Query(text="nurses pay", explain=True))
        .hits
    )
    assert hit.explanation is not None
    assert hit.explanation.late is None


def test_a_build_that_fails_leaves_nothing_behind(publish: Callable[..., Searcher], tmp_path: Path) -> None:
    class Breaking(Tokens):
        def embed_passages_coded(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenCodes]]:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(["nurses"], Breaking())
    assert not list((tmp_path / "generations").iterdir())


def test_codes_are_kept_beside_vectors(tmp_path: Path) -> None:
    texts, path = ["nurses pay", "", "nurses stay for pay and housing"], tmp_path / "cache" / "vectors.sqlite"
    first, second = Tokens(), Tokens()
    expected = Tokens().embed_passages_coded(texts)
    for embedder in (first, second):
        vectors, codes = CachedEmbedder(embedder, path).embed_passages_coded(texts)
        assert np.array_equal(vectors, expected[0])
        assert all(np.array_equal(one, other) for one, other in zip(codes, expected[1], strict=True))
    assert (first.coded, second.coded) == (texts, [])
    assert np.array_equal(CachedEmbedder(Tokens(), path).embed_passages(texts), expected[0])


def test_codes_of_another_coder_or_with_changed_bytes_are_made_anew(tmp_path: Path) -> None:
    texts, path = ["nurses pay", "doctors"], tmp_path / "vectors.sqlite"
    CachedEmbedder(Tokens(), path).embed_passages_coded(texts)
    other = Tokens(replace(coder(), spread=np.full(WIDTH, 1 / 7, dtype=np.float32)))
    CachedEmbedder(other, path).embed_passages_coded(texts)
    assert other.coded == texts
    with closing(sqlite3.connect(path)) as database, database:
        # The code's last byte, under the coder's name.
        changed = database.execute(
            "UPDATE vectors SET vector = substr(vector, 1, length(vector) - 1) || x'00' WHERE model_id LIKE '%/tokens-%'"
        )
        assert changed.rowcount == 4
    again = Tokens()
    _, codes = CachedEmbedder(again, path).embed_passages_coded(texts)
    assert again.coded
    assert np.array_equal(codes[0], Tokens().embed_passages_coded(texts)[1][0])


def test_a_pair_gives_the_tokens_of_its_first(tmp_path: Path) -> None:
    embedder = Tokens()
    pair = PairedEmbedder(embedder, Plain())
    assert tokens_of(pair) is pair
    assert pair.coder is embedder.coder
    assert tokens_of(PairedEmbedder(Plain(), embedder)) is None
    cached = pair.each(lambda one: CachedEmbedder(one, tmp_path / "vectors.sqlite"))
    assert np.array_equal(cached.embed_query_tokens("a b")[1], embedder.tokens("a b"))


def test_the_bundled_encoder_gives_a_token_for_each_piece_of_a_text() -> None:
    model = bundled_model("e5")
    assert model is not None
    if not model.is_installed:
        pytest.skip(f"the package {model.package} is not installed on this machine")
    encoder = open_bundled("e5", threads=1)
    texts = ["Pflegekräfte verlassen ländliche Krankenhäuser, weil der Lohn niedrig ist.", ""]
    vectors, codes = encoder.embed_passages_coded(texts)
    assert np.array_equal(vectors, encoder.embed_passages(texts))
    assert len(codes[1]) == 0
    vector, question = encoder.embed_query_tokens("Why do nurses leave?")
    assert np.array_equal(vector, encoder.embed_query("Why do nurses leave?"))
    assert len(question) == len(encoder.embed_query_tokens("Why do nurses leave? Why do nurses leave?")[1]) / 2
    its = tokens_of(encoder)
    assert its is not None
    assert its.coder is not None
    asked = its.coder.aligned(question)
    other = encoder.embed_passages_coded(["Das Wetter bleibt am Wochenende in den Bergen sonnig und trocken."])[1][0]
    near, far = (closeness(asked, its.coder.decoded(code), np.zeros(1, np.int64))[0] for code in (codes[0], other))
    assert near > far + 0.1
