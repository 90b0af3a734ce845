"""Corpora of read speech in European languages: M-AILABS, African Accented French."""

from __future__ import annotations

from pathlib import Path

from tests.importers.layouts.sound import cut, damage, tar, text, tone


def mailabs(folder: Path) -> None:
    """fr_FR.tgz: by_book/<male|female|mix>/[<reader>/]<book>/, each with a table of sentences."""
    made = folder / "made"
    books = {
        "female/ezwa/monsieur_lecoq": ("monsieur_lecoq_01_f{:06d}", 12),
        "mix/les_mysteres_de_paris": ("les_mysteres_de_paris_1_f{:06d}", 2),
    }
    for place, (key, count) in books.items():
        book = made / "fr_FR" / "by_book" / place
        lines = []
        for number in range(count):
            name = key.format(number)
            tone(book / "wavs" / f"{name}.wav", 1.5)
            lines.append(f"{name}|Le n° {number} \"à\" l'été|« Le numéro » à l'été, déjà.")
        lines.append(f"{key.format(count)}|Too few fields")
        text(book / "metadata.csv", "\n".join(lines) + "\n")
        text(book / "metadata_mls.json", "{}")
    damage(made / "fr_FR/by_book/female/ezwa/monsieur_lecoq/wavs/monsieur_lecoq_01_f000003.wav")
    text(made / "fr_FR" / "by_book" / "female" / "ezwa" / "monsieur_lecoq_info.txt", "LibriVox")
    tar(folder / "fr_FR.tgz", made, "fr_FR")


def african_french(folder: Path) -> None:
    """Recordings of five campaigns; the lists name them with paths, with .wav, with .tdf, or bare."""
    corpus = folder / "African_Accented_French"
    listed = {
        "train/yaounde/read/aubaine/aubaine-002-0001.wav": (
            "train/yaounde/fn_text.txt",
            "yaounde/read/aubaine/aubaine-002-0001.wav",
        ),
        "train/ca16/conv/102/gabon_102_conv_x_0001.wav": (
            "train/ca16_conv/transcripts.txt",
            "/data/102/gabon_102_conv_x_0001.tdf",
        ),
        "train/ca16/read/101/gabon_101_read_x_0002.wav": (
            "train/ca16_read/conditioned.txt",
            "gabon_101_read_x_0002",
        ),
        "dev/niger_west_african_fr/12/niger_fr_12_0003.wav": (
            "dev/niger_west_african_fr/transcripts.txt",
            "niger_fr_12_0003.wav",
        ),
        "devtest/ca16/7/gabon_007_read_x_0004.wav": (
            "devtest/ca16_read/conditioned.txt",
            "gabon_007_read_x_0004",
        ),
        "test/ca16/9/gabon_009_read_x_0005.wav": ("test/ca16/prompts.txt", "gabon_009_read_x_0005"),
    }
    for recording, (listing, key) in listed.items():
        tone(corpus / "speech" / recording, 2, 22050 if "niger" in recording else 16000)
        text(corpus / "transcripts" / listing, f"{key} C'est l'été, n'est-ce pas ?\n")
    tone(corpus / "speech/dev/niger_west_african_fr/13/niger_fr_13_0001.wav", 2)
    text(
        corpus / "speech/dev/niger_west_african_fr/niger_wav_file_name_transcript.tsv",
        "niger_fr_13_0001.wav\tÀ la gare de l'est\n",
    )
    tone(corpus / "speech/train/yaounde/answers/aubaine/aubaine-002-answer.wav", 2)
    cut(corpus / "speech/test/ca16/9/gabon_009_read_x_0005.wav")
