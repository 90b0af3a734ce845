"""The demo: trains a model and transcribes with it, in one command (see bin/demo.sh --help)."""

from __future__ import annotations

import json
import random
import sys
import time
from dataclasses import asdict
from pathlib import Path

# When run as a script, Python searches modules in the folder of this file instead of the project folder.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from deepspeech_tf.commandline.begin import begin_command
from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.data.utterance import Utterance
from deepspeech_tf.errors import DeepSpeechError
from deepspeech_tf.importers.tables import text_rows
from training.demo import steps
from training.demo.corpus import CorpusConfig, make_corpus
from training.demo.listen import listen
from training.demo.measure import Heard, plot_loss, word_error_rate
from training.demo.options import Manifests, Options, check_files, find_manifests, parse_options, run_name

MAX_LISTENED = 100
SHOWN = 12
_STARTED = time.monotonic()


def say(text: str = "") -> None:
    print(text, flush=True)


def shown(path: Path) -> str:
    """The shortest form of a path for this shell."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def heading(number: int, text: str) -> None:
    say(f"\n[{number}/6] {text}   ({time.monotonic() - _STARTED:.0f} s)")


def prepare_data(options: Options) -> tuple[Manifests, list[str]]:
    """Prepares the manifests and the text for the scorer."""
    if options.data is None:
        folder = options.out / "corpus"
        heading(1, f"Recordings: spoken commands and digits, synthesized into {shown(folder)}")
        config = CorpusConfig()
        new = make_corpus(folder, config, options.workers)
        say(
            f"  {config.train} recordings to train on, {config.dev} to watch the training (dev), "
            f"{config.test} to test: other sentences, other voices" + ("" if new else " (made before)")
        )
        text = [line for _, line in text_rows(folder / "language_model.txt")]
        return find_manifests(folder), text
    heading(1, f"Recordings: your own, in {options.data}")
    manifests = find_manifests(options.data)
    if manifests.dev is None:
        say("  no dev.csv: nothing tells when training goes too far; the last checkpoint is used")
    if manifests.test is None:
        say(
            "  no test.csv: the error rates below are those of "
            + ("dev.csv, which chose the checkpoint" if manifests.dev else "train.csv: memory, not skill")
        )
    text = [utterance.transcript or "" for utterance in read_manifests([str(manifests.train)])]
    return manifests, text


def scorer_for(options: Options, text: list[str]) -> Path:
    """Builds the scorer, if the text has changed."""
    heading(2, "Scorer: a language model of the sentences that may be said")
    if options.text is not None:
        text = text + [line for _, line in text_rows(options.text)]
    folder = options.out / "scorer"
    folder.mkdir(parents=True, exist_ok=True)
    source, scorer = folder / "text.txt", folder / "kenlm.scorer"
    content = "\n".join(line for line in text if line.strip()) + "\n"
    if scorer.is_file() and source.is_file() and source.read_text(encoding="utf-8") == content:
        say("  made before from the same text")
        return scorer
    scorer.unlink(missing_ok=True)
    source.write_text(content, encoding="utf-8")
    return steps.build_scorer(options, source, folder)


def train_once(options: Options, manifests: Manifests, checkpoints: Path) -> None:
    """Trains, or resumes an interrupted training; does nothing if it is complete."""
    heading(3, f"Training: {options.epochs} epochs, n_hidden {options.n_hidden}")
    done = checkpoints / "demo_done"
    if done.is_file():
        say(f"  complete already: {shown(checkpoints)}")
        return
    steps.train(options, manifests, checkpoints)
    done.write_text("", encoding="utf-8")


def pick(test: Path) -> list[Utterance]:
    """Selects all or some of the test recordings for transcription, in the order of the file."""
    utterances = read_manifests([str(test)])
    if len(utterances) > MAX_LISTENED:
        say(f"  {MAX_LISTENED} of the {len(utterances)} recordings, chosen by chance")
        utterances = random.Random(0).sample(utterances, MAX_LISTENED)
    return sorted(utterances, key=lambda utterance: str(utterance.path))


def show(heard: list[Heard]) -> None:
    """Prints references and transcripts of a few recordings."""
    for one in heard[:: max(1, len(heard) // SHOWN)][:SHOWN]:
        say(f"  reference    {one.said}")
        if one.understood != one.understood_with_scorer:
            say(f"  no scorer    {one.understood}")
        say(f"  transcript   {one.understood_with_scorer}\n")


def summarise(options: Options, checkpoints: Path, heard: list[Heard], test: Path) -> None:
    """Prints and saves error rates, speed and the paths of the results."""
    seconds = sum(one.audio_seconds for one in heard)
    without = word_error_rate([(one.said, one.understood) for one in heard])
    with_scorer = word_error_rate([(one.said, one.understood_with_scorer) for one in heard])
    factor = sum(one.seconds_with_scorer for one in heard) / seconds
    results = {
        "test": str(test),
        "recordings": len(heard),
        "audio_seconds": seconds,
        "wer_without_scorer": without,
        "wer_with_scorer": with_scorer,
        "real_time_factor_with_scorer": factor,
        "real_time_factor_without_scorer": sum(one.seconds for one in heard) / seconds,
        "transcripts": [asdict(one) for one in heard],
    }
    results_text = json.dumps(results, indent=2, ensure_ascii=False)
    (options.out / "results.json").write_text(results_text, encoding="utf-8")
    say(f"Native client, int8 model, {len(heard)} recordings of {test.name}, {seconds:.0f} s of speech:")
    say(f"  word error rate without scorer   {without:7.2%}")
    say(f"  word error rate with scorer      {with_scorer:7.2%}")
    say(f"  real-time factor with scorer     {factor:7.3f}   (1 s of speech takes {factor:.3f} s)")
    model = options.out / "model" / "output_graph.tflite"
    scorer = options.out / "scorer" / "kenlm.scorer"
    say("\nWhere everything lies:")
    for what, where in (
        ("plot of the loss", options.out / "loss.png"),
        ("model for the client", model),
        ("frozen graph", options.out / "model" / "output_graph.pb"),
        ("scorer", scorer),
        ("checkpoints", checkpoints),
        ("all transcripts, results", options.out / "results.json"),
        ("report of the evaluation", options.out / "test_output.json"),
    ):
        say(f"  {what:26s}{shown(where)}")
    say("\nTranscribe a recording of your own (16 kHz or any other rate):")
    command = f"{shown(steps.PROGRAMS / 'deepspeech')} --model {shown(model)} --scorer {shown(scorer)}"
    say(f"  {command} --audio {shown(Path(heard[0].path))}")
    say(f"\nDone in {time.monotonic() - _STARTED:.0f} s.")


def demo(options: Options) -> None:
    """Runs all steps.

    Raises:
        DeepSpeechError: if the data cannot be used or a step fails.
    """
    check_files(options)
    manifests, text = prepare_data(options)
    test = manifests.test or manifests.dev or manifests.train
    scorer = scorer_for(options, text)
    checkpoints = options.out / f"checkpoints-{run_name(options, manifests)}"
    train_once(options, manifests, checkpoints)
    epochs = plot_loss(checkpoints / "loss_curve.json", options.out / "loss.png")
    say(f"  loss of {epochs} epochs drawn in {shown(options.out / 'loss.png')}")
    heading(4, f"Evaluation of the checkpoint on {shown(test)}")
    steps.evaluate(options, test, checkpoints, scorer, options.out / "test_output.json")
    heading(5, "Export: a frozen graph, and an int8 .tflite for the native client")
    for tflite in (False, True):
        steps.export(options, checkpoints, options.out / "model", tflite=tflite)
    heading(6, "Listening with the native client")
    heard = listen(options.out / "model" / "output_graph.tflite", scorer, pick(test))
    show(heard)
    summarise(options, checkpoints, heard, test)


def main() -> int:
    begin_command()
    options = parse_options(sys.argv[1:])
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        demo(options)
    except DeepSpeechError as error:
        print(f"E {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"E {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("E interrupted; run the same command again to resume", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
