"""The sample newsroom as tests find it: a data folder after one complete round, and the truth."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kabar.sample.newsroom import SampleTruth
from kabar.work.round import Round


@dataclass(frozen=True)
class Filled:
    """A data folder after one complete round over the sample newsroom."""

    data_dir: Path
    done: Round
    truth: dict[str, SampleTruth]  # by full address
    at: datetime
