"""Settings refuse what they do not know and what is out of bounds."""

import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from search_api.settings import SearchApiSettings


def test_defaults_are_valid():
    assert SearchApiSettings().passages_on_a_page == 10


@pytest.mark.parametrize(
    "wrong",
    [
        {"colour": "red"},
        {"passages_on_a_page": 0},
        {"passages_on_a_page": 51},
        {"threads": 0},
        {"threads": 257},
        {"retry_after_seconds": 0},
        {"public_address": "example.org"},
        {"public_address": "https://example.org/"},
        {"public_address": "javascript:alert(1)"},
        {"public_address": "https://example.org/cadre"},
        {"public_address": 'https://example.org"><script>'},
    ],
)
def test_wrong_settings_are_refused(wrong):
    with pytest.raises(ValidationError):
        SearchApiSettings.model_validate(wrong)


def test_permanent_addresses_begin_with_the_public_address(make_app):
    client = TestClient(make_app(public_address="https://evidence.example.org"))
    html = client.get("/passages/aaaa1111aaaa1111.00000075-00000182").text
    assert "https://evidence.example.org/passages/aaaa1111aaaa1111.00000075-00000182" in html
    assert "testserver" not in html
