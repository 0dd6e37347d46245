"""Settings from the environment, over those of the file."""

from pathlib import Path

import pytest

from kabar.config import load_config
from kabar.errors import ConfigError

HOSTS = "KABAR_FETCH__ALLOW_PRIVATE_HOSTS"


@pytest.mark.parametrize(
    "value",
    [
        "10.0.0.5:8000, nas.home.arpa",
        '["10.0.0.5:8000", "nas.home.arpa"]',
        " ['10.0.0.5:8000','nas.home.arpa'] ",
    ],
)
def test_list_is_given_with_commas_or_as_in_the_file(value: str) -> None:
    assert ("10.0.0.5:8000", "nas.home.arpa") == load_config(None, {HOSTS: value}).fetch.allow_private_hosts


@pytest.mark.parametrize("value", ["[nas.home.arpa]", '["nas.home.arpa"', '["nas"] more'])
def test_list_that_cannot_be_read_names_the_variable(value: str) -> None:
    with pytest.raises(ConfigError, match=HOSTS):
        load_config(None, {HOSTS: value})


def test_numbers_and_switches_are_read_and_go_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "kabar.toml"
    file.write_text("[fetch]\nmax_redirects = 3\nobey_robots = true\n")
    found = load_config(file, {"KABAR_FETCH__MAX_REDIRECTS": "2", "KABAR_FETCH__OBEY_ROBOTS": "false"}).fetch

    assert (2, False) == (found.max_redirects, found.obey_robots)
