"""Packages are opened with limits."""

import zipfile
from io import BytesIO

import pytest

from corpus.errors import UnreadableError
from ingest.readers import zip_source
from ingest.readers.zip_source import Package


def packed(**parts: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_parts_are_read_by_name():
    package = Package(packed(a=b"one", b=b"two"), file_name="a.docx")
    assert package.names == {"a", "b"}
    assert package.read("b") == b"two"


def test_a_missing_part_is_refused_by_name():
    with pytest.raises(UnreadableError, match="c in it cannot be unpacked"):
        Package(packed(a=b"one"), file_name="a.docx").read("c")


def test_a_part_that_unpacks_to_far_more_than_it_is_is_a_bomb():
    bomb = packed(a=b"0" * 20_000_000)
    assert len(bomb) < 50_000
    with pytest.raises(UnreadableError, match="200 times its size"):
        Package(bomb, file_name="a.docx")


def test_a_small_part_may_be_packed_tightly():
    assert Package(packed(a=b"0" * 900_000), file_name="a.docx").read("a") == b"0" * 900_000


def test_the_sum_of_all_parts_is_limited(monkeypatch):
    data = packed(a=bytes(range(256)) * 40, b=bytes(range(256)) * 40)
    assert Package(data, file_name="a.docx").names == {"a", "b"}
    monkeypatch.setattr(zip_source, "UNPACKED_LIMIT", 15_000)
    with pytest.raises(UnreadableError, match="would unpack to more than"):
        Package(data, file_name="a.docx")


def test_a_part_that_lies_about_its_size_is_damaged():
    data = packed(a=b"0" * 5000)
    lying = data.replace((5000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != data
    with pytest.raises(UnreadableError):
        Package(lying, file_name="a.docx").read("a")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 10])
def test_what_is_no_package_is_refused(data):
    with pytest.raises(UnreadableError, match="broken"):
        Package(data, file_name="a.docx")
