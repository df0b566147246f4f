"""Measures what docs/decisions/0007 says: thresholds for copies of a text, and for passages that have changed.

    python tests/evaluation/measure_works.py [SHARED]

Labelled pairs are made from real texts: variants of one text that are the same text, and others that only look so.
"""

import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

from corpus import refinding, same_text  # noqa: E402
from corpus.document import Document, Locator, Passage, passage_id  # noqa: E402
from ingest.parsing import parse  # noqa: E402

COVERS = (
    "Ministry of Health. Published March 2013. ISBN 9780000007919. Printed in Oslo. Design by the press department.",
    "Institute of Work. Published June 2016. ISBN 9780000015838. Printed in Riga. Layout by the media department.",
)
PAIRS = ((0.7, 0.8), (0.8, 0.9), (0.85, 0.95), (0.9, 0.95), (0.95, 0.97), (0.98, 0.99))
chance = random.Random(11)


def misread(text: str) -> str:
    words = text.split()
    places = [place for place, word in enumerate(words) if word.isalpha()]
    for place in chance.sample(places, 2):
        words[place] = words[place][::-1] + "x"
    return " ".join(words)


def labelled(text: str) -> str:
    third = len(text) // 3
    return f"BACKGROUND: {text[:third]} METHODS: {text[third : 2 * third]} RESULTS: {text[2 * third :]}"


def one_number(text: str) -> str:
    numbers = list(re.finditer(r"\d+", text))
    if not numbers:
        return ""
    found = chance.choice(numbers)
    return f"{text[: found.start()]}{int(found.group()) + 1}{text[found.end() :]}"


def another_year(text: str) -> str:
    changed = re.sub(r"\d+", lambda found: str(int(found.group()) + chance.choice((0, 1, 3))), text)
    return changed if changed != text else ""


def rewritten(text: str, other: str) -> str:
    sentences, others = re.split(r"(?<=[.]) ", text), re.split(r"(?<=[.]) ", other)
    sentences[::3] = [chance.choice(others) for _ in sentences[::3]]
    return " ".join(sentences)


def cut(share: float) -> Callable[[str, str], str]:
    return lambda text, other: " ".join(text.split()[: int(share * len(text.split()))])


VARIANTS: dict[str, tuple[bool, Callable[[str, str], str]]] = {
    "other punctuation and case": (True, lambda text, other: text.replace(", ", " ").replace(" - ", " – ").upper()),
    "labels of sections added": (True, lambda text, other: labelled(text)),
    "two words misread": (True, lambda text, other: misread(text)),
    "cut at 90 %": (True, cut(0.9)),
    "cut at 70 %": (True, cut(0.7)),
    "cut at 55 %": (True, cut(0.55)),
    "another cover": (True, lambda text, other: COVERS[1] + " " + text),
    "excerpt of 30 %": (False, cut(0.3)),
    "one number changed": (False, lambda text, other: one_number(text)),
    "numbers of another year": (False, lambda text, other: another_year(text)),
    "every third sentence of another text": (False, rewritten),
    "another text": (False, lambda text, other: other),
}


def abstracts(documents: Path) -> list[str]:
    lines = (documents / "pmc_trials" / "abstracts.jsonl").read_text("utf-8").splitlines()
    texts = sorted(text for line in lines if len((text := json.loads(line).get("abstract") or "").split()) > 120)
    return chance.sample(texts, 300)


def parsed(documents: Path) -> Iterator[tuple[Passage, ...]]:
    folders = ("german_health_profession_laws/*.md", "pmc_trials/fulltext_domain/*.nxml", "us_occupation_pages/html/*")
    for pattern in folders:
        for path in sorted(documents.glob(pattern))[:20]:
            for item in parse(path.read_bytes(), file_name=path.name, sidecar={}).documents:
                yield tuple(passage for passage in item.passages if passage.is_evidence)


