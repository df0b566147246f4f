"""YAML is opened as plain text in mappings."""

import pytest

from ingest.readers.yaml_source import read_yaml


def test_scalars_stay_as_they_are_written():
    assert read_yaml("countries: [NO, SE]\ndate: 2020-11-09\nyes: 1e3") == {
        "countries": ["NO", "SE"],
        "date": "2020-11-09",
        "yes": "1e3",
    }


def test_no_objects_are_made():
    assert read_yaml("a: !!python/object/apply:os.system ['true']") == {"a": ["true"]}


def test_nothing_is_an_empty_mapping():
    assert read_yaml("") == {}


@pytest.mark.parametrize("text", ["a: b: c", "- one", "text", "a: [", "{" * 5000, "a: 'b"])
def test_what_is_no_mapping_is_refused(text):
    with pytest.raises(ValueError, match=r"valid YAML|key: value"):
        read_yaml(text)
