"""Letters of the selection as drafts in Word: the number and the signature are given where letters are kept (SRIKANDI).

They are in Indonesian whatever the page's language, and carry the mark of simulation when the candidate is invented.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from django.conf import settings
from django.utils import translation

from smartprovince.core import clock
from smartprovince.core.templatetags.writing import long_day
from smartprovince.documents import blocks as doc
from smartprovince.documents.archive import steady
from smartprovince.documents.docx import render_docx
from smartprovince.territory.models import Region

from .models import Candidate
from .states import INTERVIEW, NOT_SELECTED, SELECTED

DRAFT = "Konsep surat: nomor dan tanda tangan diberikan pada tata naskah dinas"
HEADS = {"kabupaten": "Bupati", "kota": "Wali Kota", "provinsi": "Gubernur"}


def has_letter(candidate: Candidate) -> bool:
    """Whether there is something to write: an invitation or a decision."""
    return candidate.state in (SELECTED, NOT_SELECTED) or (
        candidate.state == INTERVIEW and bool(candidate.interview_on)
    )


def head_of(region: Region) -> str:
    return f"{HEADS.get(region.kind, 'Kepala Daerah')} {region.name}"


def letter(candidate: Candidate, publisher: str) -> doc.Document:
    """The letter that the candidate's state asks for."""
    with translation.override("id"):
        title, paragraphs = _invitation(candidate) if candidate.state == INTERVIEW else _decision(candidate)
        address = f"Kepada Yth. {head_of(candidate.region)}"
        body = [doc.Paragraph.of(text) for text in [address, *paragraphs]]
        return doc.Document(
            title=title,
            subtitle=f"{candidate.cohort.name_id} · {candidate.region.full_name}",
            publisher=publisher,
            chapters=(doc.Chapter(title, tuple(body)),),
            as_of=clock.today(),
            simulated=settings.DEMO or candidate.simulated,
            language="id",
            edition_label=DRAFT,
            cover=(
                ("Nomor", "…………………"),
                ("Tanggal", long_day(candidate.decided_on) if candidate.decided_on else "…………………"),
                ("Hal", title),
                ("Kepada", head_of(candidate.region)),
            ),
        )


def _invitation(candidate: Candidate) -> tuple[str, list[str]]:
    return "Undangan wawancara seleksi", [
        f"Dalam rangka seleksi {candidate.cohort.name_id}, kami mengundang Pemerintah {candidate.region.full_name} "
        f"untuk mengikuti wawancara pada {long_day(candidate.interview_on)}.",
        "Wawancara dihadiri kepala daerah atau pejabat yang mewakili, perangkat daerah yang membidangi komunikasi dan "
        "informatika, serta badan perencanaan pembangunan daerah.",
        "Mohon menyiapkan data parameter seleksi beserta sumbernya, surat komitmen kepala daerah, dan gambaran masalah "
        "daerah yang hendak dipecahkan.",
        "Atas perhatian dan kerja sama Saudara, kami ucapkan terima kasih.",
    ]


def _decision(candidate: Candidate) -> tuple[str, list[str]]:
    name, cohort = candidate.region.full_name, candidate.cohort.name_id
    reasons = f"Pertimbangan: {candidate.reason}"
    thanks = "Atas perhatian dan kerja sama Saudara, kami ucapkan terima kasih."
    if candidate.state == SELECTED:
        return "Pemberitahuan hasil seleksi", [
            f"Dengan hormat kami sampaikan bahwa {name} direkomendasikan sebagai peserta {cohort}.",
            reasons,
            "Keikutsertaan dimulai sejak nota kesepakatan ditandatangani dan dicatat pada register; pemberitahuan ini "
            "belum merupakan keikutsertaan.",
            thanks,
        ]
    return "Pemberitahuan hasil seleksi", [
        f"Dengan hormat kami sampaikan bahwa {name} belum dapat diikutsertakan dalam {cohort}.",
        reasons,
        f"{name} dapat dicalonkan kembali pada angkatan berikutnya.",
        thanks,
    ]


def as_docx(candidate: Candidate, publisher: str) -> bytes:
    return render_docx(letter(candidate, publisher))


def file_name(candidate: Candidate) -> str:
    kind = "undangan" if candidate.state == INTERVIEW else "keputusan"
    return f"{kind}-{candidate.cohort.key}-{candidate.region.code}-{candidate.region.slug}.docx"


def all_as_zip(candidates: Iterable[Candidate], publisher: str) -> bytes:
    """One letter a candidate, for those who have one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for candidate in candidates:
            if has_letter(candidate):
                archive.writestr(file_name(candidate), as_docx(candidate, publisher))
    return steady(out.getvalue(), None)
