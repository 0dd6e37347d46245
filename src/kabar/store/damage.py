"""Look for damage without changing anything."""

import sqlalchemy as sa

from kabar.store import migrate

MAX_LISTED = 20


def find_problems(engine: sa.Engine) -> list[str]:
    """Sentences about what is wrong; empty when the database is sound."""
    found = []
    todo = migrate.pending(engine)
    if todo:
        return [f"the schema is {len(todo)} migrations behind: `kabar db upgrade`"]
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            found += _sqlite(connection)
        found += _rows(connection)
    return found[:MAX_LISTED]


def _sqlite(connection: sa.Connection) -> list[str]:
    checked = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars().all()
    found = [f"integrity: {line}" for line in checked if line != "ok"]
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    found += [f"{table} row {row} points to a missing row of {parent}" for table, row, parent, _ in dangling]
    return found


def _rows(connection: sa.Connection) -> list[str]:
    """What no constraint of the database holds."""
    checks = {
        "articles are missing from the search index": (
            "SELECT count(*) FROM articles a WHERE NOT EXISTS (SELECT 1 FROM article_search s WHERE s.{key} = a.id)"
        ),
        "articles are in a story that ended": (
            "SELECT count(*) FROM articles a JOIN stories s ON s.id = a.story_id WHERE s.merged_into IS NOT NULL"
        ),
        "articles have no text row": (
            "SELECT count(*) FROM articles a WHERE NOT EXISTS "
            "(SELECT 1 FROM article_texts t WHERE t.article_id = a.id)"
        ),
    }
    key = "rowid" if connection.dialect.name == "sqlite" else "article_id"
    found = []
    for what, query in checks.items():
        count = connection.exec_driver_sql(query.format(key=key)).scalar_one()
        if count:
            found.append(f"{count} {what}")
    return found