def measure_copies(name: str, texts: Sequence[str]) -> None:
    print(f"\n{name}: {len(texts)} texts; share of pairs of which one text stands for the other")
    pairs = {}
    for variant, (_, make) in VARIANTS.items():
        made = [(text, make(text, texts[place - 1])) for place, text in enumerate(texts)]
        before = COVERS[0] + " " if variant == "another cover" else ""
        pairs[variant] = [(same_text.words_of(before + one), same_text.words_of(two)) for one, two in made if two]
    print("variant | same? | " + " | ".join(f"{same}/{contained}" for same, contained in PAIRS) + " | numbers ignored")
    contradict = same_text.contradict
    for variant, (is_same, _) in VARIANTS.items():
        row = []
        for same_text.SAME, same_text.CONTAINED in PAIRS:
            row.append(stood_for(pairs[variant]))
        same_text.SAME, same_text.CONTAINED, same_text.contradict = 0.9, 0.95, lambda one, other: False
        row.append(stood_for(pairs[variant]))
        same_text.contradict = contradict
        print(f"{variant} | {'yes' if is_same else 'no'} | " + " | ".join(f"{share:.3f}" for share in row))


def stood_for(pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> float:
    found = sum(same_text.stands_for(one, two) or same_text.stands_for(two, one) for one, two in pairs)
    return found / len(pairs)


def content(doc_id: str, texts: Sequence[str]) -> refinding.Content:
    passages, start = [], 0
    for text in texts:
        end = start + len(text)
        place = Locator(start=start, end=end)
        passages.append(Passage(passage_id=passage_id(doc_id, start, end), doc_id=doc_id, text=text, locator=place))
        start = end + 2
    return refinding.Content(document=Document(doc_id=doc_id, title=doc_id), passages=passages)


def edited(texts: Sequence[str], others: Sequence[str], share: float) -> tuple[list[str], list[str]]:
    """An edition cut into passages anew, and what was done to each passage of the text."""
    words = " ".join(texts).split()
    present, done = [], []
    for text in texts:
        drawn = chance.random()
        done.append("cut out" if drawn < 0.15 else "reworded" if drawn < 0.3 else "left")
        if done[-1] == "reworded":
            present += [chance.choice(words) if chance.random() < share else word for word in text.split()]
        elif done[-1] == "left":
            present += text.split()
        if drawn > 0.9:
            present += chance.choice(others).split()
    cuts, start = [], 0
    while start < len(present):
        length = chance.randint(60, 180)
        cuts.append(" ".join(present[start : start + length]))
        start += length
    return cuts, done


def measure_changes(documents: Sequence[Sequence[str]]) -> None:
    print("\nreworded | threshold | cut out: gone | reworded: changed | left: stands")
    for share in (0.05, 0.1, 0.2, 0.3):
        made = [edited(texts, documents[place - 1], share) for place, texts in enumerate(documents)]
        for refinding.LEAST_SHARED in (0.1, 0.2, 0.3, 0.4, 0.5):
            counted: Counter[tuple[str, str]] = Counter()
            for texts, (present, done) in zip(documents, made, strict=True):
                former = content("a", texts)
                _, findings = refinding.refind([former], [content("b", present)])
                counted.update(
                    (what, findings[passage.passage_id].fate.value)
                    for what, passage in zip(done, former.passages, strict=True)
                )
            row = [
                counted[what, fate] / sum(count for (name, _), count in counted.items() if name == what)
                for what, fate in (("cut out", "gone"), ("reworded", "changed"), ("left", "stands"))
            ]
            print(f"{share:.0%} | {refinding.LEAST_SHARED} | " + " | ".join(f"{share:.3f}" for share in row))


def measure_time(documents: Path) -> None:
    lines = (documents / "pmc_trials" / "abstracts.jsonl").read_text("utf-8").splitlines()
    texts = [text for line in lines if (text := json.loads(line).get("abstract"))]
    begun = time.process_time()
    words = [same_text.words_of(text) for text in texts]
    signatures = {same_text.text_id_of(word): same_text.signature_of(word) for word in words}
    held = same_text.Signatures()
    for text_id, signature in signatures.items():
        if signature:
            held.add(text_id, signature)
    met = sum(len(held.near(signature)) - 1 for signature in signatures.values() if signature)
    print(f"\n{len(texts)} abstracts signed and matched in {time.process_time() - begun:.1f} s of CPU; {met} met")


def main(shared: Path) -> None:
    documents = shared / "data" / "documents"
    passages = [item for item in parsed(documents) if len(item) > 5]
    texts = [" ".join(passage.text for passage in item) for item in passages]
    measure_copies("abstracts", abstracts(documents))
    measure_copies("long texts", [text for text in texts if len(text.split()) >= same_text.LONG])
    measure_changes([[passage.text for passage in item] for item in passages])
    measure_time(documents)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "shared")
