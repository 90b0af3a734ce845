## Speech to text with libdeepspeech.
##
## .. code-block:: nim
##   var model = createModel("output_graph.tflite")
##   model.enableExternalScorer("kenlm.scorer")
##   echo model.speechToText(samples) # 16 bits, mono, model.sampleRate Hz
##
## Models, streams and grammars have one owner: they can be moved, but not copied, and are released at the end of their
## scope, or earlier by `close`. Compile with `--gc:orc` or `--gc:arc` (the default since Nim 2) and, for several
## threads, `--threads:on`.
##
## Different streams, even of one model, may be used in different threads. A stream is used in one thread at a time.
## Do not close a model during another call that uses it; its streams go on after it was closed.

when not (defined(gcArc) or defined(gcOrc) or defined(gcAtomicArc)):
  {.error: "deepspeech releases models by destructors: compile with --gc:orc or --gc:arc".}

import deepspeech/[commands, errors, model, results, stream, transcribe]
from deepspeech/native import ErrorCode

export commands, errors, model, results, stream, transcribe, native.ErrorCode
