"""Long recordings with segments: Fisher English, CCPMF; and Att-HACK's short ones."""

from __future__ import annotations

from pathlib import Path

from tests.importers.layouts.sound import tar, text, tone, zipped


def fisher(folder: Path) -> Path:
    """Two-channel calls in SPHERE, transcripts of segments; the folders of the four discs."""
    for year, part, keys in (("2004", "p1", ("00001", "00265")), ("2005", "p2", ("05851",))):
        for key in keys:
            audio = folder / f"LDC{year}S13" / f"fisher_eng_tr_sp_d1/audio/000/fe_03_{key}.sph"
            tone(audio, 36.0, rate_hz=8000, channels=2)
            lines = ["# fe_03_x.sph\n", "# Transcribed at the LDC\n", "\n"]
            lines += [
                f"{n}.00 {n + 2}.50 {'AB'[n % 2]}: number {'x' * (n % 7 + 1)}\n" for n in range(0, 20, 4)
            ]
            lines += ["33.53 33.81 A: a transcript that is far too long\n"] * (key == "00265")
            lines += ["21.00 nonsense\n", "22.00 24.00 B: [laugh] no\n"]
            text(
                folder
                / f"LDC{year}T19"
                / f"fe_03_{part}_tran"
                / "data"
                / "trans"
                / "000"
                / f"fe_03_{key}.txt",
                "".join(lines),
            )
    return folder


def ccpmf(folder: Path) -> Path:
    """The folder as its parts: a zip with a zip, cut in two."""
    name = "transcriptionsXML_audioMP3_MEFR_CCPMF_2012-2020"
    year = folder / "made" / name / "2012"
    tone(year / "20120101_Climat_matin.mp3", 40.0, rate_hz=44100)
    tone(year / "20120101_Budget_soir.mp3", 12.0, rate_hz=44100)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<subtitles>\n'
    rows = [
        (1.0, 2.0, "Bonjour à tous,"), (3.0, 3.0, "voici 50 000 €"), (6.0, 4.5, "à 10:30 pour le climat"),
        (20.0, 2.0, "Merci"), (25.0, 11.0, "C'est 1 peu long"),
    ]  # fmt: skip
    body = "".join(f'<row timestamp="{at}" timedur="{lasts}">{words}</row>\n' for at, lasts, words in rows)
    text(year / "20120101_Climat_matin_wmv_0_fre_minefi.xml", f"{head}{body}</subtitles>\n")
    text(year / "20120101_Budget_soir_wmv_0_fre_minefi.xml", head + "<row")
    text(year / "20130101_Autre.xml", f"{head}</subtitles>\n")
    inner = zipped(folder / "made" / f"{name}.zip", folder / "made", name)
    whole = zipped(folder / "made" / "whole.zip", folder / "made", inner.name)
    data = whole.read_bytes()
    for number, part in enumerate((data[:5000], data[5000:]), start=1):
        target = folder / f"transcriptionsxml_audiomp3_mefr_ccpmf_2012-2020_2.zip.{number:03d}"
        target.write_bytes(part)
    return folder


def atthack(folder: Path) -> Path:
    """txt.tgz and wav.tgz, with the path of the disk on which they were made."""
    root = Path("Volumes/CLEM_HDD/IRCAM/Open_SLR")
    inside = folder / "made"
    for number, (seconds, words) in enumerate(
        ((2.0, "Bonjour"), (11.0, "Trop long"), (0.5, "Oui"), (2.0, ""))
    ):
        key = f"F05_a{number}_v001_CTI"
        tone(inside / root / "wav" / f"{key}.wav", seconds, rate_hz=44100)
        if words:
            text(inside / root / "txt" / f"{key}.txt", words + "\n")
    tar(folder / "txt.tgz", inside, str(root / "txt"))
    tar(folder / "wav.tgz", inside, str(root / "wav"))
    return folder
