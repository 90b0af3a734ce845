#!/usr/bin/env python3
"""Makes a scorer and a commands file from a grammar of spoken commands: templates of Home Assistant's hassil.

    python data/lm/commands.py --templates data/commands/coffee.yaml --output_dir coffee
    deepspeech --model MODEL --scorer coffee/coffee.scorer --commands coffee/coffee.commands --audio order.wav

It samples sentences from the templates, makes their language model and scorer, and compiles the templates for
the client. doc/commands.md describes templates, options and files.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT))  # for a checkout that was never installed
sys.path.append(str(ROOT / "native_client" / "python"))

from corpus import write_vocabulary  # noqa: E402
from generate_lm import build_model  # noqa: E402
from kenlm_programs import LanguageModelError, find_programs, run  # noqa: E402
from sentences import Sample, draw  # noqa: E402

from deepspeech.grammar import Automaton, GrammarError, Spelling, build_automaton, grammar_text  # noqa: E402
from deepspeech.grammar.fit import MAX_FOUND, unspellable, without_unspellable  # noqa: E402
from deepspeech.grammar.templates import read_templates  # noqa: E402
from deepspeech_tf.commandline.begin import begin_command  # noqa: E402
from deepspeech_tf.errors import AlphabetError  # noqa: E402
from deepspeech_tf.text.letter_case import lower_case, upper_case  # noqa: E402
from deepspeech_tf.text.spelling import spell  # noqa: E402
from deepspeech_tf.whole_file import write_text  # noqa: E402

if TYPE_CHECKING:
    from deepspeech.grammar.nodes import Grammar

PACKAGE = "generate_scorer_package"
MAX_SENTENCES = 10_000_000
MAX_SHOWN = 20


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Make a scorer and a commands file from templates of hassil.", allow_abbrev=False
    )
    add = parser.add_argument
    add("--templates", required=True, nargs="+", metavar="FILE", help="YAML files, or folders of them")
    add(
        "--output_dir",
        default=".",
        help="folder for NAME.scorer, NAME.commands and NAME.txt; default: this folder",
    )
    add("--name", help="their name; default: that of the first file of --templates")
    add("--alphabet", default=str(ROOT / "data" / "alphabet.txt"), help="alphabet of the acoustic model")
    add("--skip_unspellable", action="store_true", help="leave out what the alphabet cannot spell")
    add("--n", type=int, default=10_000, help="sentences to sample, at least; default: 10000")
    add("--seed", type=int, default=1, help="seed of the sampling; default: 1")
    add("--arpa_order", type=int, default=4, help="order of the n-grams; default: 4")
    add("--default_alpha", type=float, default=1.0, help="weight of the language model; default: 1")
    add("--default_beta", type=float, default=1.0, help="score of every word; default: 1")
    add("--kenlm_bins", help="folder of KenLM's programs; default: those built with the native client")
    add("--no_scorer", action="store_true", help="write NAME.commands and NAME.txt only")
    return parser.parse_args()


def check_arguments(arguments: argparse.Namespace) -> None:
    """Raises LanguageModelError for values out of range."""
    if not 1 <= arguments.n <= MAX_SENTENCES:
        raise LanguageModelError(f"--n must be from 1 to {MAX_SENTENCES}. Received: {arguments.n}")
    if not 2 <= arguments.arpa_order <= 6:
        raise LanguageModelError(f"--arpa_order must be from 2 to 6. Received: {arguments.arpa_order}")
    for name in ("default_alpha", "default_beta"):
        if not math.isfinite(getattr(arguments, name)):
            raise LanguageModelError(
                f"--{name} must be a finite number. Received: {getattr(arguments, name)}"
            )
    if arguments.name is not None and (not arguments.name or Path(arguments.name).name != arguments.name):
        raise LanguageModelError(
            f"--name must be the name of a file without a folder. Received: {arguments.name!r}"
        )


def spelling_of(path: str) -> Spelling:
    """How the words of templates are written with an alphabet: its case, its form of Unicode.

    Raises:
        LanguageModelError: if the alphabet cannot be used.
    """
    from deepspeech_tf.text.alphabet import Alphabet

    try:
        alphabet = Alphabet.from_file(path)
    except AlphabetError as error:
        raise LanguageModelError(str(error)) from error
    dotless = not alphabet.missing("\u0131")
    capitals = bool(alphabet.missing("a")) and not alphabet.missing("A")

    def convert(text: str) -> str:
        cased = upper_case(text, dotted_i=not alphabet.missing("\u0130")) if capitals else None
        return spell(lower_case(text, dotless_i=dotless) if cased is None else cased, alphabet)[0]

    return Spelling(convert, lambda text: alphabet.missing(text) if text.strip() else [])


def fitting(grammar: Grammar, spelling: Spelling, skip: bool) -> Grammar:
    """The grammar without what the alphabet cannot spell, which is reported.

    Raises:
        LanguageModelError: if there is something and it is not to be skipped, or if nothing is left.
    """
    found = unspellable(grammar, spelling)
    if not found:
        return grammar
    more = f"more than {MAX_FOUND}" if len(found) == MAX_FOUND else str(len(found))
    for line in found[:MAX_SHOWN]:
        print(f"{'W' if skip else 'E'} {line}", file=sys.stderr)
    if not skip:
        raise LanguageModelError(
            f"expected words that --alphabet can spell. Received: {more} that it cannot, the first of which "
            "are named above. Numbers are to be written as words. --skip_unspellable leaves out what has them"
        )
    kept, lost = without_unspellable(grammar, spelling)
    if not kept.templates:
        raise LanguageModelError("the alphabet can spell none of the templates")
    print(f"W left out: {more} words that the alphabet cannot spell, and what needs them", file=sys.stderr)
    for where in lost[:MAX_SHOWN]:
        print(f"W left out: all of {where}", file=sys.stderr)
    return kept


def warn_of_ambiguity(samples: list[Sample]) -> None:
    """Warns of sentences with several meanings."""
    meanings: dict[str, Sample] = {}
    told = 0
    for sample in samples:
        first = meanings.setdefault(sample.text, sample)
        if (first.intent, sorted(map(repr, first.slots))) == (sample.intent, sorted(map(repr, sample.slots))):
            continue
        told += 1
        if told <= MAX_SHOWN:
            print(
                f'W "{sample.text}" can mean {_meaning(first)} or {_meaning(sample)}; the client takes '
                "what comes first in the templates",
                file=sys.stderr,
            )


def _meaning(sample: Sample) -> str:
    return " ".join([sample.intent, *(f"{name}={value!r}" for name, value in sample.slots)])


def make_scorer(arguments: argparse.Namespace, text: Path, counts: dict[str, int], package: Path) -> None:
    """Estimates a language model of the sentences and packs it with its vocabulary.

    Raises:
        LanguageModelError: if a program is missing or fails.
    """
    programs = find_programs(arguments.kenlm_bins)
    pack = find_programs(None, (PACKAGE,))[PACKAGE]
    longest = max(len(line.split()) for line in text.read_text(encoding="utf-8").splitlines())
    with tempfile.TemporaryDirectory(dir=package.parent) as folder:
        vocabulary = Path(folder) / "vocabulary.txt"
        write_vocabulary(counts, len(counts), vocabulary)
        model = argparse.Namespace(
            output_dir=folder,
            arpa_order=min(arguments.arpa_order, max(2, longest + 1)),
            max_arpa_memory="256M",
            arpa_prune="0",
            discount_fallback=True,
            binary_type="trie",
            binary_a_bits=255,
            binary_q_bits=8,
        )
        build_model(model, programs, text, vocabulary)
        made = Path(folder) / "made.scorer"
        run(
            "Packing the scorer",
            [
                pack,
                "--alphabet",
                arguments.alphabet,
                "--lm",
                f"{folder}/lm.binary",
                "--vocab",
                str(vocabulary),
            ]
            + ["--package", str(made), "--default_alpha", str(arguments.default_alpha)]
            + ["--default_beta", str(arguments.default_beta), "--force_bytes_output_mode", "false"],
        )
        made.replace(package)


def write_all(arguments: argparse.Namespace, automaton: Automaton, samples: list[Sample]) -> None:
    """Writes the files of --output_dir."""
    from collections import Counter

    folder = Path(arguments.output_dir)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LanguageModelError(
            f"--output_dir {folder} cannot be made: {error.strerror or error}"
        ) from error
    base = folder / (arguments.name or Path(arguments.templates[0]).resolve().stem)
    text = base.with_name(f"{base.name}.txt")
    write_text(text, "".join(f"{sample.text}\n" for sample in samples))
    made = [text]
    if not arguments.no_scorer:
        made.append(base.with_name(f"{base.name}.scorer"))
        make_scorer(arguments, text, Counter(word for s in samples for word in s.text.split()), made[-1])
    made.append(base.with_name(f"{base.name}.commands"))
    write_text(made[-1], grammar_text(automaton))
    print(f"Created {', '.join(map(str, made))}")


def main() -> int:
    begin_command()
    arguments = parse_arguments()
    try:
        check_arguments(arguments)
        spelling = spelling_of(arguments.alphabet)
        grammar = fitting(read_templates(arguments.templates, spelling), spelling, arguments.skip_unspellable)
        automaton = build_automaton(grammar)
        samples = draw(grammar, arguments.n, arguments.seed)
        print(
            f"{len(grammar.templates)} templates, {len(automaton.intents)} intents, "
            f"{len(automaton.words)} words; {len(samples)} sentences sampled",
            flush=True,
        )
        warn_of_ambiguity(samples)
        write_all(arguments, automaton, samples)
    except (LanguageModelError, GrammarError, ImportError, OSError) as error:
        print(f"E {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
