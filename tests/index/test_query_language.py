import pytest

from index.query_language import All, Any, Group, Not, Phrase, Word, has_conditions, parse, wished_words


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("rural nurses", Group((Word("rural"), Word("nurses")))),
        ("nurse AND rural areas", Group((All((Word("nurse"), Word("rural"))), Word("areas")))),
        ("a OR b AND c", Group((Any((Word("a"), All((Word("b"), Word("c"))))),))),
        ('"task shifting" NOT abuse', Group((Phrase("task shifting"), Not(Word("abuse"))))),
        ("NOT (a OR b)", Group((Not(Group((Any((Word("a"), Word("b"))),))),))),
        ('title:"fair share" pay', Group((Phrase("fair share", in_title=True), Word("pay")))),
        ("title:retention", Group((Phrase("retention", in_title=True),))),
        ("AND nurse", Group((Word("AND"), Word("nurse")))),
        ("nurse AND", Group((Word("nurse"), Word("AND")))),
        ("TASK SHIFTING AND NURSES", Group(tuple(map(Word, ["TASK", "SHIFTING", "AND", "NURSES"])))),
        ('an "open phrase', Group((Word("an"), Word('"open'), Word("phrase")))),
        (")(", Group(())),
        ("", Group(())),
    ],
)
def test_query_is_understood(text: str, tree: Group) -> None:
    assert parse(text) == tree


def test_plain_questions_have_no_conditions() -> None:
    assert not has_conditions(parse("What keeps rural nurses in their posts?"))
    assert has_conditions(parse('keeps "rural nurses"'))


def test_words_under_not_are_not_wished_for() -> None:
    assert list(wished_words(parse('pay NOT (abuse OR "verbal violence") "rural posts"'))) == ["pay", "rural posts"]


@pytest.mark.parametrize(
    "text",
    [
        'What does "zero tolerance" mean in practice?',
        'Τι σημαίνει "μηδενική ανοχή"\u037e',
        "word " * 41 + '"zero tolerance"',
    ],
)
def test_quotation_marks_in_prose_are_punctuation(text: str) -> None:
    assert not has_conditions(parse(text))
    assert "tolerance" in " ".join(wished_words(parse(text))) or "ανοχή" in " ".join(wished_words(parse(text)))


@pytest.mark.parametrize(
    "text",
    [
        '"zero tolerance" nurses',
        '"zero tolerance" AND nurses?',
        'title:"zero tolerance"?',
        "title:tolerance?",
        '"zero" OR "one" ' + "word " * 41,
    ],
)
def test_a_query_in_the_query_language_keeps_its_conditions(text: str) -> None:
    assert has_conditions(parse(text))
