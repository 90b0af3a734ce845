## A thousand rounds of loading and freeing do not need more memory than a hundred.
import std/[os, strutils]
import ../deepspeech

const golden = currentSourcePath().parentDir.parentDir.parentDir.parentDir / "tests" / "golden"

proc rounds(count: int) =
  for i in 1 .. count:
    var model = createModel(golden / "model" / "output_graph.tflite")
    model.enableExternalScorer golden / "kenlm.scorer"
    var stream = model.createStream
    stream.feedAudioContent newSeq[int16](800)
    discard stream.finishStreamWithMetadata(2)
    discard model.createStream # released by its destructor
    try:
      discard createModel("missing.tflite")
    except DeepSpeechError:
      discard

proc resident(): int =
  ## Bytes.
  parseInt(readFile("/proc/self/statm").split(' ')[1]) * 4096

rounds(100)
let before = resident()
rounds(1000)
let grown = resident() - before
echo "grown by ", grown, " bytes"
doAssert grown < 8 shl 20
