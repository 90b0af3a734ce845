## Reads WAV files of 16-bit samples.
import std/[endians, strutils]

type
  Wav* = object
    rate*: int ## Hz
    channels*: int ## at least 1
    samples*: seq[int16] ## the channels of each frame in order

  WavError* = object of CatchableError

func number(data: string; at, bytes: int): int =
  for i in countdown(bytes - 1, 0):
    result = result shl 8 or ord(data[at + i])

proc readFormat(data: string; at, size: int): Wav =
  if size < 16 or at + 16 > data.len:
    raise newException(WavError, "the WAV file has an incomplete format")
  let (kind, channels, bits) = (data.number(at, 2), data.number(at + 2, 2), data.number(at + 14, 2))
  if kind notin [1, 0xFFFE] or bits != 16 or channels == 0:
    raise newException(WavError, "expected PCM of 16 bits, got format $#, $# bits, $# channels" % [$kind, $bits, $channels])
  Wav(rate: data.number(at + 4, 4), channels: channels)

proc parse(data: string): Wav =
  if data.len < 12 or data[0 .. 3] != "RIFF" or data[8 .. 11] != "WAVE":
    raise newException(WavError, "expected a WAV file")
  var at = 12
  while at + 8 <= data.len:
    let (kind, size) = (data[at ..< at + 4], data.number(at + 4, 4))
    at += 8
    if kind == "fmt ":
      result = readFormat(data, at, size)
    elif kind == "data" and result.channels > 0:
      result.samples.setLen min(size, data.len - at) div 2 div result.channels * result.channels
      for i in 0 ..< result.samples.len:
        littleEndian16(addr result.samples[i], unsafeAddr data[at + 2 * i])
      return
    at += size + size mod 2
  raise newException(WavError, "the WAV file has no samples")

proc readWav*(path: string): Wav =
  ## Reads a file; errors have its name.
  try:
    parse(readFile(path))
  except IOError, OSError, WavError:
    raise newException(WavError, path & ": " & getCurrentExceptionMsg())

func mono*(audio: Wav; channel = 0): seq[float32] =
  ## One channel as floating-point samples, full scale 1.0: the average, or a channel, where the first is 1.
  for frame in 0 ..< audio.samples.len div audio.channels:
    let begin = frame * audio.channels
    if channel > 0:
      result.add float32(audio.samples[begin + channel - 1]) / 32768
    else:
      var sum = 0
      for i in begin ..< begin + audio.channels:
        sum += int(audio.samples[i])
      result.add float32(sum) / float32(audio.channels) / 32768
