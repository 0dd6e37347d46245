"""The web app: routes, and the layers around them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Mount, Route

from kabar.web.assets import Assets
from kabar.web.contract import Services
from kabar.web.errors import unknown
from kabar.web.pages import (
    account,
    act,
    alerts,
    article,
    catching,
    digests,
    entrance,
    extraction,
    feeds,
    following,
    frontpage,
    hub,
    lists,
    picture,
    plain,
    profile,
    recording,
    rules,
    search,
    sections,
    sources,
    story,
)
from kabar.web.render import Renderer
from kabar.web.security import Guard
from kabar.web.serving import page
from kabar.web.visit import House

if TYPE_CHECKING:
    from kabar.runtime import Runtime


def create_app(rt: "Runtime", services: Services | None = None, *, mounts: Sequence[Mount] = ()) -> Starlette:
    """The web app over *rt*. *mounts* (reader APIs) share Host check and headers, and check their own clients."""
    if services is None:
        import kabar.service as real

        services = cast(Services, real)  # a package whose modules the protocols describe
    assets = Assets()
    app = Starlette(
        routes=[*routes(assets), *mounts],
        middleware=[
            Middleware(
                Guard,
                server=rt.config.web,
                # Reader APIs and hubs prove themselves by other means than a form of ours.
                own_origin_rules=[hub.PATH, *(f"{mount.path}/" for mount in mounts)],
                public=rt.config.websub.callback_base,
            ),
            Middleware(GZipMiddleware, minimum_size=1024, compresslevel=3),
        ],
        exception_handlers={HTTPException: unknown, Exception: unknown},
    )
    app.router.redirect_slashes = False  # one address a page; what is not listed does not exist
    app.state.house = House(rt, services, assets, Renderer())
    return app


def routes(assets: Assets) -> list[BaseRoute]:
    """Every page, in the order of the menu; acts are POST, looking is GET and changes nothing."""
    get, post = ["GET"], ["POST"]
    subjects = ("topic", "entity", "outlet", "agency", "author", "language", "search")
    return [
        Route("/", page(frontpage.show), methods=get),
        Route("/hidden", page(frontpage.hidden), methods=get),
        *_stories_and_articles(),
        Route("/sections", page(sections.index), methods=get),
        Route("/topics", page(sections.topics), methods=get),
        *(Route(f"/{name}/{{key:path}}", page(sections.subject), methods=get) for name in subjects),
        Route("/following", page(following.show), methods=get),
        *_own_rules_and_feeds(),
        *_catching_up(),
        *_alerts_and_digests(assets),
        Route("/saved", page(lists.saved), methods=get),
        Route("/history", page(lists.history), methods=get),
        Route("/undo", page(lists.recent), methods=get),
        Route("/search", page(search.show), methods=get),
        Route("/sources", page(sources.index), methods=get),
        Route("/sources/add", page(sources.add), methods=post),
        Route("/sources/import", page(sources.import_opml), methods=post),
        Route("/sources/export.opml", page(sources.export_opml), methods=get),
        Route("/sources/{id}", page(sources.show), methods=get),
        Route("/sources/{id}/remove", page(sources.remove), methods=post),
        Route("/sources/{id}/poll", page(sources.poll), methods=post),
        Route("/sources/{id}/pause", page(sources.pause), methods=post),
        Route("/progress", page(sources.progress), methods=get),
        Route("/profile", page(profile.show), methods=get),
        Route("/profile", page(profile.change), methods=post),
        Route("/profile/reset", page(profile.reset), methods=post),
        Route("/profile/export.json", page(profile.export), methods=get),
        Route("/account", page(account.show), methods=get),
        Route("/account/reading", page(account.set_reading), methods=post),
        Route("/account/password", page(account.set_password), methods=post),
        Route("/account/sessions/end", page(account.end_session), methods=post),
        Route("/account/create", page(account.create), methods=post),
        Route("/account/invite", page(account.invite), methods=post),
        Route("/welcome", page(entrance.welcome_page), methods=get),
        Route("/welcome", page(entrance.begin), methods=post),
        Route("/act", page(act.perform), methods=post),
        Route("/display", page(article.display, open_to_all=True), methods=post),
        Route("/sign-in", page(entrance.sign_in_page, open_to_all=True), methods=get),
        Route("/sign-in", page(entrance.sign_in, open_to_all=True), methods=post),
        Route("/sign-out", page(entrance.sign_out), methods=post),
        Route("/enter", page(entrance.enter_page, open_to_all=True), methods=get),
        Route("/enter", page(entrance.enter, open_to_all=True), methods=post),
        Route("/about", page(plain.about), methods=get),
        Route("/help", page(plain.guide, open_to_all=True), methods=get),
        Route("/healthz", page(plain.health, open_to_all=True), methods=get),
        Route("/robots.txt", page(plain.robots, open_to_all=True), methods=get),
        Route("/favicon.ico", page(plain.icon, open_to_all=True), methods=get),
        Route(hub.PATH + "{token}", hub.callback, methods=["GET", "POST"]),
        Route("/recording/{mac}/{packed}", page(recording.show), methods=get),
        Route("/image/{mac}/{width:int}/{packed}", page(picture.show), methods=get),
        Route("/static/{version}/{name:path}", assets.serve, methods=get),
    ]


def _stories_and_articles() -> list[BaseRoute]:
    get, post = ["GET"], ["POST"]
    return [
        Route("/story/{id}", page(story.show), methods=get),
        Route("/story/{id}/merge", page(story.merge), methods=post),
        Route("/story/{id}/part", page(story.part), methods=post),
        Route("/article/{id}", page(article.show), methods=get),
        Route("/article/{id}/provenance.json", page(article.provenance), methods=get),
        Route("/article/{id}/citation.txt", page(article.citation), methods=get),
        Route("/article/{id}/move", page(story.move), methods=post),
        Route("/article/{id}/progress", page(article.progress), methods=post),
        Route("/article/{id}/report", page(article.report), methods=post),
    ]


def _catching_up() -> list[BaseRoute]:
    get = ["GET"]
    return [
        Route("/catch-up", page(catching.since), methods=get),
        Route("/day", page(catching.day), methods=get),
        Route("/week", page(catching.week), methods=get),
        Route("/unread", page(lists.unread), methods=get),
    ]


def _alerts_and_digests(assets: Assets) -> list[BaseRoute]:
    get, post = ["GET"], ["POST"]
    return [
        Route("/alerts", page(alerts.show), methods=get),
        Route("/alerts", page(alerts.set_alerts), methods=post),
        Route("/alerts/digests", page(alerts.set_digests), methods=post),
        Route("/alerts/channels", page(alerts.add), methods=post),
        Route("/alerts/channels/{id}", page(alerts.change), methods=post),
        Route("/alerts/again/{id}", page(alerts.again), methods=post),
        Route("/digests/preview", page(digests.preview), methods=get),
        Route("/digests/send", page(digests.send), methods=post),
        Route("/digests/{id}", page(digests.show), methods=get),
        Route("/stop/{token}", page(alerts.stop_page, open_to_all=True), methods=get),
        Route("/stop/{token}", page(alerts.stop, open_to_all=True, token=False), methods=post),
        Route("/push-worker.js", assets.worker, methods=get),
    ]


def _own_rules_and_feeds() -> list[BaseRoute]:
    get, post = ["GET"], ["POST"]
    return [
        Route("/rules", page(rules.show), methods=get),
        Route("/rules", page(rules.change), methods=post),
        Route("/outlet-rules", page(extraction.index), methods=get),
        Route("/outlet-rules/edit", page(extraction.edit), methods=get),
        Route("/outlet-rules/edit", page(extraction.change), methods=post),
        Route("/outlet-rules/reread", page(extraction.reread), methods=post),
        Route("/outlet-rules/progress", page(extraction.progress), methods=get),
        Route("/outlet-rules/reports/{id}/settle", page(extraction.settle), methods=post),
        Route("/feeds", page(feeds.index), methods=get),
        Route("/feeds", page(feeds.make), methods=post),
        Route("/feeds/{id}/rotate", page(feeds.rotate), methods=post),
        Route("/feeds/{id}/end", page(feeds.revoke), methods=post),
        Route("/feed/{name}", page(feeds.read, open_to_all=True), methods=get),
    ]
