"""A folder with every oddity of audio files that is known: `python -m tests.audio.oddities FOLDER`.

Each file holds two seconds of a voice-like sound, or what is left of it.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tests.audio.encoding import (
    ID3V1,
    PICTURE,
    TITLE,
    Bytes,
    ape_tag,
    by_ffmpeg,
    encoded,
    id3v2,
    mp3,
    sound,
    with_sizes,
)


def wav_codings() -> Iterator[tuple[str, Bytes]]:
    for coding in ("PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ALAW", "ULAW"):
        yield f"wav-{coding.lower()}.wav", encoded("WAV", coding)
    for coding in ("IMA_ADPCM", "MS_ADPCM", "GSM610", "G721_32", "NMS_ADPCM_16"):
        yield f"wav-{coding.lower()}.wav", encoded("WAV", coding)
    yield "wav-ima_adpcm-of-ffmpeg.wav", by_ffmpeg("wav", "adpcm_ima_wav")
    yield "wav-ms_adpcm-of-ffmpeg.wav", by_ffmpeg("wav", "adpcm_ms")
    yield "wav-extensible.wav", encoded("WAVEX", "PCM_16")
    yield "wav-extensible-float.wav", encoded("WAVEX", "FLOAT")
    yield "wav-rifx.wav", encoded("WAV", "PCM_16", endian="BIG")
    yield "wav-rf64.wav", encoded("RF64", "PCM_16")
    yield "wav-bw64.wav", b"BW64" + encoded("RF64", "PCM_16")[4:]
    yield "wav-bw64-without-sizes.wav", b"BW64" + encoded("WAV", "PCM_16")[4:]
    yield "wav-w64.w64", encoded("W64", "PCM_16")
    yield "wav-mp3-inside.wav", by_ffmpeg("wav", "libmp3lame")
    yield "wav-aac-inside.wav", by_ffmpeg("wav", "aac")
    not_finite = sound()
    not_finite[100] = np.nan
    yield "wav-float-nan.wav", encoded("WAV", "FLOAT", not_finite)
    yield "wav-float-huge.wav", encoded("WAV", "FLOAT", sound() * 1e12)


def wav_headers() -> Iterator[tuple[str, Bytes]]:
    wav = encoded("WAV", "PCM_16")
    size, data = len(wav) - 8, len(wav) - 44
    yield "header-no-length.wav", with_sizes(wav, 0, 0)
    yield "header-no-data-length.wav", with_sizes(wav, size, 0)
    yield "header-length-before-recording.wav", with_sizes(wav, 36, 0)
    yield "header-no-data-length-riff-unknown.wav", with_sizes(wav, 0xFFFFFFFF, 0)
    yield "header-of-a-pipe.wav", with_sizes(wav, 0xFFFFFFFF, 0xFFFFFFFF)
    yield "header-of-sox-in-a-pipe.wav", with_sizes(wav, 0x7FFFF024, 0x7FFFF000)
    yield "header-of-sox-with-24-bits.wav", with_sizes(encoded("WAV", "PCM_24"), 0x7FFFF023, 0x7FFFEFFF)
    yield "header-of-gstreamer.wav", with_sizes(wav, 0x7FFF0024, 0x7FFF0000)
    yield "header-largest-minus-header.wav", with_sizes(wav, 0x7FFFFFFF, 0x7FFFFFFF - 36)
    yield "header-data-length-of-2-gigabytes.wav", with_sizes(wav, 0x90000024, 0x90000000)
    yield "header-data-length-of-4-gigabytes.wav", with_sizes(wav, 0xF0000024, 0xF0000000)
    yield "header-riff-length-wrong.wav", with_sizes(wav, 36, data)
    yield "header-data-length-too-large.wav", with_sizes(wav, size + 2000, data + 2000)
    yield "header-data-length-twice.wav", with_sizes(wav, size, 2 * data)
    yield "header-data-length-too-small.wav", with_sizes(wav, size, data - 2000)
    yield "header-gsm-no-length.wav", (gsm := encoded("WAV", "GSM610"))[:56] + bytes(4) + gsm[60:]
    yield "header-rate-0.wav", wav[:24] + bytes(4) + wav[28:]
    yield "header-rate-4-billion.wav", wav[:24] + b"\xff" * 4 + wav[28:]
    yield "header-no-channels.wav", wav[:22] + bytes(2) + wav[24:]
    yield "header-no-format.wav", wav[:12] + wav[36:]
    yield "header-unknown-coding.wav", wav[:20] + b"\x77\x77" + wav[22:]
    yield "header-only.wav", with_sizes(wav, 36, 0)[:44]
    yield "header-cut.wav", wav[:30]
    yield "chunks-before.wav", wav[:12] + b"LIST" + struct.pack("<I", 3) + b"abc\0" + wav[12:]
    yield "chunks-behind.wav", wav + b"LIST" + struct.pack("<I", 4) + b"abcd"
    yield "chunks-behind-nothing.wav", with_sizes(wav, 48, 0)[:44] + b"LIST" + struct.pack("<I", 4) + b"abcd"
    yield "bytes-behind.wav", wav + b"\x01\x02" * 50
    yield "cut-in-half.wav", wav[: len(wav) // 2]
    yield "cut-a-little.wav", wav[:-1000]
    yield "joined.wav", wav + wav
    yield "joined-no-length.wav", 2 * with_sizes(wav, 0, 0)
    yield "joined-of-a-pipe.wav", 2 * with_sizes(wav, 0xFFFFFFFF, 0xFFFFFFFF)
    yield "joined-with-a-w64.wav", wav + encoded("W64", "PCM_16")
    yield "joined-with-a-caf.wav", wav + encoded("CAF", "PCM_16")
    yield "joined-with-an-mp3.wav", wav + TITLE + mp3()
    yield "chunks-of-samples-two.wav", wav + b"data" + struct.pack("<I", 4) + b"abcd"
    yield "chunks-of-samples-first-empty.wav", with_sizes(wav, 0, 0)[:44] + wav[36:]


def other_containers() -> Iterator[tuple[str, Bytes]]:
    for name, container, coding in (
        ("aiff.aiff", "AIFF", "PCM_16"),
        ("aifc-gsm.aifc", "AIFF", "GSM610"),
        ("au.au", "AU", "PCM_16"),
        ("au-ulaw.snd", "AU", "ULAW"),
        ("caf.caf", "CAF", "PCM_16"),
        ("caf-alac.caf", "CAF", "ALAC_16"),
        ("sphere.sph", "NIST", "PCM_16"),
        ("sphere-ulaw.sph", "NIST", "ULAW"),
    ):
        whole = encoded(container, coding)
        stem, extension = name.split(".")
        yield name, whole
        yield f"{stem}-cut-in-half.{extension}", whole[: len(whole) // 2]
        yield f"{stem}-joined.{extension}", whole + whole
        yield f"{stem}-joined-with-an-mp3.{extension}", whole + mp3(tag=False)
    yield from aiff_c()
    odd = encoded("AIFF", "PCM_S8", sound()[:-1])
    yield "aiff-of-odd-length-joined.aiff", odd + odd
    au = encoded("AU", "PCM_16")
    unknown = b"\xff" * 4
    yield "au-length-unknown.au", au[:8] + unknown + au[12:]
    yield "au-length-unknown-joined.au", 2 * (au[:8] + unknown + au[12:])
    yield "au-no-length.au", au[:8] + bytes(4) + au[12:]
    yield "au-header-only.au", (au[:8] + bytes(4) + au[12:])[:24]
    ulaw = encoded("AU", "ULAW", endian="LITTLE")
    yield "au-little-endian-no-length.au", ulaw[:8] + bytes(4) + ulaw[12:]
    for coding in ("PCM_16", "ALAC_16"):
        caf = encoded("CAF", coding)
        place = caf.index(b"data") + 4
        name = "caf" if coding == "PCM_16" else "caf-alac"
        yield f"{name}-length-unknown.caf", caf[:place] + b"\xff" * 8 + caf[place + 8 :]
        yield f"{name}-no-length.caf", caf[:place] + bytes(8) + caf[place + 8 :]
        yield f"{name}-header-only.caf", caf[:place] + bytes(8)
    yield "caf-length-unknown-joined.caf", 2 * (caf[:place] + b"\xff" * 8 + caf[place + 8 :])
    aiff = encoded("AIFF", "PCM_16")
    place = aiff.index(b"SSND") + 4
    yield "aiff-no-length.aiff", aiff[:place] + bytes(4) + aiff[place + 4 :]
    yield "aiff-of-a-pipe.aiff", aiff[:place] + unknown + aiff[place + 4 :]
    sphere = encoded("NIST", "PCM_16")
    yield "sphere-no-length.sph", sphere.replace(b"sample_count -i 32000", b"sample_count -i 0    ")
    yield "aiff-cut-a-little.aiff", encoded("AIFF", "PCM_16")[:-1000]
    yield "aifc-little-endian.aifc", encoded("AIFF", "PCM_16", endian="LITTLE")


def aiff_c() -> Iterator[tuple[str, Bytes]]:
    """Codings of AIFF-C without a length, as in the header before the recording and in that for a pipe."""
    for name in ("ULAW", "ALAW", "IMA_ADPCM", "GSM610", "FLOAT", "DOUBLE", "DWVW_16", "PCM_S8", "PCM_24"):
        aiff = encoded("AIFF", name)
        samples, frames = aiff.index(b"SSND") + 4, aiff.index(b"COMM") + 10
        without = aiff[:samples] + bytes(4) + aiff[samples + 4 :]
        stem = f"aifc-{name.lower()}"
        yield f"{stem}.aifc", aiff
        yield f"{stem}-no-length.aifc", without
        yield f"{stem}-no-length-no-frames.aifc", without[:frames] + bytes(4) + without[frames + 4 :]
        yield f"{stem}-of-a-pipe.aifc", aiff[:samples] + b"\xff" * 4 + aiff[samples + 4 :]


def mp3_files() -> Iterator[tuple[str, Bytes]]:
    plain, tagged = mp3(tag=False), mp3()
    for name, start in (("plain", plain), ("tagged", tagged)):
        yield f"mp3-{name}.mp3", start
        yield f"mp3-{name}-id3v2.mp3", TITLE + start
        yield f"mp3-{name}-id3v2-footer.mp3", id3v2(bytes(100), footer=True) + start
        yield f"mp3-{name}-two-id3v2.mp3", TITLE + TITLE + start
        yield f"mp3-{name}-picture.mp3", PICTURE + start
        yield f"mp3-{name}-id3v1.mp3", start + ID3V1
        yield f"mp3-{name}-ape.mp3", start + ape_tag()
        yield f"mp3-{name}-lyrics.mp3", start + b"LYRICSBEGININD0000200" + b"000030LYRICS200" + ID3V1
        yield f"mp3-{name}-bytes-behind.mp3", start + b"\x55" * 4000
        yield f"mp3-{name}-zeros-before.mp3", bytes(3000) + start
        yield f"mp3-{name}-bytes-inside.mp3", start[:8640] + b"\x55" * 3000 + start[8640:]
        yield f"mp3-{name}-cut-in-half.mp3", start[: len(start) // 2]
        yield f"mp3-{name}-last-frame-cut.mp3", start[:-50]
        yield f"mp3-{name}-twice.mp3", start + start
    yield "mp3-joined-with-tags.mp3", TITLE + tagged + ID3V1 + PICTURE + tagged + ID3V1
    yield "mp3-joined-plain-and-tagged.mp3", plain + tagged
    yield "mp3-joined-tagged-and-plain.mp3", tagged + plain
    yield "mp3-joined-with-another-rate.mp3", tagged + mp3(44100)
    yield "mp3-joined-with-a-wav.mp3", tagged + encoded("WAV", "PCM_16")
    for rate_hz, bitrate in ((8000, 16000), (11025, 32000), (22050, 32000), (24000, 48000), (32000, 64000)):
        yield f"mp3-{rate_hz}.mp3", mp3(rate_hz, tag=False, b=str(bitrate))
    yield "mp3-44100-stereo.mp3", mp3(44100, 2, tag=False, b="128000")
    yield "mp3-vbr-tagged.mp3", mp3(44100, b="0", q="4")
    yield "mp3-vbr-plain.mp3", mp3(44100, tag=False, b="0", q="4")
    yield "mp3-of-libsndfile.mp3", encoded("MP3")
    yield "mp3-layer-2.mp2", by_ffmpeg("mp2", "mp2", 44100, b="64000")


def flac_files() -> Iterator[tuple[str, Bytes]]:
    flac = encoded("FLAC", "PCM_16")
    unknown = bytearray(flac)
    unknown[21] &= 0xF0
    unknown[22:26] = bytes(4)
    too_long = bytearray(flac)
    too_long[22:26] = struct.pack(">I", 99999)
    damaged = bytearray(flac)
    damaged[len(flac) // 2] ^= 0x10
    yield "flac.flac", flac
    yield "flac-24-bit.flac", encoded("FLAC", "PCM_24")
    yield "flac-stereo.flac", encoded("FLAC", "PCM_16", sound(channels=2))
    yield "flac-of-ffmpeg.flac", by_ffmpeg("flac", "flac", 44100)
    yield "flac-length-unknown.flac", bytes(unknown)
    yield "flac-length-unknown-cut.flac", bytes(unknown[:-100])
    yield "flac-length-too-large.flac", bytes(too_long)
    yield "flac-id3v2.flac", TITLE + flac
    yield "flac-id3v1.flac", flac + ID3V1
    yield "flac-damaged-inside.flac", bytes(damaged)
    yield "flac-cut-in-half.flac", flac[: len(flac) // 2]
    yield "flac-header-only.flac", flac[:42]
    yield "flac-twice.flac", flac + flac
    yield "flac-joined-with-a-wav.flac", flac + encoded("WAV", "PCM_16")
    header = encoded("WAV", "PCM_16")[:44]
    block = b"\2" + struct.pack(">I", 12 + 44)[1:] + b"riff" + struct.pack("<I", 44) + b"\0" * 4 + header
    yield "flac-joined-with-an-mp3.flac", flac + mp3()
    yield "flac-joined-with-an-mp3-behind-a-tag.flac", flac + TITLE + mp3(tag=False)
    yield "flac-length-unknown-joined-with-an-mp3.flac", bytes(unknown) + mp3(tag=False)
    yield "flac-cut-and-twice.flac", flac[: len(flac) // 2] + flac
    yield "flac-with-the-header-of-a-wav.flac", flac[:42] + block + flac[42:]


def ogg_files() -> Iterator[tuple[str, Bytes]]:
    for codec, extension in (("VORBIS", "ogg"), ("OPUS", "opus")):
        ogg = encoded("OGG", codec)
        damaged = bytearray(ogg)
        damaged[len(ogg) // 2] ^= 0x10
        second = ogg.find(b"OggS", 4)
        third = ogg.find(b"OggS", second + 4)
        name = f"ogg-{codec.lower()}"
        yield f"{name}.{extension}", ogg
        yield f"{name}-chained.{extension}", ogg + ogg
        yield f"{name}-chained-other-rate.{extension}", ogg + encoded("OGG", codec, rate_hz=8000)
        yield f"{name}-damaged-inside.{extension}", bytes(damaged)
        yield f"{name}-cut.{extension}", ogg[:-100]
        yield f"{name}-headers-only.{extension}", ogg[:third] if codec == "VORBIS" else ogg[:second]
        yield f"{name}-bytes-behind.{extension}", ogg + b"\x55" * 500
        yield f"{name}-joined-with-a-wav.{extension}", ogg + encoded("WAV", "PCM_16")
        yield f"{name}-joined-with-an-mp3.{extension}", ogg + mp3()
        yield f"{name}-joined-with-a-tagged-mp3.{extension}", ogg + TITLE + mp3(tag=False)
    yield "ogg-opus-of-ffmpeg.ogg", by_ffmpeg("ogg", "libopus", 48000)
    yield "ogg-opus.oga", encoded("OGG", "OPUS")
    last = encoded("OGG", "VORBIS")
    yield "ogg-last-page-missing.ogg", last[: last.rfind(b"OggS")]


def others() -> Iterator[tuple[str, Bytes]]:
    wav, flac = encoded("WAV", "PCM_16"), encoded("FLAC", "PCM_16")
    yield "webm.webm", (webm := by_ffmpeg("webm", "libopus", 48000))
    yield "webm-named.mp3", webm
    yield "mp4.mp4", by_ffmpeg("mp4", "aac")
    yield "m4a.m4a", (m4a := by_ffmpeg("ipod", "aac"))
    yield "m4a-named.wav", m4a
    yield "aac-named.mp3", by_ffmpeg("adts", "aac")
    yield "wma-named.mp3", by_ffmpeg("asf", "wmav2", 44100, b="48000")
    yield "avi-named.wav", by_ffmpeg("avi", "pcm_s16le")
    yield "wav-named.mp3", wav
    yield "mp3-named.wav", mp3()
    yield "wav-behind-id3v2.wav", TITLE + wav
    yield "ogg-behind-id3v2.ogg", TITLE + encoded("OGG", "VORBIS")
    yield "aac-behind-id3v2.mp3", TITLE + by_ffmpeg("adts", "aac")
    yield "nothing-behind-id3v2.mp3", TITLE
    yield "flac-named.ogg", flac
    yield "empty.wav", b""
    yield "empty.mp3", b""
    yield "zeros.wav", bytes(5000)
    yield "random.mp3", np.random.default_rng(1).bytes(20000)
    yield "text-named.wav", b"This is not a recording.\n" * 40
    yield "html-named.mp3", b"<!DOCTYPE html><html><body>404 Not Found</body></html>\n"
    yield "git-lfs-pointer.wav", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12345\n"
    yield "zip-named.wav", b"PK\x03\x04" + bytes(500)
    yield "one-sample.wav", encoded("WAV", "PCM_16", sound()[:1])
    yield "silent.wav", encoded("WAV", "PCM_16", 0 * sound())
    one_silent = sound(channels=2) * [1, 0]
    yield "channel-silent.wav", encoded("WAV", "PCM_16", one_silent)
    yield "channel-silent.flac", encoded("FLAC", "PCM_16", one_silent)
    yield "channels-inverted.wav", encoded("WAV", "PCM_16", sound(channels=2) * [1, -1])
    yield "channels-eight.wav", encoded("WAV", "PCM_16", sound(channels=8))
    yield "rate-96000.wav", encoded("WAV", "PCM_16", rate_hz=96000)
    yield "rate-8000.wav", encoded("WAV", "PCM_16", rate_hz=8000)
    yield "UPPER CASE.WAV", wav
    yield "é.wav", wav


GROUPS = {
    "WAV: codings and forms": wav_codings,
    "WAV: headers and lengths": wav_headers,
    "AIFF, AU, CAF, SPHERE": other_containers,
    "MP3": mp3_files,
    "FLAC": flac_files,
    "Ogg": ogg_files,
    "Others": others,
}


def write_oddities(folder: Path) -> dict[str, list[str]]:
    """Writes all files; their names by group."""
    folder.mkdir(parents=True, exist_ok=True)
    names: dict[str, list[str]] = {}
    for group, make in GROUPS.items():
        names[group] = []
        for name, contents in make():
            (folder / name).write_bytes(contents)
            names[group].append(name)
    return names


if __name__ == "__main__":
    written = write_oddities(Path(sys.argv[1]))
    print(f"{sum(map(len, written.values()))} files in {sys.argv[1]}")
