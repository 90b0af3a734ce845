## Transcribes WAV files with an exported model and an optional scorer. It takes the options of the program
## `deepspeech` and prints the same.
import std/[algorithm, math, options, os, strutils, times]
import ../deepspeech
import arguments, output, wav

type
  ClientError = object of CatchableError

  Recognizer = object ## What all recordings share.
    model: Model
    grammar: CommandGrammar
    options: Options

template explain(action: string; body: untyped) =
  ## Adds to an error what failed.
  try:
    body
  except DeepSpeechError:
    raise newException(ClientError, action & ": " & getCurrentExceptionMsg())

proc load(options: Options): Model =
  explain "could not create model":
    result =
      if options.fromBytes: createModelFromBuffer(readFile(options.model)) else: createModel(options.model)
  if options.beamWidth > 0:
    explain "could not set model beam width":
      result.setBeamWidth options.beamWidth
  if options.scorer.len > 0:
    explain "could not enable external scorer":
      if options.fromBytes:
        result.enableExternalScorerFromBuffer readFile(options.scorer)
      else:
        result.enableExternalScorer options.scorer
    explain "could not set the weights of the scorer":
      result.setScorerAlphaBeta options.alpha, options.beta
  elif not (options.alpha.isNaN and options.beta.isNaN):
    stderr.writeLine "Warning: --lm_alpha and --lm_beta have no effect without --scorer."
  for (word, boost) in options.hotWords:
    explain "could not enable hot-word":
      result.addHotWord word, boost
  for warning in result.warnings:
    stderr.writeLine "Warning: " & warning

proc samples(recognizer: Recognizer; path: string): seq[int16] =
  let (audio, rate) = (readWav(path), recognizer.model.sampleRate)
  let channel = recognizer.options.channel
  if audio.rate == rate and audio.channels == 1 and channel <= 1:
    return audio.samples
  if channel > audio.channels:
    raise newException(ClientError, "$#: expected a channel from 1 to $#, got $#" % [path, $audio.channels, $channel])
  if audio.rate < rate:
    stderr.writeLine "Warning: original sample rate ($#) is lower than $# Hz. Up-sampling might produce erratic speech recognition." %
      [$audio.rate, $rate]
  resample(audio.mono(channel), audio.rate, rate)

proc wanted(recognizer: Recognizer; printed: int): int =
  ## How many transcripts to ask for when `printed` ones are shown.
  if recognizer.options.commands.len == 0: printed
  elif recognizer.options.candidates > 0: recognizer.options.candidates
  else: 10

proc match(recognizer: Recognizer; metadata: Metadata): Option[CommandMatch] =
  var texts: seq[string]
  for transcript in metadata.transcripts:
    texts.add transcript.text
  recognizer.grammar.matchCommand(texts, recognizer.options.maxDistance)

proc best(recognizer: Recognizer; metadata: Metadata): string =
  ## The best transcript, and with a grammar the command of all of them in the next line.
  if metadata.transcripts.len > 0:
    result = metadata.transcripts[0].text
  if recognizer.options.commands.len > 0:
    result.add "\n" & commandText(recognizer.match(metadata))

proc json(recognizer: Recognizer; samples: seq[int16]): string =
  let printed = if recognizer.options.candidates > 0: recognizer.options.candidates else: 3
  let wanted = recognizer.wanted(printed)
  let metadata =
    if recognizer.options.keepEmissions: recognizer.model.speechToTextWithEmissions(samples, wanted)
    else: recognizer.model.speechToTextWithMetadata(samples, wanted)
  let command = if recognizer.options.commands.len > 0: commandJson(recognizer.match(metadata)) else: ""
  let count = min(printed, metadata.transcripts.len)
  document(metadata.transcripts[0 ..< count], metadata.emissions, command)

proc streamed(recognizer: Recognizer; samples: seq[int16]; chunk: int; tokens: bool): string =
  var stream = recognizer.model.createStream
  var last = ""
  for begin in countup(0, samples.high, chunk):
    stream.feedAudioContent(samples.toOpenArray(begin, min(begin + chunk, samples.len) - 1))
    let text =
      if tokens: stream.intermediateDecodeWithMetadata.transcripts[0].text
      else: stream.intermediateDecode
    if text != last:
      echo text
    last = text
  if tokens or recognizer.options.commands.len > 0:
    recognizer.best(stream.finishStreamWithMetadata(recognizer.wanted(1)))
  else:
    stream.finishStream

proc transcribe(recognizer: Recognizer; samples: seq[int16]): string =
  let options = recognizer.options
  if options.json and not options.extended:
    recognizer.json(samples)
  elif options.stream > 0 and not options.extended:
    recognizer.streamed(samples, options.stream, false)
  elif options.extendedStream > 0 and not options.extended:
    recognizer.streamed(samples, options.extendedStream, true)
  elif options.extended or options.commands.len > 0:
    recognizer.best(recognizer.model.speechToTextWithMetadata(samples, recognizer.wanted(1)))
  else:
    recognizer.model.speechToText(samples)

proc process(recognizer: Recognizer; path: string) =
  let samples = recognizer.samples(path)
  let begin = cpuTime()
  echo recognizer.transcribe(samples)
  if recognizer.options.times:
    echo "cpu_time_overall=", formatFloat(cpuTime() - begin, ffDecimal, 5)

proc recordings(directory: string): seq[string] =
  ## The WAV files in a directory, by name.
  for kind, path in walkDir(directory):
    if kind in {pcFile, pcLinkToFile} and path.toLowerAscii.endsWith(".wav"):
      result.add path
  result.sort
  if result.len == 0:
    raise newException(ClientError, directory & " contains no WAV file")

proc run(options: Options): int =
  var recognizer = Recognizer(options: options)
  if options.commands.len > 0:
    explain "could not load commands":
      recognizer.grammar = createCommands(options.commands)
  recognizer.model = load(options)
  if not dirExists(options.audio):
    recognizer.process(options.audio)
    return 0
  echo "Running on directory ", options.audio
  for path in recordings(options.audio):
    echo "> ", path
    try:
      recognizer.process(path)
    except CatchableError:
      stderr.writeLine getCurrentExceptionMsg()
      result = 1

proc main(): int =
  try:
    let options = parseOptions(commandLineParams())
    if options.help:
      echo Usage
    elif options.version:
      echo "DeepSpeech ", version()
    else:
      return run(options)
  except CatchableError:
    stderr.writeLine getCurrentExceptionMsg()
    return 1

quit(main())
