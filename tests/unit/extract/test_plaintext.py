"""A copied page as plain text."""

from datetime import UTC, datetime

import pytest

from kabar.extract import from_text

COPIED = """Wali kota meresmikan jembatan baru di atas Sungai Kali Putih

IklanIklanBanjir Kota Lama+ IKUTIAtur lebih banyak dengan BERITAKUumpan berita yang penting bagi AndaPelajari lebih lanjutDaerahJawa

    Tengah

  • Jembatan sepanjang 240 meter itu menggantikan jembatan lama yang rusak karena banjir tahun lalu
  • Warga dua kecamatan tidak perlu lagi memutar sejauh delapan belas kilometer

Banjir Kota Lama+ FOLLOWAntara+ FOLLOWPublished: 7:05pm, 3 Mar 2021Mengapa Anda bisa mempercayai kami

Wali kota meresmikan jembatan baru di atas Sungai Kali Putih pada hari Rabu, tujuh bulan lebih cepat dari rencana semula.

01:15

Ratusan warga berjalan melintasi jembatan, ketika pita dipotong pada siang hari

Ratusan warga berjalan melintasi jembatan, saat pita dipotong pada siang hari Kepala dinas mengatakan beban kendaraan dibatasi dua puluh ton sampai pemeriksaan terakhir selesai.

“Kami menunggu setahun penuh,” kata seorang pedagang di pasar sebelah timur sungai.

Pos

Leave a Reply

Your email address will not be published. Required fields are marked *"""


def test_only_headline_points_facts_and_paragraphs_remain() -> None:
    found = from_text(COPIED)

    assert "Wali kota meresmikan jembatan baru di atas Sungai Kali Putih" == found.title
    assert [
        "Wali kota meresmikan jembatan baru di atas Sungai Kali Putih pada hari Rabu, tujuh bulan lebih cepat dari rencana semula.",
        "Kepala dinas mengatakan beban kendaraan dibatasi dua puluh ton sampai pemeriksaan terakhir selesai.",
        "“Kami menunggu setahun penuh,” kata seorang pedagang di pasar sebelah timur sungai.",
    ] == found.text.split("\n")
    assert 2 == len(found.key_points)


def test_byline_facts_are_read() -> None:
    found = from_text(COPIED)

    assert datetime(2021, 3, 3, 19, 5, tzinfo=UTC) == found.published_at
    assert "ANTARA" == found.agency
    assert "Daerah / Jawa Tengah" == found.section
    assert ("Banjir Kota Lama",) == found.tags
    assert "id" == found.language


def test_text_without_furniture_is_kept_whole() -> None:
    found = from_text(
        "A headline\n\nThe first paragraph says something of interest.\n\nThe second one adds to it."
    )

    assert "The first paragraph says something of interest.\nThe second one adds to it." == found.text


def test_empty_text_is_no_article() -> None:
    assert "other" == from_text(" \n\n").kind


BARE = """Home
News
Sport
Council votes to rebuild the old tram depot
By Jonas Berg
Published 22 Nov 2026
Share
3 min read
The old tram depot in November. PHOTO: REUTERS
HomeNewsSport The city council voted on Tuesday evening to rebuild the old tram depot on Harbour Street.
ADVERTISEMENT
“We have looked at every beam of this building,” said Marta Olin, who drew up the plan for the council.
“We have looked at every beam of this building,”
Sign up for our newsletter
A first contract for clearing the site is to be signed in March. REUTERS
Share on Facebook
Comments (12)
Leave a comment
© 2026 The Tram Gazette. All rights reserved."""


def test_page_copied_with_its_menu_and_buttons_leaves_the_article() -> None:
    found = from_text(BARE)

    assert "Council votes to rebuild the old tram depot" == found.title
    assert [
        "The city council voted on Tuesday evening to rebuild the old tram depot on Harbour Street.",
        "“We have looked at every beam of this building,” said Marta Olin, who drew up the plan for the council.",
        "A first contract for clearing the site is to be signed in March.",
    ] == found.text.split("\n")
    assert (("Jonas Berg",), "Reuters") == (found.authors, found.agency)
    assert found.published_at is not None and (2026, 11, 22) == found.published_at.timetuple()[:3]


@pytest.mark.parametrize(
    ("printed", "at"),
    [
        ("7:05pm CET, 3 Mar 2021", "2021-03-03T19:05:00+01:00"),
        ("10:15 GMT+8, March 3, 2021", "2021-03-03T10:15:00+08:00"),
        ("3 March 2021, 17:40 EST", "2021-03-03T17:40:00-05:00"),
        ("17.40 Uhr, 3. März 2021", "2021-03-03T17:40:00+00:00"),
    ],
)
def test_zone_that_is_printed_with_the_time_counts(printed: str, at: str) -> None:
    found = from_text(COPIED.replace("7:05pm, 3 Mar 2021", printed))

    assert datetime.fromisoformat(at) == found.published_at


def test_short_headline_stays_the_headline() -> None:
    assert (
        "Depot saved"
        == from_text(
            "Depot saved\n\nThe city council voted on Tuesday evening to rebuild the old tram depot."
        ).title
    )
