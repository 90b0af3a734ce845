"""Transcripts of recordings, with a checkpoint or an exported model."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from deepspeech_tf.audio.features import extract_features
from deepspeech_tf.audio.read import audio_duration, read_audio
from deepspeech_tf.checkpoint.description import ModelDescription
from deepspeech_tf.config.data import file_names
from deepspeech_tf.decode.beam import BeamDecoder, TimedText
from deepspeech_tf.errors import AudioError
from deepspeech_tf.evaluation.exported import ClientConfig, load_client, read_for_client, run_client
from deepspeech_tf.jobs.checkpoint_choice import evaluation_checkpoint, model_to_evaluate
from deepspeech_tf.jobs.devices import configure_devices
from deepspeech_tf.jobs.evaluation import load_encoder
from deepspeech_tf.jobs.job import TranscriptionJob
from deepspeech_tf.jobs.places import check_scorer
from deepspeech_tf.jobs.results import Transcript, Word

_LONGEST_ENDING_S = 0.2  # a word ends so long after its last token at most, as in the native client


def transcribe(job: TranscriptionJob) -> tuple[Transcript, ...]:
    """Transcribe all recordings of a job; see `deepspeech_tf.transcribe`."""
    check_scorer(job.decoding)
    for file in file_names(job.audio_files):
        audio_duration(file)  # reports an unreadable file before any computation
    if job.model_path:
        return _with_client(job)
    configure_devices(job.devices)
    model = model_to_evaluate(job.model, str(job.checkpoint_dir), job.load)
    return run_transcription(job, model)


def run_transcription(job: TranscriptionJob, model: ModelDescription) -> tuple[Transcript, ...]:
    """Transcribe all recordings with a checkpoint of `model`.

    Raises:
        AudioError: naming the recording, if it is shorter than a window.
    """
    features = model.features
    checkpoint = evaluation_checkpoint(str(job.checkpoint_dir), job.load)
    encoder = load_encoder(checkpoint, model, job.seed)
    decoder = BeamDecoder(model.alphabet, job.decoding, str(checkpoint.prefix))
    seconds_per_row = model.encoder.subsampling * features.step_ms / 1000
    transcripts = []
    for file in file_names(job.audio_files):
        frames = np.asarray(extract_features(read_audio(file, features.sample_rate_hz), features))
        if not len(frames):
            raise AudioError(f"{file}: shorter than one window of {features.window_ms} ms")
        logits = np.asarray(encoder(frames[np.newaxis], np.array([len(frames)], np.int32))[0])
        odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
        probs = (odds / odds.sum(axis=-1, keepdims=True)).astype(np.float32)
        best = decoder.decode_timed(probs[0])
        transcripts.append(Transcript(file, best.text, words_of(best, seconds_per_row)))
    return tuple(transcripts)


def words_of(text: TimedText, seconds_per_row: float) -> tuple[Word, ...]:
    """The words of a transcript with their times.

    A word begins with its first token. It ends with the space after it, but at most 0.2 s after its last
    token; without a space one row after that.

    Args:
        text: tokens with the rows `(tokens,)` in which they were emitted.
        seconds_per_row: from one row of outputs to the next.
    """
    words: list[Word] = []
    start = 0
    for end in [*text.spaces, len(text.rows)]:
        if end > start:
            last = text.rows[end - 1] * seconds_per_row
            end_s = last + seconds_per_row
            if end < len(text.rows):
                end_s = max(end_s, min(text.rows[end] * seconds_per_row, last + _LONGEST_ENDING_S))
            start_s = text.rows[start] * seconds_per_row
            words.append(Word(text.decode(start, end), round(start_s, 3), round(end_s, 3)))
        start = end + 1
    return tuple(words)


def _with_client(job: TranscriptionJob) -> tuple[Transcript, ...]:
    decoding = job.decoding
    weights = (decoding.lm_alpha, decoding.lm_beta) if decoding.scorer_path else (None, None)
    config = ClientConfig(str(job.model_path), decoding.scorer_path, decoding.beam_width, *weights)
    client: Any = load_client(config)
    transcripts = []
    for file in file_names(job.audio_files):
        samples = read_for_client(file, client.sampleRate())
        heard = run_client(config, file, functools.partial(client.sttWithWords, samples))
        words = tuple(Word(w.text, w.start_time, w.end_time, w.confidence) for w in heard.words)
        transcripts.append(Transcript(file, " ".join(word.text for word in words), words))
    return tuple(transcripts)
