## Transcripts of whole recordings, and resampling.
import errors, model, native, results

template pointerTo(samples: untyped): untyped =
  if samples.len == 0: nil else: unsafeAddr samples[0]

template take(name: string; call: untyped): untyped =
  ## Converts and frees the result of a function that returns nil on failure.
  let native = call
  if native == nil:
    fail(name, cint(DS_ERR_FAIL_RUN_SESS))
  let converted = convert(native)
  release(native)
  converted

proc speechToText*(model: Model; samples: openArray[int16]): string =
  ## Transcribes samples: 16 bits, mono, at the sampling rate of the model.
  const name = "SpeechToText"
  take name, DS_SpeechToText(model.opened, pointerTo(samples), unsigned(name, "number of samples", samples.len))

proc speechToTextWithMetadata*(model: Model; samples: openArray[int16]; numResults = 1): Metadata =
  ## Up to `numResults` transcripts with tokens, times and confidence.
  const name = "SpeechToTextWithMetadata"
  let (size, count) = (unsigned(name, "number of samples", samples.len), unsigned(name, "number of results", numResults))
  take name, DS_SpeechToTextWithMetadata(model.opened, pointerTo(samples), size, count)

proc speechToTextWithEmissions*(model: Model; samples: openArray[int16]; numResults = 1): Metadata =
  ## The same with the outputs of the acoustic model.
  const name = "SpeechToTextWithEmissions"
  let (size, count) = (unsigned(name, "number of samples", samples.len), unsigned(name, "number of results", numResults))
  take name, DS_SpeechToTextWithEmissions(model.opened, pointerTo(samples), size, count)

proc speechToTextWithWords*(model: Model; samples: openArray[int16]): TimedWords =
  ## The words of the best transcript, with times and confidences.
  const name = "SpeechToTextWithWords"
  take name, DS_SpeechToTextWithWords(model.opened, pointerTo(samples), unsigned(name, "number of samples", samples.len))

proc resample*(samples: openArray[float32]; fromRate, toRate: int): seq[int16] =
  ## Converts a recording of one channel, in which full scale is 1.0, from one sampling rate in Hz to another, and rounds
  ## it to 16 bits. Chunks of a stream must not be resampled separately, as each call takes its ends for silence.
  const name = "ResampleAudio"
  let
    size = unsigned(name, "number of samples", samples.len)
    source = unsigned(name, "sampling rate", fromRate)
    target = unsigned(name, "sampling rate", toRate)
    data = if samples.len == 0: nil else: cast[ptr cfloat](unsafeAddr samples[0])
  var count: cuint
  check name, DS_ResampleAudio(data, size, source, target, nil, 0, addr count)
  if count > 0:
    result.setLen int(count)
    check name, DS_ResampleAudio(data, size, source, target, addr result[0], count, addr count)
