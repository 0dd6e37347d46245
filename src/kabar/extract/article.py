"""One page, from its bytes to an extraction: the flow of the stage, top to bottom."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from kabar.extract.assemble import Assembled, assemble, chosen_blocks
from kabar.extract.authors import authors_of
from kabar.extract.blocks import Blocks, blocks_of
from kabar.extract.body import statements_of
from kabar.extract.decode import decode
from kabar.extract.edges import Known, trimmed
from kabar.extract.facts import canonical_of, section_of, site_name_of, tags_of, trust_of
from kabar.extract.features import plain
from kabar.extract.feedtext import plain_text
from kabar.extract.films import with_declared
from kabar.extract.keypoints import own_key_points, point_text
from kabar.extract.kinds import kind_of
from kabar.extract.language import language_of
from kabar.extract.layout import Layout
from kabar.extract.media import Figure, figures_of, lead_image, lead_media, picture_key
from kabar.extract.opinions import opinion_on
from kabar.extract.page import Page, parse_page
from kabar.extract.published import published_of, stored_as, zone_of
from kabar.extract.quality import evidence, quality_of
from kabar.extract.rules import Applied, kept_only, leave_out, with_rule
from kabar.extract.sanitize import sanitize
from kabar.extract.scorer import Answers, judge, wanted
from kabar.extract.structured import declared_html
from kabar.extract.titles import title_of
from kabar.model.article import Extraction, Media
from kabar.model.outlet_rules import OutletRule

MANY_ALTERNATIVES = 3  # pictures whose alternative text is a paragraph, from which it is no caption
REFUSED = 0.02  # what the trees say of a block that is surely no text
SHORT = 500  # characters below which the markup may not hold the article


@dataclass(frozen=True, slots=True)
class _Body:
    text: str
    html: str
    extractor: str
    quality: float
    kept: tuple[int, ...] = ()
    figures: tuple[Figure, ...] = ()


def extract_article(
    html: bytes | str,
    *,
    url: str | None = None,
    content_type: str | None = None,
    rule: OutletRule | None = None,
) -> Extraction:
    """What the page says: its text, its facts, its media, what kind of page it is, and how sure that is.

    Never raises for what a page holds; a page without an article has another kind and its text is what was found.
    *rule*: a person's own for pages of this outlet; what it says goes before what the models find.
    """
    page = parse_page(decode(html, content_type), url)
    applied = leave_out(page, rule) if rule else Applied()
    blocks = blocks_of(page.root)
    said = statements_of(page, ask_others=not blocks.too_deep)
    ask = None if blocks.too_deep else partial(opinion_on, page.html)
    answers = kept_only(blocks, judge(blocks, said, ask), applied)
    layout = Layout(blocks, answers.likely)
    title = title_of(page, layout)
    authors, agency = authors_of(page, layout)
    published, modified = published_of(page, layout)
    section, tags, outlet = section_of(page), tags_of(page), site_name_of(page)
    labels = [label for label in (section, agency, *tags) if label]
    known = Known(title=title, authors=authors, labels=labels, outlet=outlet or "")
    points = own_key_points(blocks, layout)
    body = _body(page, blocks, answers, known, points)
    verdict = kind_of(page, blocks, body.kept, body.text, title)
    published_at, day_only = stored_as(published) if published else (None, False)
    image = lead_image(page)
    quality = body.quality if verdict.kind in ("article", "live") else min(body.quality, 0.2)
    found = Extraction(
        title=title,
        text=body.text,
        html=sanitize(body.html, base_url=page.base_url),
        authors=authors,
        published_at=published_at,
        published_day_only=day_only,
        published_zone=zone_of(published),
        modified_zone=zone_of(modified),
        modified_at=stored_as(modified)[0] if modified else None,
        language=language_of(
            f"{title}\n{body.text}", page.language or page.meta("content-language", "og:locale")
        ),
        site_name=outlet,
        canonical_url=canonical_of(page),
        section=section,
        agency=agency,
        image=image,
        media=_media(page, body.figures, image),
        key_points=tuple(point_text(blocks.blocks[number]) for number in points),
        tags=tags,
        kind=verdict.kind,
        quality=quality,
        extractor=body.extractor,
        trust=trust_of(page),
        warnings=verdict.warnings,
    )
    return with_rule(found, rule, applied) if rule else found


def _body(page: Page, blocks: Blocks, answers: Answers, known: Known, points: tuple[int, ...]) -> _Body:
    sizes = np.array([len(block.text) for block in blocks.blocks], dtype=np.float32)
    kept = chosen_blocks(blocks, wanted(answers.likely, sizes).tolist(), known.title)
    figures = [_said_once(one, known.title) for one in figures_of(page, blocks, answers.likely, kept)]
    figures = _without_alternatives(blocks, kept, figures)
    chosen = kept
    kept = trimmed(blocks, kept, replace(known, captions=[figure.media.caption for figure in figures]))
    found: Assembled = assemble(blocks, kept, figures, apart=frozenset(points))
    answers = told_apart(answers, set(chosen) - set(kept))
    by = "blocks, second opinion" if answers.asked else "blocks"
    body = _Body(found.text, found.html, by, _quality(blocks, answers, kept), kept, tuple(figures))
    if len(body.text) >= SHORT:
        return body
    html, where = declared_html(page)
    declared = plain_text(sanitize(html, base_url=page.base_url)) if html else ""
    if len(declared) > 2 * len(body.text) + 200:
        return replace(body, text=declared, html=html, extractor=where, quality=0.6, kept=())
    return body


def told_apart(answers: Answers, gone: set[int]) -> Answers:
    """*answers* as if the trees had not wanted what the rules took out: a box that is gone makes the text no less whole."""
    if not gone:
        return answers
    likely = answers.likely.copy()
    likely[list(gone)] = REFUSED
    return replace(answers, likely=likely)


def _without_alternatives(blocks: Blocks, kept: tuple[int, ...], figures: list[Figure]) -> list[Figure]:
    """*figures* without the captions that are paragraphs written once more as alternative texts: steps, slides.

    One or two such are captions that the page prints without saying so.
    """
    shown = {blocks.blocks[number].plain for number in kept}
    same = [one for one in figures if one.media.caption and plain(one.media.caption) in shown]
    if len(same) < MANY_ALTERNATIVES or len(same) != sum(not one.printed for one in same):
        return figures
    return [replace(one, media=replace(one.media, caption="")) if one in same else one for one in figures]


def _said_once(figure: Figure, title: str) -> Figure:
    """*figure* without a caption that only repeats the headline."""
    if plain(figure.media.caption) != plain(title):
        return figure
    return replace(figure, media=replace(figure.media, caption=""))


def _quality(blocks: Blocks, answers: Answers, kept: tuple[int, ...]) -> float:
    if not kept:
        return 0.0
    chars = np.array([len(block.text) for block in blocks.blocks], dtype=np.float32)
    links = np.array([block.link_chars for block in blocks.blocks], dtype=np.float32)
    marks = np.zeros(len(blocks.blocks), np.float32)
    marks[list(kept)] = 1
    return quality_of(evidence(chars, links, answers.likely, marks, answers.voted, answers.in_body))


def _media(page: Page, figures: tuple[Figure, ...], image: str | None) -> tuple[Media, ...]:
    """The lead image first, then what stands in the text, then films that only the page's data names."""
    media = [figure.media for figure in figures]
    if image and not any(picture_key(one.url) == picture_key(image) for one in media):
        media.insert(0, lead_media(page, image))
    return tuple(with_declared(page, media, image))
