"""Import the Spoken Wikipedia Corpora in Dutch, English, German: writes <language>-{train,dev,test}.csv.

No known speaker is in two of the sets.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from pathlib import Path

from deepspeech_tf.audio.read import audio_duration
from deepspeech_tf.errors import DeepSpeechError
from deepspeech_tf.importers.clip import Clip, ImportedClip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option, yes_or_no
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.labels import validate_english
from deepspeech_tf.importers.obtain import obtain
from deepspeech_tf.importers.splits import Sets, by_fractions, by_group
from deepspeech_tf.importers.spoken_wikipedia import UNKNOWN, read_article, spoken_text
from deepspeech_tf.importers.tables import find

ARCHIVE = "SWC_{}.tar"
URL = "https://www2.informatik.uni-hamburg.de/nats/pub/SWC/" + ARCHIVE
LANGUAGES = ("dutch", "english", "german")
KEPT = {"german": "ÄÖÜäöüß"}


def label(text: str) -> str | None:
    """Also None for the rest of a number that begins with digits."""
    words = "" if text.startswith("punkt null") else validate_english(text) or ""
    return " ".join(words.split()) or None


def recordings(folder: Path) -> list[tuple[Path, float]]:
    """Audio files of an article, and where in it each begins, in seconds.

    Raises:
        DeepSpeechError: if there are none, or one that is not the last is damaged.
    """
    parts = find(folder, "audio*.ogg", "audio files")
    begins = [0.0]
    for part in parts[:-1]:
        begins.append(begins[-1] + audio_duration(part))
    return list(zip(parts, begins, strict=True))


def clips(folder: Path, wavs: Path, params: Options, run: ImportRun) -> Iterator[Clip]:
    for alignment in find(folder, "**/aligned.swc", "articles"):
        name = alignment.parent.name
        try:
            article, parts = read_article(alignment), recordings(alignment.parent)
        except DeepSpeechError as error:
            run.skip(Clip(alignment, "", name), str(error))
            continue
        extra = {"article": article.identifier, "speaker": article.speaker}
        for spoken in article.utterances(params.max_duration, without_numbers=params.exclude_numbers):
            start, end = spoken.start_ms, spoken.end_ms
            audio, begins = [part for part in parts if part[1] * 1000 <= start][-1]
            clip = Clip(
                audio,
                spoken_text(" ".join(spoken.words), params.current),
                f"{name} from {start} to {end} ms",
                wav=wavs / f"{name}-{start}-{end}.wav",
                start_s=start / 1000 - begins,
                end_s=end / 1000 - begins,
                extra=extra,
            )
            if params.exclude_unknown_speakers and article.speaker == UNKNOWN:
                run.skip(clip, "unknown speaker")
            elif params.exclude_unknown_articles and article.identifier == UNKNOWN:
                run.skip(clip, "unknown article")
            else:
                yield clip


def divided(samples: list[ImportedClip]) -> Sets:
    """Divides samples by speaker, or at random if there are too few known speakers."""
    sets = by_group(samples, lambda sample: sample.clip.extra["speaker"])
    if all(sets.values()):
        return sets
    print("WARNING: too few known speakers: some may be heard in several sets")
    return by_fractions(samples, 0.1, 0.1)


def import_language(language: str, params: Options) -> None:
    params.current, params.filter_alphabet = language, getattr(params, f"{language}_alphabet")
    base: Path = params.base_dir
    folder, archive = base / language, base / ARCHIVE.format(language.title())
    folder = obtain(URL.format(language.title()), base, folder, into=folder)
    limited = params.ignore_too_long and params.max_duration > 0
    rules = Rules(max_s=params.max_duration / 1000 if limited else math.inf, ms_per_character=30.0)
    run = import_run(params, label_filter(params, label, keep=KEPT.get(language, "")), rules)
    samples = run.convert(clips(folder, base / f"{language}-wav", params, run), language)
    columns = ("article", "speaker") if params.add_meta else ()
    run.write_sets(base / (language + "-{}.csv"), divided(samples), relative=True, extra=columns)
    run.finish()
    if archive.is_file() and not params.keep_intermediate:
        print(f"Removing the files unpacked from {archive.name}: {folder}")
        shutil.rmtree(folder)
    if not params.keep_archive:
        archive.unlink(missing_ok=True)


def import_swc(params: Options) -> None:
    for language in LANGUAGES if params.language == "all" else [params.language]:
        import_language(language, params)


ALPHABETS = tuple(
    option(f"--{language}_alphabet", help="exclude samples with other characters") for language in LANGUAGES
)
UNCUT = "leave out what cannot be cut to max_duration"
CORPUS = Corpus(
    __doc__,
    (
        option("base_dir", type=Path, help="folder of the archives, SWC_German.tar"),
        option("--language", default="all", choices=("all", *LANGUAGES)),
        option("--max_duration", type=int, default=10000, help="cut longer sentences; ms, 0: none"),
        option("--normalize", action="store_true", help="turn letters into ASCII"),
        option("--add_meta", action="store_true", help="write columns article and speaker"),
        option("--exclude_unknown_speakers", action="store_true"),
        option("--exclude_unknown_articles", action="store_true"),
        option("--exclude_numbers", type=yes_or_no, default=True, help="leave out words with digits"),
        option(
            "--ignore_too_long",
            type=yes_or_no,
            default=False,
            help=UNCUT,
        ),
        option("--keep_archive", type=yes_or_no, default=True, help="False: remove the archive at the end"),
        option("--keep_intermediate", type=yes_or_no, default=False, help="True: keep what was unpacked"),
        *(
            option(f"--{language}_alphabet", help="exclude samples with other characters")
            for language in LANGUAGES
        ),
    ),
    import_swc,
    filters=False,
)
