#!/usr/bin/env python3
"""Creates an n-gram language model (lm.binary) and a vocabulary (vocab-N.txt) from a text, with KenLM.

generate_scorer_package turns both into a .scorer package. Steps: convert to lower case, count words,
estimate the model (lmplz), keep only n-grams of the most frequent words (filter), pack it (build_binary).
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT))  # for a checkout that was never installed

from corpus import Rules, count_words, tell_changes, tell_missing, write_vocabulary  # noqa: E402
from kenlm_programs import LanguageModelError, find_programs, run  # noqa: E402

from deepspeech_tf.commandline.begin import begin_command  # noqa: E402

_MEMORY = re.compile(r"\d+(\.\d+)?[%bKMGTPEZY]?")
_MAX_POINTER_BITS, _MAX_VALUE_BITS = 255, 25  # data structures of build_binary


def build_model(
    arguments: argparse.Namespace, programs: dict[str, str], text: Path, vocabulary: Path
) -> None:
    """Estimates, filters and packs the model of a prepared text into `lm.binary`.

    Raises:
        LanguageModelError: if a program fails.
    """
    folder = Path(arguments.output_dir)
    arpa, filtered, binary = folder / "lm.arpa", folder / "lm_filtered.arpa", folder / "lm.binary"
    estimate = [
        programs["lmplz"],
        *("--order", str(arguments.arpa_order), "--temp_prefix", f"{folder}{os.sep}"),
        *("--memory", arguments.max_arpa_memory, "--text", str(text), "--arpa", str(arpa)),
        *("--prune", *arguments.arpa_prune.split("|")),
    ]
    if arguments.discount_fallback:
        estimate.append("--discount_fallback")
    pack = [programs["build_binary"]]
    if arguments.binary_type == "trie":  # hash tables have no pointers and are not quantised
        pack += ["-a", str(arguments.binary_a_bits), "-q", str(arguments.binary_q_bits)]
    pack += ["-v", arguments.binary_type, str(filtered), str(binary)]
    try:
        run("Creating ARPA file", estimate)
        run(
            "Filtering ARPA file using vocabulary of top-k words",
            [programs["filter"], "single", f"model:{arpa}", str(filtered)],
            vocabulary,
        )
        run("Building lm.binary", pack)
    finally:
        arpa.unlink(missing_ok=True)
        filtered.unlink(missing_ok=True)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Generate lm.binary and top-k vocab for DeepSpeech.", allow_abbrev=False
    )
    add = parser.add_argument
    add("--input_txt", required=True, help="text, one sentence per line; UTF-8, may be packed with gzip")
    add("--output_dir", required=True, help="folder for lm.binary and vocab-<top_k>.txt")
    add("--top_k", type=int, required=True, help="number of most common words of the vocabulary")
    add(
        "--kenlm_bins",
        help="folder of lmplz, filter, build_binary; default: those built with the native client",
    )
    add("--arpa_order", type=int, required=True, help="order of the n-grams")
    add("--max_arpa_memory", required=True, help="memory for lmplz, such as 85%% or 4G")
    add("--arpa_prune", required=True, help="prune n-grams of each order up to these counts, such as 0|0|1")
    add("--binary_a_bits", type=int, required=True, help="bits of pointer compression")
    add("--binary_q_bits", type=int, required=True, help="bits of quantisation")
    add("--binary_type", required=True, choices=("trie", "probing"), help="data structure")
    add("--discount_fallback", action="store_true", help="for texts too small to estimate discounts")
    add("--alphabet", help="alphabet of the acoustic model: the text is brought to its form of Unicode")
    add("--keep_case", action="store_true", help="do not convert to lower case")
    add("--dotless_i", action="store_true", help="I becomes ı, as in Turkish; default: if the alphabet has ı")
    add("--skip_symbols", action="store_true", help="leave out <s>, </s> and <unk> where the text has them")
    return parser.parse_args()


def check_arguments(arguments: argparse.Namespace) -> None:
    """Raises LanguageModelError for values that KenLM would refuse only after hours."""
    order, prune = arguments.arpa_order, arguments.arpa_prune.split("|")
    if arguments.top_k < 1:
        raise LanguageModelError(f"--top_k must be at least 1. Received: {arguments.top_k}")
    if not 2 <= order <= 6:
        raise LanguageModelError(f"--arpa_order must be from 2 to 6. Received: {order}")
    if not _MEMORY.fullmatch(arguments.max_arpa_memory):
        raise LanguageModelError(
            "--max_arpa_memory must be a number and one of % b K M G T (K if left out), such as 85% or 4G. "
            f"Received: {arguments.max_arpa_memory}"
        )
    counts = [int(part) if part.isascii() and part.isdecimal() else -1 for part in prune]
    if not len(prune) <= order or min(counts) < 0 or counts != sorted(counts):
        raise LanguageModelError(
            f"--arpa_prune must be integers with | between them, at most {order} as --arpa_order says, "
            f"none smaller than the one before. Received: {arguments.arpa_prune}"
        )
    if arguments.binary_type == "trie":
        for name, least, most in (
            ("binary_a_bits", 0, _MAX_POINTER_BITS),
            ("binary_q_bits", 1, _MAX_VALUE_BITS),
        ):
            if not least <= getattr(arguments, name) <= most:
                raise LanguageModelError(
                    f"--{name} must be from {least} to {most}. Received: {getattr(arguments, name)}"
                )


def spelling_rules(arguments: argparse.Namespace) -> Rules:
    """How words are converted.

    Raises:
        LanguageModelError: if the alphabet cannot be used.
    """
    rules = Rules(arguments.keep_case, arguments.dotless_i, arguments.skip_symbols)
    if arguments.alphabet is None:
        return rules
    from deepspeech_tf.errors import AlphabetError
    from deepspeech_tf.text.alphabet import Alphabet

    try:
        rules.alphabet = Alphabet.from_file(arguments.alphabet)
    except AlphabetError as error:
        raise LanguageModelError(str(error)) from error
    if not rules.keep_case and not rules.dotless_i and not rules.alphabet.missing("\u0131"):
        rules.dotless_i = True
        print('The alphabet has "ı": "I" becomes "ı", and "İ" becomes "i"')
    return rules


def make_folder(folder: Path) -> None:
    """Raises LanguageModelError if the folder cannot be created."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LanguageModelError(
            f"--output_dir {folder} cannot be made: {error.strerror or error}"
        ) from error


def main() -> int:
    begin_command()
    arguments = parse_arguments()
    folder = Path(arguments.output_dir)
    prepared, vocabulary = folder / "lower.txt", folder / f"vocab-{arguments.top_k}.txt"
    try:
        check_arguments(arguments)
        programs = find_programs(arguments.kenlm_bins)
        rules = spelling_rules(arguments)
        make_folder(folder)
        counted = count_words(Path(arguments.input_txt), prepared, rules)
        for line in tell_changes(counted, rules):
            print(f"W {line}", file=sys.stderr)
        if rules.alphabet is not None and (lost := tell_missing(counted.words, rules.alphabet)):
            print(f"W {lost}", file=sys.stderr)
        write_vocabulary(counted.words, arguments.top_k, vocabulary)
        build_model(arguments, programs, prepared, vocabulary)
    except (LanguageModelError, OSError) as error:
        print(f"E {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        if folder.is_dir():
            prepared.unlink(missing_ok=True)
    print(f"Created {folder / 'lm.binary'} and {vocabulary}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
