"""The parallel questions are sound: in twelve languages, each with words that stand in the starter documents."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus.starter_twins import SOURCES, STARTER, read_source
from ingest.parsing import parse
from ingest.sources import files_of
from tests.evaluation.parallel.questions import ASKERS, LANGUAGES, QUESTIONS, Question, folded, load_questions

FEWEST_DOCUMENTS = 18
MOST_NOT_ENGLISH = 8
QUOTED_WORDS = range(8, 21)
ASKED_WORDS = range(3, 7)
COPIED = 4
"""As many words in a row in the question and in its passage are copied."""


@pytest.fixture(scope="module")
def questions() -> tuple[Question, ...]:
    return load_questions()


@pytest.fixture(scope="module")
def passages() -> list[tuple[str, str]]:
    """File name and text of each passage that is ranked, of the documents as they are ingested."""
    return [
        (path.name, passage.text)
        for path in files_of([STARTER])
        for item in parse(path.read_bytes(), file_name=path.name, sidecar={}).documents
        for passage in item.passages
        if passage.is_evidence
    ]


def language_of(file: str) -> str:
    folder = STARTER if (STARTER / file).is_file() else SOURCES
    return str(read_source(folder / file).front["language"])


def runs_of_words(text: str, length: int) -> set[tuple[str, ...]]:
    words = [word.strip('.,:;?!¿()"') for word in text.lower().split()]
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def copied(question: Question, language: str, passages: list[tuple[str, str]]) -> set[tuple[str, ...]]:
    asked = runs_of_words(question.asked[language], COPIED)
    answering = [text for file, text in passages if question.grade(file, text)]
    return {run for text in answering for run in asked & runs_of_words(text, COPIED)}


def test_there_are_forty_in_twelve_languages(questions: tuple[Question, ...]) -> None:
    assert len(questions) == 40
    assert len(LANGUAGES) == 12
    assert {frozenset(question.asked) for question in questions} == {frozenset(LANGUAGES)}


def test_no_two_are_equal(questions: tuple[Question, ...]) -> None:
    asked = Counter(folded(text).casefold() for question in questions for text in question.asked.values())
    assert [text for text, times in asked.items() if times > 1] == []


def test_all_kinds_of_people_ask(questions: tuple[Question, ...]) -> None:
    asking = Counter(question.asker for question in questions)
    assert set(asking) == set(ASKERS)
    assert min(asking.values()) >= 10
    lengths = {question.id: len(question.asked["en"].split()) for question in questions}
    officers = {question.id for question in questions if question.asker == "policy"}
    assert [name for name in officers if lengths[name] not in ASKED_WORDS] == []
    assert [name for name in lengths if name not in officers and lengths[name] <= max(ASKED_WORDS)] == []


def test_answers_are_spread_over_the_documents(questions: tuple[Question, ...]) -> None:
    answering = {answer.file for question in questions for answer in question.answers if answer.grade == 2}
    assert len(answering) >= FEWEST_DOCUMENTS
    foreign = [
        question.id
        for question in questions
        if "en" not in {language_of(answer.file) for answer in question.answers if answer.grade == 2}
    ]
    assert len(foreign) <= MOST_NOT_ENGLISH


def test_quotes_are_short_and_stand_in_one_passage(
    questions: tuple[Question, ...], passages: list[tuple[str, str]]
) -> None:
    for question in questions:
        for answer in question.answers:
            assert len(answer.quote.split()) in QUOTED_WORDS, answer.quote
            holding = [text for file, text in passages if answer.stands_in(file, text)]
            assert len(holding) == 1, (answer.quote, len(holding))


def test_no_question_copies_its_passage(questions: tuple[Question, ...], passages: list[tuple[str, str]]) -> None:
    found = {
        (question.id, language): copied(question, language, passages)
        for question in questions
        for language in LANGUAGES
    }
    assert {place: runs for place, runs in found.items() if runs} == {}


def test_a_copy_would_be_found(questions: tuple[Question, ...], passages: list[tuple[str, str]]) -> None:
    question = questions[0]
    copying = Question(
        id=question.id, asker=question.asker, asked={"en": question.answers[0].quote}, answers=question.answers
    )
    assert copied(copying, "en", passages)


def test_a_quote_counts_in_the_file_made_from_its_document(questions: tuple[Question, ...]) -> None:
    answer = next(answer for question in questions for answer in question.answers if "norway" in answer.file)
    broken = answer.quote.replace(" ", "\n", 1)
    assert answer.stands_in(answer.file.replace(".md", ".pdf"), f"Before. {broken} After.")
    assert not answer.stands_in("panel-1-retention.md", answer.quote)
    assert not answer.stands_in(answer.file, "Another text.")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda item: item["asked"].pop("hu"), "hu is missing"),
        (lambda item: item["asked"].update(fi="Kuinka monta?"), "fi is unknown"),
        (lambda item: item["asked"].update(hu=" "), "hu: ' ' is not a text"),
        (lambda item: item.update(asker="minister"), "the asker 'minister'"),
        (lambda item: item["answers"][0].update(file="panel-7-wishes.md"), "there is no Markdown file panel-7"),
        (lambda item: item["answers"][0].update(file="../starter_twins.py"), "there is no Markdown file"),
        (lambda item: item["answers"][0].update(quote="nobody ever wrote this"), "does not stand in"),
        (lambda item: item["answers"][0].update(grade=3), "the grade 3"),
        (lambda item: item["answers"][0].update(grade=True), "the grade True"),
        (lambda item: [answer.update(grade=1) for answer in item["answers"]], "no passage answers it"),
        (lambda item: item["answers"].append(item["answers"][0]), "a quote is given twice"),
        (lambda item: item.update(answers=[]), "a list of answers is wanted"),
    ],
)
def test_what_is_not_sound_is_refused(tmp_path: Path, change: Any, complaint: str) -> None:
    data = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))[:1]
    change(data[0])
    path = tmp_path / "questions.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ValueError, match="shortage-2030") as refused:
        load_questions(path)
    assert complaint in str(refused.value)
