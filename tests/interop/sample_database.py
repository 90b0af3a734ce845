"""Runs in the environment `coqui-stt-training`: its sample databases, written and read.

sample_database.py LIBOPUS write SOURCE TARGET wav|opus labeled|unlabeled
sample_database.py LIBOPUS read DATABASE    prints JSON: transcript, format and PCM as hex of each sample
"""

import ctypes.util
import json
import sys
import types
from importlib.util import find_spec


def prepare(libopus: str) -> None:
    """Does without the packages that only other parts of it need."""
    ctypes.util.find_library = lambda name: libopus if name == "opus" else None
    for name in ("pyogg", "miniaudio", "tensorflow"):
        sys.modules[name] = types.ModuleType(name)
    files = types.ModuleType("tensorflow.io")
    files.gfile = None  # for remote files alone
    sys.modules["tensorflow.io"] = files
    package = types.ModuleType("coqui_stt_training")
    package.__path__ = find_spec("coqui_stt_training").submodule_search_locations
    sys.modules["coqui_stt_training"] = package


def main() -> None:
    prepare(sys.argv[1])
    from coqui_stt_training.util import audio
    from coqui_stt_training.util import sample_collections as sets

    types_of = {"wav": audio.AUDIO_TYPE_WAV, "opus": audio.AUDIO_TYPE_OPUS}
    if sys.argv[2] == "write":
        source, target, kind, label = sys.argv[3:]
        labeled = label == "labeled"
        with sets.DirectSDBWriter(target, audio_type=types_of[kind], labeled=labeled) as writer:
            for sample in sets.samples_from_source(source, labeled=labeled):
                sample = sample.unpack()
                sample.change_audio_type(types_of[kind])
                writer.add(sample)
        return
    found = []
    for sample in sets.samples_from_source(sys.argv[3], labeled=None):
        sample.change_audio_type(audio.AUDIO_TYPE_PCM)
        found.append([sample.transcript, list(sample.audio_format), sample.audio.hex()])
    print(json.dumps(found))


if __name__ == "__main__":
    main()
