"""What crowds recorded: Common Voice 1 and its personal download, Lingua Libre, Gram Vaani."""

from __future__ import annotations

from pathlib import Path

from tests.importers.layouts.sound import damage, tar, text, tone, zipped


def common_voice_1(folder: Path) -> Path:
    """`cv_corpus_v1.tar.gz`: CSV files with names of MP3 files in folders of the same name."""
    inside = folder / "made" / "cv_corpus_v1"
    for listing, sentences in {
        "cv-valid-train": ["learn to recognize omens, and follow them", "everything is 3D", "short"],
        "cv-valid-dev": ["be careful with your prognostications"],
        "cv-other-test": ["what's the matter"],
    }.items():
        lines = ["filename,text,up_votes,down_votes,age,gender,accent,duration\n"]
        for number, sentence in enumerate(sentences):
            name = f"{listing}/sample-{number:06d}.mp3"
            tone(inside / name, 11.0 if sentence == "short" else 2.5, rate_hz=48000)
            quoted = f'"{sentence}"' if "," in sentence else sentence
            lines.append(f"{name},{quoted},1,0,twenties,male,us,\n")
        text(inside / f"{listing}.csv", "".join(lines))
    return tar(folder / "cv_corpus_v1.tar.gz", folder / "made", "cv_corpus_v1")


def common_voice_personal(folder: Path) -> tuple[Path, Path]:
    """The list and the archive of the clips, which are named after sentences."""
    lines = ["client_id\toriginal_sentence_id\tsentence\tlocale\n"]
    for key, sentence in (("a1", 'say "yes"'), ("b2", "second sentence"), ("c3", "not there")):
        if key != "c3":
            tone(folder / "made" / "takeout" / f"{key}.mp3", 2.0, rate_hz=32000)
        lines.append(f"me\t{key}\t{sentence}\ten\n")
    listing = text(folder / "takeout.tsv", "".join(lines))
    return listing, zipped(folder / "takeout.zip", folder / "made", "takeout")


def lingua_libre(folder: Path) -> Path:
    """`Q21-fra-French.zip`: a folder for each speaker, with Ogg files named after their text."""
    inside = folder / "made"
    for number in range(11):
        tone(inside / "Q21-fra-French" / "Speaker" / f"mot {chr(97 + number)}.ogg", 1.0, rate_hz=48000)
    tone(inside / "Q21-fra-French" / "Other (x)" / "misleading.ogg", 1.0)
    damage(inside / "Q21-fra-French" / "Speaker" / "mot k.ogg")
    return zipped(folder / "Q21-fra-French.zip", inside, "Q21-fra-French")


def gram_vaani(folder: Path, address: str) -> Path:
    """A list of addresses, all fields in quotes; the MP3 files are in folder/site."""
    head = (
        '"piece_id","audio_url","transcript_labelled","transcript","labels","content_filename","audio_length",'
        '"user_id"\n'
    )
    lines = [head]
    for number in range(10):
        name = f"clip{number}.mp3"
        tone(folder / "site" / name, 11.0 if number == 4 else 3.0, rate_hz=8000)
        transcript = "" if number == 5 else "नमस्ते दुनिया"
        url = f"{address}/{name}"
        lines.append(f'"{number}","{url}","","{transcript}","","{name}","3","u{number}"\n')
    lines.append(f'"x","{address}/none.mp3","","नहीं","","none.mp3","3","u"\n')
    return text(folder / "gv.csv", "".join(lines))
