"""Kabar: a newsroom of one's own.

As a library, `import kabar` offers the stages and what runs them. Each name is loaded when it is first used, so
importing the package costs next to nothing; models are read at the first annotation.

Stages, each usable alone, without network or database:

- `parse_feed(body, url=...)` -> `ParsedFeed`: the entries of any feed document; never raises.
- `extract_article(html, url=...)` -> `Extraction`: text, facts, media and safe HTML of a page.
- `from_text(text)` -> `Extraction`: the same for a plain text file.
- `open_annotator()` -> `Annotator`; its `annotate([Document(...)])` finds language, names, topics, agency,
  dateline and vector.
- `Window(ClusterSettings()).place(reports, now=...)` -> `Decision`: which `Report`s are about one event, and
  which copy which.
- `summarize(reports, language=...)` -> `Summary`: key points, and the figures that reports agree or differ on.
- `score(candidates, ...)` and `diversify(scored, ...)`: an order for one account, with the reasons.

A whole Kabar:

- `load_config(path, os.environ)` -> `Config`; `Config()` has every default.
- `open_runtime(config, data_dir)` -> `Runtime`: database and everything around it; `close()` it.
- `run_round(rt)` -> `Round`: poll what is due, then read, annotate, cluster and tell until nothing waits.
- `service`: everything a person can do, e.g. `service.frontpage.front_page(rt, account)`.

A program that uses the lot wants `if __name__ == "__main__":` around it: pages are read in child processes.

Errors that Kabar raises on purpose are `KabarError`s; `kabar.errors` has all of them.
"""

from importlib import import_module

__version__ = "0.1.0"

# Name -> the module that has it. `__init__.pyi` says the same to type checkers; a test compares the two. The imports
# stand there and not here, because stages ask this module for the version and must not meet each other through it.
_PLACES = {
    "Annotator": "kabar.annotate",
    "ClusterSettings": "kabar.cluster",
    "Config": "kabar.config",
    "Document": "kabar.annotate",
    "KabarError": "kabar.errors",
    "Report": "kabar.model.article",
    "Runtime": "kabar.runtime",
    "Window": "kabar.cluster",
    "diversify": "kabar.rank",
    "extract_article": "kabar.extract",
    "from_text": "kabar.extract",
    "load_config": "kabar.config",
    "open_annotator": "kabar.annotate",
    "open_runtime": "kabar.runtime",
    "parse_feed": "kabar.parse",
    "run_round": "kabar.work.round",
    "score": "kabar.rank",
    "summarize": "kabar.keypoints",
}
_MODULES = ("service",)

__all__ = [
    "Annotator",
    "ClusterSettings",
    "Config",
    "Document",
    "KabarError",
    "Report",
    "Runtime",
    "Window",
    "__version__",
    "diversify",
    "extract_article",
    "from_text",
    "load_config",
    "open_annotator",
    "open_runtime",
    "parse_feed",
    "run_round",
    "score",
    "service",
    "summarize",
]


def __getattr__(name: str) -> object:
    if name in _MODULES:
        return import_module(f"kabar.{name}")
    if name not in _PLACES:
        raise AttributeError(f"module 'kabar' has no attribute {name!r}")
    found: object = getattr(import_module(_PLACES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
