## Prints what every kind of call returns for recordings, one value per line, for comparison with the other bindings:
## `report MODEL SCORER WAV...`
##
## Floating-point numbers are printed as their bits, so that equal means identical.
import std/[options, os, strutils]
import ../deepspeech
import wav

func bits(value: float32): string = toHex(cast[uint32](value)).toLowerAscii
func bits(value: float64): string = toHex(cast[uint64](value)).toLowerAscii

proc print(fields: varargs[string, `$`]) = echo fields.join("\t")

proc printEmissions(name: string; emissions: Emissions) =
  for symbol in emissions.symbols:
    print name, "symbol", symbol
  for timestep in 0 ..< emissions.numTimesteps:
    var fields = @[name, "row"]
    for value in emissions.row(timestep):
      fields.add bits(value)
    print fields

proc printMetadata(name: string; metadata: Metadata) =
  for transcript in metadata.transcripts:
    print name, "transcript", bits(transcript.confidence)
    for token in transcript.tokens:
      print name, "token", token.text, token.timestep, bits(token.startTime)
  if metadata.emissions.isSome:
    printEmissions(name, metadata.emissions.get)

proc printWords(name: string; words: TimedWords) =
  print name, "words", bits(words.confidence)
  for word in words.words:
    print name, "word", word.text, bits(word.startTime), bits(word.endTime), bits(word.confidence)

proc whole(model: Model; samples: seq[int16]) =
  ## Transcribes a recording by each of the functions that take all of it.
  print "text", model.speechToText(samples)
  printMetadata("metadata", model.speechToTextWithMetadata(samples, 3))
  printWords("words", model.speechToTextWithWords(samples))
  printMetadata("emissions", model.speechToTextWithEmissions(samples, 1))

proc fedStream(model: Model; samples: seq[int16]): Stream =
  ## Feeds a recording in chunks of 20 ms.
  result = model.createStream
  for begin in countup(0, samples.high, 320):
    result.feedAudioContent(samples.toOpenArray(begin, min(begin + 320, samples.len) - 1))

proc streamed(model: Model; samples: seq[int16]) =
  ## Transcribes a recording by each of the functions of a stream.
  var stream = fedStream(model, samples)
  print "so far", stream.intermediateDecode
  printMetadata("so far", stream.intermediateDecodeWithMetadata(2))
  printWords("so far", stream.intermediateDecodeWithWords)
  print "flushed", stream.intermediateDecodeFlushBuffers
  printMetadata("flushed", stream.intermediateDecodeWithMetadataFlushBuffers(2))
  printEmissions("so far", stream.emissions(5).get)
  print "silence", bits(stream.trailingSilence)
  printMetadata("finished", stream.finishStreamWithEmissions(2))
  stream = fedStream(model, samples)
  print "finished", stream.finishStream
  stream = fedStream(model, samples)
  printMetadata("finished", stream.finishStreamWithMetadata(2))
  stream = fedStream(model, samples)
  printWords("finished", stream.finishStreamWithWords)

type Task = tuple[model: ptr Model, samples: ptr seq[int16], text: ptr string]

proc transcribe(task: Task) {.thread.} =
  var stream = fedStream(task.model[], task.samples[])
  task.text[] = stream.finishStream

proc atOnce(model: var Model; recordings: var seq[seq[int16]]) =
  ## Transcribes all recordings at the same time, each in its own thread.
  var threads = newSeq[Thread[Task]](recordings.len)
  var texts = newSeq[string](recordings.len)
  for i in 0 ..< recordings.len:
    createThread(threads[i], transcribe, (addr model, addr recordings[i], addr texts[i]))
  joinThreads(threads)
  for text in texts:
    print "at once", text

proc main() =
  var model = createModel(paramStr(1))
  var recordings: seq[seq[int16]]
  for i in 3 .. paramCount():
    recordings.add readWav(paramStr(i)).samples
  print "version", version()
  print "model", model.sampleRate, model.beamWidth
  model.setKeepEmissions(true)
  model.whole(recordings[0])
  model.enableExternalScorer(paramStr(2))
  for samples in recordings:
    model.whole(samples)
    model.streamed(samples)
  model.atOnce(recordings)
  model.addHotWord("nine", -40)
  printMetadata("hot-word", model.speechToTextWithMetadata(recordings[0], 2))
  model.clearHotWords
  model.setScorerAlphaBeta(0.2, 3)
  printMetadata("weights", model.speechToTextWithMetadata(recordings[0], 2))

main()
