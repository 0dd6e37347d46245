"""Pages without a list: about, help, health, robots.txt, the icon."""

from starlette.responses import JSONResponse, PlainTextResponse, Response

from kabar.web.assets import FOLDER
from kabar.web.visit import Visit


def about(visit: Visit) -> Response:
    """GET /about"""
    return visit.render("about.html", view=visit.services.about.about(visit.rt, visit.me))


def guide(visit: Visit) -> Response:
    """GET /help"""
    return visit.render("help.html")


def health(visit: Visit) -> Response:
    """GET /healthz: for whoever watches over the machine; says nothing else."""
    alive = visit.services.about.alive(visit.rt)
    return JSONResponse({"status": "ok" if alive else "failing"}, status_code=200 if alive else 503)


def robots(visit: Visit) -> Response:
    """GET /robots.txt: nothing here is for search engines."""
    return PlainTextResponse("User-agent: *\nDisallow: /\n")


def icon(visit: Visit) -> Response:
    """GET /favicon.ico"""
    return Response(
        (FOLDER / "icon.svg").read_bytes(),
        media_type="image/svg+xml",
        headers={"cache-control": "public, max-age=86400", "content-security-policy": "default-src 'none'"},
    )
