"""Transcribes recordings with the native client and the exported model, as an application would."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from deepspeech_tf.data.utterance import Utterance
from deepspeech_tf.evaluation.exported import read_for_client
from training.demo.measure import Heard


def listen(model_file: Path, scorer_file: Path, utterances: Sequence[Utterance]) -> list[Heard]:
    """Transcribes each utterance twice: without and with the scorer."""
    from deepspeech import Model

    plain, scored = Model(str(model_file)), Model(str(model_file))
    scored.enableExternalScorer(str(scorer_file))
    rate_hz = plain.sampleRate()
    heard = []
    for utterance in utterances:
        pcm = read_for_client(utterance.path, rate_hz)
        started = time.perf_counter()
        understood = plain.stt(pcm)
        between = time.perf_counter()
        with_scorer = scored.stt(pcm)
        ended = time.perf_counter()
        heard.append(
            Heard(
                path=str(utterance.path),
                said=utterance.transcript or "",
                understood=understood,
                understood_with_scorer=with_scorer,
                audio_seconds=len(pcm) / rate_hz,
                seconds=between - started,
                seconds_with_scorer=ended - between,
            )
        )
    return heard
