#!/usr/bin/env python3
"""Word and character error rate of an exported .tflite model, as the native client transcribes with it.

evaluate_tflite.py --model output_graph.tflite --scorer kenlm.scorer --csv test.csv
"""

from __future__ import annotations

import argparse
from pathlib import Path

from deepspeech.stored import how_to_install
from deepspeech_tf.commandline.importing import run_importer
from deepspeech_tf.commandline.inputs import require_readable
from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.errors import ConfigError
from deepspeech_tf.evaluation.exported import ClientConfig, evaluate_exported, write_dump
from deepspeech_tf.evaluation.page import write_report_folder
from deepspeech_tf.evaluation.report import format_interval, format_report, write_results
from deepspeech_tf.store.place import no_model, stored_model


def file_of_model(text: str) -> str:
    """The model of this name or in this folder; a path is returned unchanged."""
    stored = None if Path(text).is_file() else stored_model(text)
    if stored is None and how_to_install(text) and not Path(text).exists():
        raise no_model(text, "a model file, or the name of a model")
    return str(stored.model) if stored else text


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", required=True, help="exported .tflite file, or name of a model")
    parser.add_argument("--scorer", default="", help="external scorer (.scorer); none: without")
    parser.add_argument("--csv", required=True, help="comma-separated CSV files or databases")
    parser.add_argument("--proc", type=int, default=0, help="utterances at a time; 0: one for each processor")
    parser.add_argument(
        "--dump", metavar="PREFIX", help="write PREFIX.txt (references) and PREFIX.out (heard)"
    )
    parser.add_argument("--beam_width", type=int, help="default: the model's")
    parser.add_argument("--lm_alpha", type=float, help="default: the scorer's")
    parser.add_argument("--lm_beta", type=float, help="default: the scorer's")
    parser.add_argument("--report_count", type=int, default=5, help="utterances of best, median and worst")
    parser.add_argument("--test_output_file", type=Path, help="JSON file for all utterances")
    parser.add_argument("--report_dir", type=Path, help="folder for report.html and report.json")
    params = parser.parse_args()
    if params.proc < 0 or params.report_count < 0:
        raise ConfigError("--proc and --report_count must not be negative")
    params.model = file_of_model(params.model)
    require_readable("model", params.model, "an exported .tflite file")
    if params.scorer:
        require_readable("scorer", params.scorer, "a .scorer file")
    config = ClientConfig(params.model, params.scorer, params.beam_width, params.lm_alpha, params.lm_beta)
    utterances = read_manifests(params.csv.split(","))
    results = evaluate_exported(utterances, config, params.proc)
    print(format_report(params.csv, results, params.report_count))
    print(format_interval(results))
    if params.dump:
        write_dump(Path(params.dump), results)
    if params.test_output_file:
        write_results(params.test_output_file, results)
    if params.report_dir:
        print(f"Report: {write_report_folder(params.report_dir, {params.csv: results})}")


if __name__ == "__main__":
    run_importer(main)
