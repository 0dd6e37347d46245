"""Migrations: they lead to the schema, keep every row, and survive being interrupted."""

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from fakes import NOW, add_articles, add_story
from kabar.errors import SchemaError
from kabar.store import Store, migrate, open_store
from kabar.store.engine import database_url, open_engine
from kabar.store.schema import metadata


def test_migrations_lead_to_the_schema(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        found = compare_metadata(context, metadata)
    # The search tables differ between the databases and are no part of the one description.
    missing = [step for step in found if "article_search" not in str(step)]

    assert missing == []


def test_database_of_a_newer_kabar_is_refused_untouched(
    store: Store, address: str | None, tmp_path: Path
) -> None:
    add_story(store, add_articles(store, 2))
    with store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()

    with pytest.raises(SchemaError, match="newer Kabar"):
        open_store(address, tmp_path)


@pytest.fixture
def versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the migrations to add to: other tests read the real ones at the same time."""
    copy = tmp_path / "migrations"
    shutil.copytree(migrate.MIGRATIONS, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrate, "MIGRATIONS", copy)
    return copy / "versions"


def test_interrupted_migration_leaves_the_old_schema(store: Store, versions: Path) -> None:
    add_story(store, add_articles(store, 2))
    before = _counts(store.engine)
    script = versions / "9998_test_breaks.py"
    script.write_text(
        "revision = '9998'\n"
        f"down_revision = {migrate.head()!r}\n"
        "from alembic import op\n"
        "import sqlalchemy as sa\n"
        "def upgrade():\n"
        "    op.add_column('articles', sa.Column('extra', sa.Text()))\n"
        "    op.execute('DELETE FROM marks')\n"
        "    raise RuntimeError('the power went off')\n"
    )
    with pytest.raises(RuntimeError, match="power"):
        migrate.upgrade(store.engine)
    script.unlink()

    columns = {column["name"] for column in sa.inspect(store.engine).get_columns("articles")}
    assert "extra" not in columns
    assert before == _counts(store.engine)
    assert store.problems() == []


def test_changed_table_keeps_its_rows_and_their_children(store: Store, versions: Path) -> None:
    add_story(store, add_articles(store, 5))
    before = _counts(store.engine)
    (versions / "9997_test_rebuilds.py").write_text(
        "revision = '9997'\n"
        f"down_revision = {migrate.head()!r}\n"
        "from alembic import op\n"
        "import sqlalchemy as sa\n"
        "def upgrade():\n"
        "    with op.batch_alter_table('articles') as table:\n"
        "        table.alter_column('section', type_=sa.String(100))\n"
        "        table.drop_column('dateline')\n"
    )
    migrate.upgrade(store.engine)

    columns = {column["name"] for column in sa.inspect(store.engine).get_columns("articles")}
    assert "dateline" not in columns
    assert before == _counts(store.engine)


def test_filled_database_of_the_first_versions_gets_hosts(address: str | None, tmp_path: Path) -> None:
    engine = open_engine(database_url(address, tmp_path))
    command.upgrade(migrate._config(engine), "0002")
    with engine.begin() as connection:
        for number in range(3):
            values = {"url": f"https://example.com/{number}", "kind": "feed", "added_at": NOW}
            statement = sa.insert(metadata.tables["sources"]).values(
                **values, next_poll_at=NOW, state={}, warnings=[]
            )
            connection.execute(statement)
    engine.dispose()

    opened = open_store(address, tmp_path)
    with opened.write() as db:
        leased = db.sources.lease_due(NOW, limit=None, holder="a")
    counts = _counts(opened.engine)
    problems = opened.problems()
    opened.close()

    assert 3 == len(leased)
    assert (3, 1) == (counts["sources"], counts["hosts"])
    assert [] == problems


def test_versions_and_reports_of_the_first_schema_keep_their_meaning(
    address: str | None, tmp_path: Path
) -> None:
    engine = open_engine(database_url(address, tmp_path))
    command.upgrade(migrate._config(engine), "0004")
    stamp = 1_700_000_000_000_000
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO articles (id, outlet, title, language, authors, first_seen_at, sort_at, kind, quality, words,"
            f" topics, entities, stage, attempt, because) VALUES (1, 'o', 't', 'en', '[]', {stamp}, {stamp}, 'article',"
            " 0.5, 3, '[]', '[]', 'done', 0, '[]')"
        )
        connection.exec_driver_sql(
            "INSERT INTO article_versions (article_id, seen_at, replaced_at, title, text)"
            f" VALUES (1, {stamp}, {stamp}, 'old', 'text')"
        )
        connection.exec_driver_sql(
            f"INSERT INTO bad_extractions (article_id, at, note) VALUES (1, {stamp}, 'n')"
        )
    engine.dispose()

    opened = open_store(address, tmp_path)
    with opened.read() as db:
        versions = db.reading.versions(1)
        reports = db.outlet_rules.reports(account=None)
    opened.close()

    assert [("old", "edit")] == [(version.title, version.cause) for version in versions]
    assert [("n", "", False)] == [(report.note, report.extractor, report.has_page) for report in reports]


def _counts(engine: sa.Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }
