"""Column types that are the same on both databases: UTC times, JSON, vectors."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time, stored as microseconds since 1970: exact, sortable, cheap on both databases."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone reached the store")
        return (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else moment(value)


def moment(microseconds: int) -> datetime:
    """The time that is stored as *microseconds* since 1970."""
    return _EPOCH + timedelta(microseconds=microseconds)


class Json(TypeDecorator[Any]):
    """Any JSON value, as text on both databases (nothing queries inside it)."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        # PostgreSQL's text holds no NUL; feeds do.
        return None if value is None else msgspec.json.encode(value).decode().replace("\\u0000", "")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else msgspec.json.decode(value)


class VectorBytes(TypeDecorator[NDArray[np.float32]]):
    """A unit vector, stored as half precision: 1 kB for 512 dimensions, cosine off by less than 0.001."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: NDArray[np.float32] | None, dialect: Dialect) -> bytes | None:
        return None if value is None else value.astype(np.float16).tobytes()

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> NDArray[np.float32] | None:
        return None if value is None else np.frombuffer(value, dtype=np.float16).astype(np.float32)


class CleanText(TypeDecorator[str]):
    """Text without NUL, which PostgreSQL refuses and feeds contain; lone surrogates are replaced."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if "\x00" in value:
            value = value.replace("\x00", "")
        try:
            value.encode()
        except UnicodeEncodeError:
            value = value.encode("utf-8", "replace").decode()
        return value


def id_column() -> sa.Column[int]:
    """Integers that rise with insertion, stay below 2**31 and are never used again."""
    return sa.Column("id", sa.Integer, sa.Identity(), primary_key=True)


def reference(name: str, target: str, *, nullable: bool = False, index: bool = False) -> sa.Column[int]:
    """The id of another row; rows go when what they refer to goes."""
    return sa.Column(
        name, sa.Integer, sa.ForeignKey(target, ondelete="CASCADE"), nullable=nullable, index=index
    )
