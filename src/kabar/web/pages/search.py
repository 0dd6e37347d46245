"""Search over all articles."""

from starlette.responses import Response

from kabar.web.visit import Visit

LONGEST_QUERY = 1000


def show(visit: Visit) -> Response:
    """GET /search?q=&order=&page="""
    query = visit.query("q").replace("\0", " ").strip()
    if not query:
        return visit.render("search.html", view=None, query="", too_long=False)
    if len(query) > LONGEST_QUERY:
        return visit.render("search.html", status=400, view=None, query=query[:LONGEST_QUERY], too_long=True)
    view = visit.services.searching.search(
        visit.rt,
        visit.me,
        query,
        order="best" if visit.query("order") == "best" else "newest",
        page=visit.page_number(),
    )
    return visit.render("search.html", view=view, query=query, too_long=False)
