"""Which text says the same as this one: an index of programme texts, beside the plain sparse product in the same run.

The peer weights words by TF-IDF and multiplies with scipy, as a script of ten lines would: no synonyms, no letters, no
reasons, no keys that may be seen, and rebuilt for every change. scikit-learn is measured only where it is installed.
"""

from __future__ import annotations

import importlib.util
import random
import re
import resource
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np
from scipy import sparse

from benchmarks.figures import Figure, emit
from smartprovince.engines.matching import TextIndex

SEED, TEXTS, FEWER, VISIBLE, LOOKUPS, TOP = 17, 50_000, 20_000, 20_000, 100, 10

KINDS = """Aplikasi|Sistem informasi|Program|Layanan|Gerakan|Portal|Dasbor|Pelatihan|Penyediaan|Pengembangan|
Peningkatan|Integrasi|Digitalisasi|Penguatan|Pembangunan|Inovasi|Pemetaan|Pemantauan""".replace("\n", "").split("|")
MATTERS = """pengelolaan sampah rumah tangga|bank sampah|pencegahan stunting|rekam medis puskesmas|antrean rumah sakit|
administrasi kependudukan|perizinan usaha mikro|pajak bumi dan bangunan|retribusi pasar rakyat|pembayaran nontunai|
internet publik di balai banjar|penerimaan peserta didik baru|perpustakaan keliling|pelatihan guru|beasiswa pelajar|
promosi desa wisata|tiket elektronik objek wisata|kalender acara budaya|parkir tepi jalan|angkutan pelajar|
lampu penerangan jalan|jalan rusak|peringatan dini banjir|jalur evakuasi tsunami|tanggap darurat kebencanaan|
pengaduan masyarakat|arsip dan persuratan|presensi pegawai|data kemiskinan|bantuan sosial|penyandang disabilitas|
lowongan kerja|harga bahan pokok|pupuk bersubsidi petani|irigasi subak|kesehatan hewan ternak|pelabuhan rakyat|
rumah tidak layak huni|air minum perdesaan|kualitas udara kota|mangrove pesisir|aset daerah|tata ruang|
keamanan informasi|satu data|musyawarah perencanaan desa|ibu hamil|imunisasi balita|koperasi desa|ekonomi kreatif
""".replace("\n", "").split("|")
MEANS = """berbasis Android|berbasis web|dengan sensor IoT|secara daring|terintegrasi dengan pusat data|dengan peta GIS|
melalui kader desa|bekerja sama dengan perguruan tinggi|dengan QRIS|melalui mal pelayanan publik|lewat WhatsApp|
dengan tanda tangan elektronik|bersama kelompok tani|melalui pusat kendali|dengan kamera pengawas""".replace(
    "\n", ""
).split("|")
WHY = """Warga harus datang berulang kali ke kantor dinas|Data dicatat di buku dan sering terlambat|
Belum ada satu sumber data yang sama antar dinas|Petugas lapangan kesulitan melapor tepat waktu|
Antrean panjang setiap awal bulan|Volume terus meningkat setiap tahun|Biaya operasional membebani APBD|
Wilayah pegunungan belum terjangkau sinyal|Pelaku usaha kecil sulit memasarkan produk|
Kunjungan menurun sejak tahun lalu|Laporan masyarakat belum ditindaklanjuti""".replace("\n", "").split("|")
AIMS = """mempercepat pelayanan menjadi satu hari kerja|menurunkan angka kejadian dalam dua tahun|
meningkatkan pendapatan asli daerah|memudahkan pimpinan mengambil keputusan|menjangkau seluruh kecamatan|
memberi informasi yang terbuka kepada masyarakat|mengurangi biaya perjalanan dinas|menyatukan data antar dinas|
melindungi kelompok rentan|memperluas pasar produk lokal""".replace("\n", "").split("|")
SYLLABLES = [consonant + vowel for consonant in "bdgklmnprstwy" for vowel in "aeiou"]


def texts(count: int, seed: int) -> list[str]:
    """Titles with descriptions of 80 to 400 characters; one in twenty says again what an earlier one says."""
    rng = random.Random(seed)
    places = ["".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) for _place in range(6_000)]
    found: list[str] = []
    for _text in range(count):
        if found and rng.random() < 0.05 and len(earlier := rng.choice(found)) > 100:
            found.append(said_again(rng, earlier))
            continue
        title = f"{rng.choice(KINDS)} {rng.choice(MATTERS)} {rng.choice(MEANS)} di {rng.choice(('Desa', 'Kecamatan'))}"
        text = f"{title} {rng.choice(places).title()}."
        for _sentence in range(rng.randint(0, 3)):
            text += f" {rng.choice(WHY)} di {rng.choice(places).title()}, sehingga perlu {rng.choice(AIMS)}."
        while len(text) < 80:
            text += f" Mulai tahun {rng.randint(2021, 2029)} di {rng.choice(places).title()}."
        found.append(text[:400])
    return found


