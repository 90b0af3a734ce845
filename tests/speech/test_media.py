"""Reading of media files."""

from __future__ import annotations

import io
import subprocess
import sys
import time

import numpy as np
import pytest

from deepspeech_tf.errors import AudioError
from deepspeech_tf.speech.media import media_seconds, read_media
from tests.speech.recordings import RATE_HZ, flac_of_constants, sentence, wav_header, write_video, write_wav


def test_wav_is_read_exactly(tmp_path) -> None:
    path = write_wav(tmp_path / "a.wav", sentence())
    assert np.array_equal(np.concatenate(list(read_media(path, RATE_HZ))), sentence())
    assert media_seconds(path) == pytest.approx(len(sentence()) / RATE_HZ, abs=0.01)


def test_file_objects_and_other_rates(tmp_path) -> None:
    path = write_wav(tmp_path / "a.wav", np.repeat(sentence(), 2), 2 * RATE_HZ)
    samples = np.concatenate(list(read_media(io.BytesIO(path.read_bytes()), RATE_HZ)))
    assert len(samples) == pytest.approx(len(sentence()), abs=50)


def test_audio_that_begins_late_in_a_video(tmp_path) -> None:
    path = write_video(tmp_path / "a.mkv", sentence(), late_s=2.0)
    samples = np.concatenate(list(read_media(path, RATE_HZ)))
    assert not samples[: int(1.9 * RATE_HZ)].any()
    assert len(samples) == pytest.approx(len(sentence()) + 2 * RATE_HZ, abs=0.15 * RATE_HZ)


def test_colon_in_a_name_is_no_protocol(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_wav(tmp_path / "concat:a.wav", sentence())
    assert sum(map(len, read_media("concat:a.wav", RATE_HZ))) == len(sentence())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "cannot be decoded"),
        (b"no audio at all" * 100, "cannot be decoded"),
        (bytes(range(256)) * 64, "cannot be decoded"),
        # A playlist of other files and addresses must not open them.
        (b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n", "cannot be decoded"),
    ],
)
def test_other_content_is_refused(tmp_path, content, message) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    with pytest.raises(AudioError, match=message):
        list(read_media(path, RATE_HZ))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (flac_of_constants(1), "sampling rate"),  # 300 bytes that state 11 hours
        (wav_header(100_000_001) + bytes(100_000), "sampling rate"),  # a filter of 800 MB
        (flac_of_constants(1000), "65.5 s"),
    ],
    ids=["1 Hz", "100 MHz", "one block of a minute"],
)
def test_unusual_rates_take_neither_memory_nor_time(tmp_path, content, message) -> None:
    path = tmp_path / "a.audio"
    path.write_bytes(content)
    started = time.process_time()
    with pytest.raises(AudioError, match=f"cannot be decoded: .*{message}"):
        list(read_media(path, RATE_HZ))
    assert time.process_time() - started < 2


def test_pipe_of_a_file_that_needs_seeking(tmp_path) -> None:
    """The index of an MP4 file is at its end."""
    path = write_video(tmp_path / "a.mp4", sentence())
    command = [sys.executable, "-c", f"import sys; sys.stdout.buffer.write(open({str(path)!r}, 'rb').read())"]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE) as process,
        pytest.raises(AudioError, match="cannot be read from a pipe"),
    ):
        list(read_media(process.stdout, RATE_HZ, "stdin"))
    assert sum(map(len, read_media(path, RATE_HZ)))


def test_video_without_sound_and_missing_files(tmp_path) -> None:
    path = write_video(tmp_path / "a.mkv", np.zeros(RATE_HZ, np.int16))
    silent = tmp_path / "silent.mkv"
    import av

    with av.open(str(path)) as source, av.open(str(silent), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    with pytest.raises(AudioError, match="expected a file with audio"):
        list(read_media(silent, RATE_HZ))
    for missing in (tmp_path / "none.wav", tmp_path):
        with pytest.raises(AudioError, match="cannot be decoded"):
            list(read_media(missing, RATE_HZ))
