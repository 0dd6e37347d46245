"""The only place that talks to the web: one guarded, polite client for feeds, pages, images and hubs."""

from kabar.fetch.client import Answer, Fetcher, open_fetcher
from kabar.fetch.settings import FetchSettings

__all__ = ["Answer", "FetchSettings", "Fetcher", "open_fetcher"]
