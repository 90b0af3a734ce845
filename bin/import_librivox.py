#!/usr/bin/env python3
"""Import LibriSpeech (SLR12) as DeepSpeech 0.9.3 does: writes librivox-<set>.csv for each set."""

from __future__ import annotations

import math
from pathlib import Path

from deepspeech_tf.commandline.importing import import_run, importer_parser, label_filter, run_importer
from deepspeech_tf.importers.librispeech import SETS, librispeech_clips, librispeech_label, librispeech_set
from deepspeech_tf.importers.run import Rules


def main() -> None:
    parser = importer_parser(__doc__, filters=False)
    parser.add_argument("data_dir", type=Path, help="folder of the archives or of LibriSpeech/")
    parser.add_argument("--sets", nargs="+", default=list(SETS), help="sets to import, all if not given")
    parser.add_argument("--sample_rate", type=int, default=16000, help="samples per second of the WAV files")
    parser.add_argument("--relative", action="store_true", help="name the audio relative to the CSV file")
    params = parser.parse_args()
    rules = Rules(max_s=math.inf, ms_per_character=0, sample_rate_hz=params.sample_rate)
    run = import_run(params, label_filter(params, librispeech_label), rules)
    for name in params.sets:
        folder = librispeech_set(params.data_dir, name)
        samples = run.convert(librispeech_clips(folder, folder.with_name(f"{name}-wav"), run), name)
        run.write(params.data_dir / f"librivox-{name}.csv", samples, relative=params.relative)
    run.finish()


if __name__ == "__main__":
    run_importer(main)
