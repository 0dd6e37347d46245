"""The names that sentences hold, so that points together name those who matter."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kabar.keypoints.candidates import Candidate
from kabar.model.article import Report
from kabar.text.words import words

# Words with a capital in a row: "Wali Kota Bandung", "Bank of England".
_RUN = re.compile(
    r"[A-ZÀ-ÞА-Я][\w.'’-]*(?:\s+(?:(?:of|the|and|dan|de|al|bin|van)\s+)?\(?[A-ZÀ-ÞА-Я][\w.'’)-]*)*"
)
# Those who act or are hurt without a name of their own, by hand.
GROUPS: Final = frozenset(
    """
    masyarakat warga pemerintah polisi pedagang petani nelayan buruh pekerja karyawan konsumen pembeli penumpang
    pelanggan pengusaha pelaku usaha investor siswa mahasiswa guru pasien korban tersangka terdakwa keluarga anak
    ibu perempuan jaksa hakim penyidik tentara pengungsi pengemudi umkm produsen peternak importir eksportir
    government police residents villagers farmers fishermen workers employees customers consumers passengers shoppers
    investors students teachers pupils patients doctors nurses victims suspects families children women parents
    prosecutors judges soldiers troops refugees migrants voters drivers unions protesters rebels fans shareholders
    """.split()
)


def name_table(found: Sequence[Candidate], reports: Sequence[Report]) -> NDArray[np.float64]:
    """float64 (candidates, names): the share of all naming that a sentence's names have; rows sum to at most 1.

    A name's weight is how many of the sentences have it. Names are words with a capital inside a sentence; where
    capitals tell nothing (German, and scripts without them), those that were annotated.
    """
    held = [_names(one, reports[one.report]) for one in found]
    counts = Counter(name for names in held for name in names)
    places = {name: place for place, name in enumerate(sorted(counts))}
    table = np.zeros((len(found), max(1, len(places))))
    every = max(1, sum(counts.values()))
    for row, names in zip(table, held, strict=True):
        for name in names:
            row[places[name]] = counts[name] / every
    return table


def _names(one: Candidate, report: Report) -> frozenset[str]:
    found = {word for word in words(one.text) if word in GROUPS}
    if report.annotations.entities and not _capitals_tell(one.text, report.language):
        return frozenset(found) | frozenset(
            word.casefold()
            for entity in report.annotations.entities
            if any(one.start <= start < one.end for start, _ in entity.mentions)
            for word in entity.name.split()
        )
    for run in _RUN.finditer(one.text):
        parts = run.group().split()
        if run.start() > 0 or len(parts) > 1:  # any word has a capital at the beginning
            found.update(part.strip("().,'\"").casefold() for part in parts)
    return frozenset(found)


def _capitals_tell(text: str, language: str) -> bool:
    return language.split("-")[0] != "de" and text.lower() != text.upper()
