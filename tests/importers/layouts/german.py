"""Corpora with descriptions in XML: German Distant Speech, Spoken Wikipedia."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.importers.layouts.sound import cut, damage, tar, text, tone

RECORDING = """<?xml version="1.0" encoding="utf-8"?>
<recording><speaker_id>2c97{number}</speaker_id><rate>16000</rate><angle>0</angle><gender>male</gender>
<ageclass>21-30</ageclass><sentence_id>{number}</sentence_id><sentence>{raw}</sentence>
<cleaned_sentence>{cleaned}</cleaned_sentence><corpus>WIKI</corpus><muttersprachler>Ja</muttersprachler>
</recording>
"""


def tuda(folder: Path) -> None:
    """german-speechdata-package-v2: sets with a description for several microphones' recordings."""
    made = folder / "made" / "german-speechdata-package-v2"
    sentences = ["Das CO2 wird größer", "Façade über Élan", "Zu lang", "Nichts mit 5", "Beschädigt"]
    for name in ("train", "dev", "test"):
        for number, cleaned in enumerate(sentences if name == "train" else sentences[:1]):
            stem = f"2014-08-05-11-08-3{number}"
            content = RECORDING.format(number=number, raw=cleaned + ".", cleaned=cleaned)
            text(made / name / f"{stem}.xml", content)
            for microphone in ("Kinect-Beam", "Yamaha", "Samson"):
                rate_hz = 44100 if microphone == "Samson" else 16000
                tone(made / name / f"{stem}_{microphone}.wav", 11 if number == 2 else 2, rate_hz)
    cut(made / "train" / "2014-08-05-11-08-31_Yamaha.wav")
    text(made / "train" / "2014-08-05-11-08-34.xml", "<recording><cleaned_sentence>Besch")
    tar(folder / "german-speechdata-package-v2.tar.gz", made.parent, made.name)
    shutil.rmtree(made.parent)


def timed(*words: tuple[str, str, int, int]) -> str:
    """Text, pronunciation, start and end in milliseconds; a word with no pronunciation has no note."""
    tokens = ""
    for written, spoken, start, end in words:
        note = f'<n pronunciation="{spoken}" start="{start}" end="{end}"/>' if spoken else ""
        tokens += f'<t text="{written}">{note}</t>'
    return f"<s>{tokens}</s>"


def article(identifier: str, speaker: str, *sentences: str) -> str:
    reader = f'<prop group="meta" key="reader.name" value="{speaker}"/>' if speaker else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<article><meta>'
        f'<prop group="meta" key="DC.identifier" value="{identifier}"/>{reader}</meta><d>'
        f"<p>{''.join(sentences)}</p><ignored>{timed(('Siehe', 'siehe', 0, 900))}</ignored></d></article>"
    )


def spoken_wikipedia(folder: Path) -> None:
    """SWC_German.tar: a folder for each article, with one audio file or several, and `aligned.swc`."""
    made = folder / "made" / "german"
    plain = timed(("Größe", "größe", 200, 1200), (",", "", 0, 0), ("Maß", "maß", 1300, 2000), (".", "", 0, 0))
    numbers = timed(("Es", "es", 2000, 2400), ("kostet", "kostet", 2400, 3300), ("1984", "1984", 3300, 4000))
    thousand = timed(("2.000", "zwei punkt null null null", 4000, 5600), ("€", "€", 5600, 6400))
    long = timed(*[("lang", "lang", 1000 * n, 1000 * n + 900) for n in range(7, 20)])
    for number in range(24):
        place = made / f"Artikel_{number}"
        speaker = "" if number == 20 else f"Sprecher {number % 12}"
        sentences = (plain, numbers, thousand, long) if number == 0 else (plain,)
        text(place / "aligned.swc", article(f"https://de.wikipedia.org/{number}", speaker, *sentences))
        tone(place / "audio.ogg", 20 if number == 0 else 3, 44100)
        text(place / "wiki.txt", "Größe")
    second = timed(("zweite", "zweite", 3200, 4200), ("Datei", "datei", 4200, 5000))
    in_two = made / "Artikel_1"
    text(in_two / "aligned.swc", article("https://de.wikipedia.org/1", "Sprecher 1", plain, second))
    (in_two / "audio.ogg").rename(in_two / "audio1.ogg")
    tone(in_two / "audio2.ogg", 3, 44100)
    damage(made / "Artikel_22" / "audio.ogg")
    text(made / "Artikel_23" / "aligned.swc", "<article><d>")
    tar(folder / "SWC_German.tar", folder / "made", "german")
    shutil.rmtree(folder / "made")
