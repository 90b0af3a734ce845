## Models with their settings.
import std/strutils
import errors, native

type Model* = object
  ## An acoustic model, optionally with a scorer.
  handle: ptr NativeModelState

proc `=destroy`(model: var Model) =
  DS_FreeModel(model.handle)
  model.handle = nil

proc `=copy`(target: var Model; source: Model) {.error: "a model has one owner; move it or pass its address".}

proc close*(model: var Model) =
  ## Releases the model now. Streams of it go on. Closing it again does nothing.
  DS_FreeModel(model.handle)
  model.handle = nil

proc opened*(model: Model): ptr NativeModelState =
  ## The handle of an open model, for this package.
  if model.handle == nil:
    closed("model")
  model.handle

proc createModel*(path: string): Model =
  ## Loads an exported .tflite file, or a .pb or .pbmm file of DeepSpeech 0.7 to 0.9.3.
  check "CreateModel", DS_CreateModel(text("CreateModel", "path", path), addr result.handle)

proc address[T](data: openArray[T]): cstring =
  if data.len == 0: nil else: cast[cstring](unsafeAddr data[0])

proc createModelFromBuffer*(data: openArray[char]): Model =
  ## Loads a model from the contents of its file, such as `readFile(path)`, which are copied.
  const name = "CreateModelFromBuffer"
  check name, DS_CreateModelFromBuffer(address(data), unsigned(name, "size", data.len), addr result.handle)

proc createModelFromBuffer*(data: openArray[byte]): Model =
  ## The same for bytes.
  const name = "CreateModelFromBuffer"
  check name, DS_CreateModelFromBuffer(address(data), unsigned(name, "size", data.len), addr result.handle)

proc beamWidth*(model: Model): int =
  ## Number of hypotheses that the decoder keeps.
  int(DS_GetModelBeamWidth(model.opened))

proc setBeamWidth*(model: var Model; width: int) =
  ## Sets the beam width of streams created later.
  check "SetModelBeamWidth",
    DS_SetModelBeamWidth(model.opened, unsigned("SetModelBeamWidth", "beam width", width))

proc sampleRate*(model: Model): int =
  ## Sampling rate in Hz that the model expects.
  int(DS_GetModelSampleRate(model.opened))

proc threads*(model: Model): int =
  ## Number of threads that run the acoustic model.
  int(DS_GetModelThreads(model.opened))

proc setThreads*(model: var Model; threads: int) =
  ## Sets the number of threads of the acoustic model; 0 means one per processor, which is also the limit.
  check "SetModelThreads",
    DS_SetModelThreads(model.opened, unsigned("SetModelThreads", "number of threads", threads))

proc setKeepEmissions*(model: var Model; keep: bool) =
  ## Sets whether streams created later keep the outputs of the acoustic model.
  check "SetModelKeepEmissions", DS_SetModelKeepEmissions(model.opened, cint(ord(keep)))

proc setDecoderCompat*(model: var Model; like09: bool) =
  ## Sets whether streams created later treat the last word as DeepSpeech 0.9.3, the default, or correctly. In 0.9.3,
  ## intermediate results show words only when they are complete, and a hot-word at the end is not boosted.
  check "SetModelDecoderCompat", DS_SetModelDecoderCompat(model.opened, cint(ord(like09)))

proc enableExternalScorer*(model: var Model; path: string) =
  ## Uses a .scorer package instead of any other. If it cannot be loaded, the previous one stays.
  const name = "EnableExternalScorer"
  check name, DS_EnableExternalScorer(model.opened, text(name, "path", path))

proc enableExternalScorerFromBuffer*(model: var Model; data: openArray[char]) =
  ## Uses the contents of a .scorer package, such as `readFile(path)`, which are copied.
  const name = "EnableExternalScorerFromBuffer"
  check name, DS_EnableExternalScorerFromBuffer(model.opened, address(data), unsigned(name, "size", data.len))

proc enableExternalScorerFromBuffer*(model: var Model; data: openArray[byte]) =
  ## The same for bytes.
  const name = "EnableExternalScorerFromBuffer"
  check name, DS_EnableExternalScorerFromBuffer(model.opened, address(data), unsigned(name, "size", data.len))

proc disableExternalScorer*(model: var Model) =
  ## Decodes streams created later without a scorer.
  check "DisableExternalScorer", DS_DisableExternalScorer(model.opened)

proc setScorerAlphaBeta*(model: var Model; alpha, beta: float32) =
  ## Sets the weights of the language model and of each word. NaN leaves a weight unchanged.
  check "SetScorerAlphaBeta", DS_SetScorerAlphaBeta(model.opened, alpha, beta)

proc addHotWord*(model: var Model; word: string; boost: float32) =
  ## Boosts a word in streams created later; a negative boost suppresses it. It needs a scorer.
  check "AddHotWord", DS_AddHotWord(model.opened, text("AddHotWord", "word", word), boost)

proc eraseHotWord*(model: var Model; word: string) =
  ## Removes the boost of a word.
  check "EraseHotWord", DS_EraseHotWord(model.opened, text("EraseHotWord", "word", word))

proc clearHotWords*(model: var Model) =
  ## Removes all boosts.
  check "ClearHotWords", DS_ClearHotWords(model.opened)

proc warnings*(model: Model): seq[string] =
  ## What is accepted, but probably wrong, in the settings: a beam width above the limit, a scorer for another alphabet,
  ## hot-words that the scorer does not know.
  for line in takeString(DS_GetModelWarnings(model.opened)).splitLines:
    if line.len > 0:
      result.add line

proc version*(): string =
  ## The version of the library.
  takeString(DS_Version())
