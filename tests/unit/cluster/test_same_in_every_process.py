"""A report is the same numbers in every process, whatever order Python gives to sets of words there."""

import os
import subprocess
import sys

SKETCH = """
from kabar.cluster.sketch import sketch
from kabar.model.article import Annotations, Entity, Report
names = tuple(Entity(name=f"Name {n}", kind="person", wikidata=f"Q{n}", mentions=()) for n in range(40))
text = " ".join(f"word{n}" for n in range(120))
terms = sketch(Report(id=1, title="A title", text=text, annotations=Annotations(entities=names))).terms
print(terms.ids.tolist(), terms.kinds.tolist())
"""


def printed(seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run([sys.executable, "-c", SKETCH], env=environment, capture_output=True, check=True)
    return done.stdout.decode()


def test_terms_of_a_report_do_not_depend_on_the_order_of_sets() -> None:
    assert printed("1") == printed("2") != ""
