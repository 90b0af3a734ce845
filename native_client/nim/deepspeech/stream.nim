## One utterance at a time.
import std/options
import errors, model, native, results

type Stream* = object
  ## One utterance. It ends with one of the `finishStream` procedures or `close`.
  handle: ptr NativeStreamingState

proc `=destroy`(stream: var Stream) =
  DS_FreeStream(stream.handle)
  stream.handle = nil

proc `=copy`(target: var Stream; source: Stream) {.error: "a stream has one owner; move it or pass its address".}

proc close*(stream: var Stream) =
  ## Releases the stream without decoding it. It does nothing to a stream that has ended.
  DS_FreeStream(stream.handle)
  stream.handle = nil

proc freeStream*(stream: var Stream) =
  ## The same as `close`, with the name of the library.
  stream.close

proc opened(stream: Stream): ptr NativeStreamingState =
  if stream.handle == nil:
    closed("stream")
  stream.handle

proc createStream*(model: Model): Stream =
  ## Starts an utterance with the present settings of the model, which may be closed before the stream.
  check "CreateStream", DS_CreateStream(model.opened, addr result.handle)

proc feedAudioContent*(stream: var Stream; samples: openArray[int16]) =
  ## Appends samples. The result does not depend on how the audio is split.
  const name = "FeedAudioContent"
  let data = if samples.len == 0: nil else: unsafeAddr samples[0]
  DS_FeedAudioContent(stream.opened, data, unsigned(name, "number of samples", samples.len))
  check name, DS_GetStreamStatus(stream.handle)

template decode(stream: Stream; name: string; call: untyped): untyped =
  ## Converts and frees the result of a function that leaves the stream as it is.
  let native = call
  if native == nil:
    let status = DS_GetStreamStatus(stream.handle)
    fail(name, if status == cint(DS_ERR_OK): cint(DS_ERR_FAIL_RUN_SESS) else: status)
  let converted = convert(native)
  release(native)
  converted

template finish(stream: var Stream; name: string; call: untyped): untyped =
  ## The same for a function that releases the stream.
  let status = DS_GetStreamStatus(stream.opened)
  let native = call
  stream.handle = nil
  if native == nil:
    fail(name, if status == cint(DS_ERR_OK): cint(DS_ERR_FAIL_RUN_SESS) else: status)
  let converted = convert(native)
  release(native)
  converted

proc intermediateDecode*(stream: Stream): string =
  ## The transcript so far.
  stream.decode("IntermediateDecode", DS_IntermediateDecode(stream.opened))

proc intermediateDecodeWithMetadata*(stream: Stream; numResults = 1): Metadata =
  ## Up to `numResults` transcripts so far.
  const name = "IntermediateDecodeWithMetadata"
  let count = unsigned(name, "number of results", numResults)
  stream.decode(name, DS_IntermediateDecodeWithMetadata(stream.opened, count))

proc intermediateDecodeFlushBuffers*(stream: var Stream): string =
  ## The transcript that `finishStream` would return now. The stream is unchanged.
  stream.decode("IntermediateDecodeFlushBuffers", DS_IntermediateDecodeFlushBuffers(stream.opened))

proc intermediateDecodeWithMetadataFlushBuffers*(stream: var Stream; numResults = 1): Metadata =
  ## What `finishStreamWithMetadata` would return now. The stream is unchanged.
  const name = "IntermediateDecodeWithMetadataFlushBuffers"
  let count = unsigned(name, "number of results", numResults)
  stream.decode(name, DS_IntermediateDecodeWithMetadataFlushBuffers(stream.opened, count))

proc intermediateDecodeWithWords*(stream: Stream): TimedWords =
  ## The words so far; the last one may be incomplete.
  stream.decode("IntermediateDecodeWithWords", DS_IntermediateDecodeWithWords(stream.opened))

proc emissions*(stream: Stream; firstTimestep = 0): Option[Emissions] =
  ## The outputs of the acoustic model from a timestep on; none if the stream does not keep them
  ## (`setKeepEmissions` of the model).
  const name = "GetStreamEmissions"
  let first = unsigned(name, "timestep", firstTimestep)
  check name, DS_GetStreamStatus(stream.opened)
  let native = DS_GetStreamEmissions(stream.handle, first)
  if native != nil:
    result = some(convert(native))
    release(native)

proc trailingSilence*(stream: Stream): float32 =
  ## Seconds from the end of the last speech to the last sample. To detect the end of an utterance, wait until it
  ## reaches, for example, 0.8 after text was recognized.
  DS_GetStreamTrailingSilence(stream.opened)

proc finishStream*(stream: var Stream): string =
  ## Computes the rest of the audio, returns the transcript and ends the stream.
  stream.finish("FinishStream", DS_FinishStream(stream.handle))

proc finishStreamWithMetadata*(stream: var Stream; numResults = 1): Metadata =
  ## The same with tokens, times and confidence of up to `numResults` transcripts.
  const name = "FinishStreamWithMetadata"
  let count = unsigned(name, "number of results", numResults)
  stream.finish(name, DS_FinishStreamWithMetadata(stream.handle, count))

proc finishStreamWithEmissions*(stream: var Stream; numResults = 1): Metadata =
  ## The same with the outputs of the acoustic model, if the stream keeps them.
  const name = "FinishStreamWithEmissions"
  let count = unsigned(name, "number of results", numResults)
  stream.finish(name, DS_FinishStreamWithEmissions(stream.handle, count))

proc finishStreamWithWords*(stream: var Stream): TimedWords =
  ## The same with the words of the best transcript, their times and confidences.
  stream.finish("FinishStreamWithWords", DS_FinishStreamWithWords(stream.handle))
