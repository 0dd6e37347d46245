"""Pages that come in an article's place with status 200: that there is no such page, that scripts or a proof are needed."""

import pytest

from kabar.extract import choose, extract_article, from_feed
from kabar.model.feed import Entry


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Oops! This page seems to be missing", "We could not find the page you were looking for. It may have moved, or the address may be wrong."),
        ("Sorry", "We’re unable to find the page you requested. Try the search above or go back to the front page."),
        ("Hoppla!", "Die gesuchte Seite ist umgezogen oder wurde gelöscht. Vielleicht hilft die Suche oben weiter."),
        ("Oups", "La page que vous cherchez a été déplacée ou n’est plus en ligne. Essayez la recherche ci-dessus."),
        ("Vaya", "La página que buscas ya no está aquí. Prueba con el buscador o vuelve a la portada del diario."),
        ("Ops", "A página que você procura mudou de endereço. Volte para a capa ou use a busca no alto da tela."),
        ("Oeps", "De gezochte pagina is verhuisd of verwijderd. Probeer het met de zoekbalk hierboven nog eens."),
        ("Maaf", "Halaman yang Anda cari sudah dipindahkan atau dihapus. Silakan coba pencarian di atas."),
        ("Üzgünüz", "Aradığınız sayfa taşınmış ya da silinmiş olabilir. Yukarıdaki aramayı deneyebilirsiniz."),
        ("Ошибка", "К сожалению, запрашиваемая страница была удалена или перемещена. Попробуйте поиск вверху."),
        ("抱歉", "您访问的页面已经删除或者搬到了别的地方，请使用上面的搜索功能，或者返回我们的首页。"),
        ("申し訳ありません", "お探しのページは移動または削除された可能性があります。上の検索をお試しください。"),
        ("عذراً", "الصفحة التي تبحث عنها نُقلت أو حُذفت. جرّب البحث في أعلى الصفحة أو عد إلى الصفحة الرئيسية."),
    ],
)  # fmt: skip
def test_page_that_is_not_there_is_told_in_many_languages(heading: str, text: str) -> None:
    page = f"<html><head><title>The Tram Gazette</title></head><body><main><h1>{heading}</h1><p>{text}</p></main></body></html>"

    assert "error" == extract_article(page, url="https://gazette.example/2026/11/depot").kind


def test_short_report_about_something_missing_is_an_article() -> None:
    text = (
        "A cyclist has been missing since Sunday. The police of Harlesund ask for help: who has seen a man of forty in a red jacket between the harbour and "
        "the old depot? He was last seen at noon, when he bought bread at the market. His bicycle was found on Monday below the bridge, unharmed."
    )
    page = f"<html><head><title>Cyclist missing since Sunday | The Tram Gazette</title></head><body><main><h1>Cyclist missing since Sunday</h1><p>{text}</p></main></body></html>"

    assert "article" == extract_article(page, url="https://gazette.example/2026/11/cyclist").kind


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<div id=app></div><script>a</script><script>b</script><noscript>You need to enable JavaScript to run this app.</noscript>", "scripts"),
        ("<h1>Just a moment...</h1><p>Verify you are human by completing the action below.</p>", "proof that a person"),
        ("<p></p>", "no text"),
    ],
)  # fmt: skip
def test_reason_says_what_the_page_was_seen_by(body: str, reason: str) -> None:
    feed = from_feed(
        Entry(key="a", url="https://a.example/b", title="Title", html="<p>The feed's own text.</p>")
    )
    title = "Just a moment..." if "moment" in body else ""
    page = extract_article(
        f"<html><head><title>{title}</title></head><body>{body}</body></html>", url="https://a.example/b"
    )
    found = choose(page, feed)

    assert "The feed's own text." == found.text
    assert reason in (found.fallback_reason or "")
