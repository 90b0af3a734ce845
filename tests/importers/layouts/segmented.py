"""Corpora of long recordings with lists of segments: TED-LIUM, Switchboard; and TIMIT in SPHERE files."""

from __future__ import annotations

from pathlib import Path

import soundfile

from tests.importers.layouts.sound import cut, damage, tar, text, tone


def timit(folder: Path, *, upper: bool = True) -> None:
    """`TRAIN/DR1/FCJF0/SI1027.WAV` (a SPHERE file) with .TXT, .PHN and .WRD, for two speakers."""

    def case(name: str) -> str:
        return name if upper else name.lower()

    sentences = {
        "TRAIN/DR1/FCJF0": {
            "SA1": "She had your dark suit in greasy wash water all year.",
            "SI1027": "Even then, if she took one step forward he could catch her.",
            "SX127": "The emperor had a mean temper.",
            "SX217": "Damaged.",
        },
        "TEST/DR4/MGMM0": {
            "SA2": "Don't ask me to carry an oily rag like that.",
            "SI499": 'Who says, "a one-way street"?',
        },
    }
    for place, texts in sentences.items():
        for key, words in texts.items():
            stem = folder / "TIMIT" / case(place) / case(key)
            made = tone(stem.with_suffix(".WAV"), 2)
            made.rename(stem.with_suffix(case(".WAV")))
            text(stem.with_suffix(case(".TXT")), f"0 32000 {words} \n")
            text(stem.with_suffix(case(".PHN")), "0 3050 h#\n")
            text(stem.with_suffix(case(".WRD")), "3050 5723 she\n")
    damage((folder / "TIMIT" / case("TRAIN/DR1/FCJF0/SX217")).with_suffix(case(".WAV")))
    text(folder / "TIMIT" / "DOC" / "PROMPTS.TXT", "; She had your dark suit (sa1)\n")


def ted(folder: Path) -> None:
    """Talks as SPHERE files, segments as STM files."""
    made = folder / "made"
    corpus = made / "TEDLIUM_release2"
    lines = {
        "train": ("AimeeMullins_2009P", "<o,f0,female>"),
        "dev": ("AlGore_2009", "<o,f0,male>"),
        "test": ("AlGore_2009", "<o,f0,male>"),
    }
    for name, (talk, labels) in lines.items():
        tone(corpus / name / "sph" / f"{talk}.sph", 12)
        head = f"{talk} 1 {talk}"
        rows = [
            ";; LABEL",
            f"{head} 0.00 1.50 {labels} ignore_time_segment_in_scoring",
            f"{head} 1.50 4.25 {labels} i 'd like to share with(2) you the caf\u00e9",
            f"{head} 4.25 6.5 {labels} and this is <unk>",
            f"{head} 6.5 9 {labels} a discovery",
            f"{head} 11 12.2 {labels} that i made",
            f"{head} 11 99 {labels} far behind the end",
            f"{head} 13 14 {labels} behind the end",
            f"{head} here there",
        ]
        text(corpus / name / "stm" / f"{talk}.stm", "\n".join(rows) + "\n")
    text(corpus / "TEDLIUM.150K.dic", "a AH\n")
    cut(corpus / "test" / "sph" / "AlGore_2009.sph")
    tar(folder / "TEDLIUM_release2.tar.gz", made, "TEDLIUM_release2")


def switchboard(folder: Path) -> None:
    """Two-channel calls on four discs, transcripts of either side in folders by number."""
    for disc, call in enumerate((2001, 2151, 3000, 4100), start=1):
        audio = tone(folder / "made" / f"swb1_d{disc}" / "data" / f"sw0{call}.sph", 8, 8000, channels=2)
        soundfile.write(audio, soundfile.read(audio)[0], 8000, format="NIST", subtype="ULAW")
        for side in "AB":
            head = f"sw{call}{side}-ms98-a"
            listing = f"swb_ms98_transcriptions/{str(call)[:2]}/{call}/{head}"
            rows = [
                f"{head}-0001 0.000000 0.977625 [silence]",
                f"{head}-0002 0.977625 3.5 hi um yeah i'd like to",
                f"{head}-0003 3.5 5.25 [laughter-yeah] um-hum",
                f"{head}-0004 5.25 7.0 okay well-",
            ]
            text(folder / "isip" / f"{listing}-trans.text", "\n".join(rows) + "\n")
            text(folder / "isip" / f"{listing}-word.text", f"{head}-0002 1.0 1.2 hi\n")
        if call == 3000:
            damage(audio)
    text(folder / "isip" / "swb_ms98_transcriptions" / "AAREADME.text", "notes\n")
    discs = [f"swb1_d{disc}" for disc in range(1, 5)]
    tar(folder / "swb1_LDC97S62.tgz", folder / "made", *discs)
    tar(
        folder / "LDC97S62" / "switchboard_word_alignments.tar.gz",
        folder / "isip",
        "swb_ms98_transcriptions",
    )
