"""Renders an outlet's pages: the article in the outlet's own design, its lists, its walls."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from kabar.sample.feeds import Item, picture
from kabar.sample.newsroom import Newsroom, Outlet, SampleArticle, Version

TEASER = 2  # paragraphs that a paywall lets through

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("kabar.sample"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def furniture() -> Mapping[str, Mapping[str, Any]]:
    """The words around the articles, by language."""
    text = (files("kabar.sample") / "content" / "furniture.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def written_date(moment: datetime, language: str) -> str:
    """A date as newspapers of that language print it."""
    if language.startswith("zh"):
        return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"
    month = _MONTHS[language].split()[moment.month - 1]
    if language == "en":
        return f"{moment.day} {month} {moment.year}, {moment:%H:%M} UTC"
    if language == "de":
        return f"{moment.day}. {month} {moment.year}, {moment:%H:%M} Uhr (UTC)"
    if language == "es":
        return f"{moment.day} de {month} de {moment.year} - {moment:%H:%M} UTC"
    return f"{moment.day} {month} {moment.year}, {moment:%H:%M} UTC"


def article_page(
    newsroom: Newsroom,
    outlet: Outlet,
    article: SampleArticle,
    version: Version,
    root: str,
    *,
    agreed: bool,
    at: datetime,
) -> bytes:
    """The article's page as served at *at*; a consent wall hides it until the visitor *agreed*."""
    if article.kind == "consent" and not agreed:
        return _render("consent", outlet, root, article=article, version=version)
    paragraphs = version.paragraphs[:TEASER] if article.kind == "paywall" else version.paragraphs
    others = [each for each in newsroom.of_outlet(outlet.slug, at=at) if each.id != article.id]
    related = [(each, each.version_at(at)) for each in others[:5]]
    minutes, seconds = divmod(article.duration_seconds, 60)
    return _render(
        outlet.template,
        outlet,
        root,
        article=article,
        version=version,
        blocks=[(("h2", each[3:]) if each.startswith("## ") else ("p", each)) for each in paragraphs],
        related=related,
        image=picture(article, root),
        small=picture(article, root, "small"),
        film=f"{root}/media/{article.event_id}-{article.number % 3}.webm",
        url=root + article.path,
        duration=f"{minutes:02d}:{seconds:02d}",
        published=written_date(article.published_at, outlet.language),
        updated=written_date(version.at, outlet.language)
        if version.at > article.published_at and version.note
        else "",
        json_ld=_json_ld(outlet, article, version, root),
        topic_name=newsroom.event(article.event_id).place,
    )


def list_page(outlet: Outlet, items: Sequence[Item], root: str, section: str = "") -> bytes:
    """The front page, or one section, of an outlet: headlines and teasers only."""
    return _render(
        "list",
        outlet,
        root,
        items=items,
        section=section,
        pictures={a.id: picture(a, root, "small") for a, _ in items},
    )


def _render(template: str, outlet: Outlet, root: str, **values: object) -> bytes:
    words = furniture()[outlet.language]
    text = (
        _environment()
        .get_template(f"{template}.html")
        .render(
            outlet=outlet,
            root=root,
            t=words,
            direction="rtl" if outlet.language == "ar" else "ltr",
            feed=root
            + (outlet.subscribe_path if outlet.subscribe_path not in {"", "/"} else outlet.feed_path),
            iso=_iso,
            quote=quote,
            **values,
        )
    )
    return text.encode(outlet.encoding, errors="xmlcharrefreplace")


def _iso(moment: datetime, hours: int = 0) -> str:
    """RFC 3339, in UTC or with the outlet's own offset."""
    shifted = moment + timedelta(hours=hours)
    return shifted.strftime("%Y-%m-%dT%H:%M:%S") + (f"{hours:+03d}:00" if hours else "Z")


def _json_ld(outlet: Outlet, article: SampleArticle, version: Version, root: str) -> str:
    kind = {"video": "VideoObject", "live": "LiveBlogPosting"}.get(article.kind, "NewsArticle")
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": kind,
        "headline": version.headline,
        "datePublished": _iso(article.published_at),
        "dateModified": _iso(version.at if version.note else article.published_at),
        "mainEntityOfPage": root + article.path,
        "image": [picture(article, root)],
        "author": [{"@type": "Person", "name": article.byline}]
        if article.byline
        else {"@type": "Organization", "name": article.credit or outlet.name},
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": outlet.name,
            "logo": {"@type": "ImageObject", "url": f"{root}/favicon.ico"},
        },
        "inLanguage": outlet.language,
        "articleSection": article.section,
        "isAccessibleForFree": article.kind != "paywall",
    }
    if article.kind == "paywall":
        data["hasPart"] = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".premium"}
    if article.kind == "video":
        minutes, seconds = divmod(article.duration_seconds, 60)
        data |= {
            "name": version.headline,
            "description": version.standfirst or version.paragraphs[0],
            "uploadDate": _iso(article.published_at),
            "duration": f"PT{minutes}M{seconds}S",
            "thumbnailUrl": picture(article, root),
            "contentUrl": f"{root}/media/{article.event_id}-{article.number % 3}.webm",
        }
    if article.kind == "live":
        posts = [
            {
                "@type": "BlogPosting",
                "datePublished": _iso(each.at),
                "headline": each.paragraphs[0].removeprefix("## "),
            }
            for each in article.versions
            if each.at <= version.at
        ]
        data |= {"coverageStartTime": _iso(article.published_at), "liveBlogUpdate": posts[::-1]}
    # "</" would end the script element early
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
