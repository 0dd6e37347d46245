"""The address of our own pages, as messages and feeds give it."""

from pathlib import Path

from kabar.config import Config
from kabar.runtime import SERVED, open_runtime


def test_slash_at_the_end_of_the_served_address_goes(tmp_path: Path) -> None:
    rt = open_runtime(Config(), tmp_path)
    try:
        rt.now_served("http://127.0.0.1:8234/")
        with rt.store.read() as db:
            assert "http://127.0.0.1:8234" == rt.base_url == db.secrets.fact(SERVED)
        with rt.store.write() as db:
            db.secrets.set_fact(SERVED, "http://127.0.0.1:8234/")  # as earlier versions wrote it
        assert "http://127.0.0.1:8234" == rt.base_url
    finally:
        rt.close()