def said_again(rng: random.Random, text: str) -> str:
    words = text.split()
    del words[rng.randrange(len(words))]
    place = rng.randrange(len(words) - 1)
    words[place], words[place + 1] = words[place + 1], words[place]
    return " ".join(words)


def cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def plain_top(given: list[str]) -> float:
    """Word TF-IDF and the sparse product, block by block, with the best of each row: what the peer needs in all."""

    def work() -> None:
        rows = plain_matrix(given)
        for start in range(0, len(given), 500):
            product = (rows[start : start + 500] @ rows.T).tocsr()
            for row in range(product.shape[0]):
                found = product.data[product.indptr[row] : product.indptr[row + 1]]
                np.argpartition(-found, min(TOP, len(found) - 1))

    return cpu(work)


def plain_matrix(given: list[str]) -> sparse.csr_array:
    numbers: dict[str, int] = {}
    bags = [Counter(re.findall(r"\w+", text.lower())) for text in given]
    columns = [numbers.setdefault(word, len(numbers)) for bag in bags for word in bag]
    ends = np.cumsum([0, *map(len, bags)])
    values = np.array([times for bag in bags for times in bag.values()], dtype=np.float64)
    frequency = np.bincount(columns, minlength=len(numbers))
    values *= (np.log((1 + len(bags)) / (1 + frequency)) + 1)[columns]
    rows = sparse.csr_array((values, columns, ends), shape=(len(bags), len(numbers)))
    norms = np.sqrt(rows.multiply(rows).sum(axis=1))
    return sparse.csr_array(sparse.diags_array(1 / norms) @ rows)


def sklearn_top(given: list[str]) -> float:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.neighbors import NearestNeighbors

    def work() -> None:
        rows = TfidfVectorizer().fit_transform(given)
        NearestNeighbors(n_neighbors=TOP, metric="cosine", algorithm="brute", n_jobs=1).fit(rows).kneighbors(rows)

    return cpu(work)


def lookups(given: list[str]) -> Iterator[Figure]:
    built: list[TextIndex] = []
    yield Figure("build", cpu(lambda: built.append(TextIndex.build(given))), "s CPU", f"{len(given):,} texts")
    index, rng = built[0], random.Random(SEED)
    typed = [text[: rng.randint(60, 300)] for text in texts(LOOKUPS, SEED + 1)]
    visible = sorted(rng.sample(range(len(given)), VISIBLE))
    index.query(typed[:1])
    for name, among in (("one lookup", None), (f"one lookup among {VISIBLE:,} keys", visible)):
        times = sorted(cpu(lambda text=text, among=among: index.query([text], among=among)) * 1e3 for text in typed)
        how = f"{LOOKUPS} texts of 60–300 characters, top {TOP} of {len(given):,}"
        yield Figure(name, statistics.median(times), "ms CPU", how)
        yield Figure(f"{name}, p95", times[int(0.95 * len(times))], "ms CPU", "same run")
    rows = plain_matrix(given)
    theirs = statistics.median(
        cpu(lambda n=n: np.argpartition(-(rows @ rows[[n]].T).toarray()[:, 0], TOP)) for n in range(20)
    )
    yield Figure("the same by the plain product", theirs * 1e3, "ms CPU", "a text of the matrix itself; words only")

    def change(key: int) -> None:
        index.add([typed[key % LOOKUPS]], [key])
        index.query(typed[:1])

    new = range(len(given), len(given) + 20)
    times = [cpu(lambda key=key: change(key)) * 1e3 for key in new]
    yield Figure("add one and look up", statistics.median(times), "ms CPU", "norms of all texts worked out again")
    times = [cpu(lambda key=key: index.remove([key])) * 1e3 for key in new]
    yield Figure("remove one", statistics.median(times), "ms CPU", "the next lookup works the norms out again")


def everything(given: list[str]) -> Iterator[Figure]:
    index = TextIndex.build(given)
    pairs: list[object] = []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield Figure(
        "duplicates", cpu(lambda: pairs.extend(index.duplicates())), "s CPU", f"{len(given):,} texts, from 0.6"
    )
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    yield Figure("pairs found", len(pairs), "", f"peak memory rose by {more:,.0f} MB")
    ours = cpu(lambda: index.query(given, top=TOP))
    yield Figure(f"all against all, top {TOP}", ours, "s CPU", f"{len(given):,} texts, terms and letters")
    theirs = plain_top(given)
    yield Figure("the same by the plain product", theirs, "s CPU", "words only")
    yield Figure("ratio to the plain product", ours / theirs, "×", "below 1: less CPU than the peer")
    if importlib.util.find_spec("sklearn"):
        yield Figure("the same by scikit-learn, brute cosine", sklearn_top(given), "s CPU", "words only")


def measure() -> Iterator[Figure]:
    yield from everything(texts(FEWER, SEED))
    yield from lookups(texts(TEXTS, SEED))


if __name__ == "__main__":
    emit(measure())
