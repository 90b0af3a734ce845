## The package on the golden recordings. `DEEPSPEECH_TEST_COMMANDS` names a grammar for the test of commands.
import std/[json, options, os, strutils, unittest]
import ../deepspeech
import ../examples/wav

const
  golden = currentSourcePath().parentDir.parentDir.parentDir.parentDir / "tests" / "golden"
  modelPath = golden / "model" / "output_graph.tflite"
  scorerPath = golden / "kenlm.scorer"

let answers = parseFile(golden / "client" / "stream_tfl.json")["files"]

proc samples(name: string): seq[int16] = readWav(golden / "wav" / name).samples

proc load(): Model =
  result = createModel(modelPath)
  result.enableExternalScorer(scorerPath)

template expectCode(expected: ErrorCode; body: untyped) =
  try:
    body
    check false # no exception
  except DeepSpeechError as error:
    check error.code == expected
    check toHex(ord(expected), 4) in error.msg and expected.message in error.msg

template expectClosed(body: untyped) =
  expect ClosedError:
    discard body

suite "deepspeech":
  test "golden recordings":
    var model = load()
    check answers.len == 3
    for answer in answers:
      let audio = samples(answer["wav"].getStr)
      let expected = answer["stt"].getStr
      check model.speechToText(audio) == expected
      let metadata = model.speechToTextWithMetadata(audio, answer["meta"].len)
      check metadata.transcripts.len == answer["meta"].len
      check metadata.transcripts[0].text == expected
      let tokens = answer["meta"][0]["tokens"]
      check metadata.transcripts[0].tokens.len == tokens.len
      for i, token in metadata.transcripts[0].tokens:
        check token.text == tokens[i][0].getStr and token.timestep == tokens[i][1].getInt
        check token.startTime == float32(tokens[i][2].getFloat)
      var texts: seq[string]
      for word in model.speechToTextWithWords(audio).words:
        texts.add word.text
      check texts.join(" ") == expected

  test "intermediate results":
    var model = load()
    model.setKeepEmissions true
    var stream = model.createStream
    let audio = samples("test0000.wav")
    stream.feedAudioContent audio[0 ..< 16000]
    let text = stream.intermediateDecode
    check text.len > 0 and "two nine six four".startsWith(text.strip)
    let metadata = stream.intermediateDecodeWithMetadata(2)
    check metadata.transcripts.len == 2 and metadata.transcripts[0].text == text and metadata.emissions.isNone
    stream.feedAudioContent audio[16000 .. ^1]
    check stream.intermediateDecodeFlushBuffers == "two nine six four"
    check $stream.intermediateDecodeWithMetadataFlushBuffers(2).transcripts[0] == "two nine six four"
    check stream.intermediateDecodeWithWords.words.len == 4
    stream.feedAudioContent newSeq[int16](32000)
    check stream.trailingSilence > 2 and stream.trailingSilence < 2.6
    let part = stream.emissions(10).get
    let all = stream.finishStreamWithEmissions.emissions.get
    check all.symbols.len == 29 and all.symbols[28] == "" and part.row(0) == all.row(10)

  test "empty stream":
    var model = load()
    var stream = model.createStream
    check stream.emissions.isNone
    stream.feedAudioContent []
    check stream.finishStreamWithWords.words.len == 0

  test "hot-words":
    var model = load()
    let audio = samples("test0000.wav")
    model.addHotWord "nine", -40
    expectCode DS_ERR_FAIL_INSERT_HOTWORD: model.addHotWord "nine", 1
    expectCode DS_ERR_HOTWORD_WITHOUT_EFFECT: model.addHotWord "two words", 1
    expectCode DS_ERR_INVALID_VALUE: model.addHotWord "ni\0ne", 1
    check model.speechToText(audio) != "two nine six four"
    model.eraseHotWord "nine"
    expectCode DS_ERR_FAIL_ERASE_HOTWORD: model.eraseHotWord "nine"
    check model.speechToText(audio) == "two nine six four"
    model.addHotWord "xyzzy", 1
    check model.warnings.len == 1
    model.clearHotWords
    model.disableExternalScorer
    expectCode DS_ERR_SCORER_NOT_ENABLED: model.disableExternalScorer
    expectCode DS_ERR_SCORER_NOT_ENABLED: model.addHotWord "two", 1

  test "missing model and bad scorer":
    let missing = getTempDir() / "missing.tflite"
    expectCode DS_ERR_FAIL_INIT_MMAP: discard createModel(missing)
    try:
      discard createModel(missing)
    except DeepSpeechError as error:
      check "missing.tflite" in error.details and error.function == "CreateModel"
    expectCode DS_ERR_NO_MODEL: discard createModel("")
    expect DeepSpeechError: discard createModelFromBuffer("")
    var model = load()
    expectCode DS_ERR_INVALID_SCORER: model.enableExternalScorer modelPath
    expectCode DS_ERR_INVALID_SCORER: model.enableExternalScorerFromBuffer "no scorer"
    check model.speechToText(samples("test0000.wav")) == "two nine six four"

  test "from memory":
    var model = createModelFromBuffer(readFile(modelPath))
    let scorer = readFile(scorerPath)
    model.enableExternalScorerFromBuffer scorer.toOpenArrayByte(0, scorer.high)
    check model.speechToText(samples("test0000.wav")) == "two nine six four"

  test "settings":
    var model = createModel(modelPath)
    check (model.sampleRate, model.beamWidth, model.threads) == (16000, 500, 1)
    model.setBeamWidth 30
    check model.beamWidth == 30
    expectCode DS_ERR_INVALID_VALUE: model.setBeamWidth 0
    expectCode DS_ERR_INVALID_VALUE: model.setBeamWidth -1
    expectCode DS_ERR_INVALID_VALUE: model.setBeamWidth 1 shl 32
    expectCode DS_ERR_SCORER_NOT_ENABLED: model.setScorerAlphaBeta 1, 1
    model.setThreads 1
    model.setDecoderCompat false
    check version().len > 0

  test "use after release":
    var model = load()
    var stream = model.createStream
    let audio = samples("test0000.wav")
    model.close
    model.close
    expectClosed model.speechToText(audio)
    expectClosed model.speechToTextWithMetadata(audio)
    expectClosed model.speechToTextWithEmissions(audio)
    expectClosed model.speechToTextWithWords(audio)
    expectClosed model.sampleRate
    expectClosed model.warnings
    expect ClosedError: discard model.createStream
    expect ClosedError: model.addHotWord "two", 1
    expect ClosedError: model.enableExternalScorer scorerPath
    stream.feedAudioContent audio
    check stream.finishStream == "two nine six four" # after its model was closed
    stream.close
    stream.freeStream
    expectClosed stream.finishStream
    expectClosed stream.finishStreamWithMetadata
    expectClosed stream.finishStreamWithEmissions
    expectClosed stream.finishStreamWithWords
    expectClosed stream.intermediateDecode
    expectClosed stream.emissions
    expectClosed stream.trailingSilence
    expect ClosedError: stream.feedAudioContent audio

  test "owners":
    var model = load()
    var moved = move(model)
    check moved.sampleRate == 16000
    expectClosed model.sampleRate

  test "resampling":
    let audio = readWav(golden / "wav" / "test0000.wav").mono
    check resample(audio, 16000, 16000).len == audio.len
    check resample(audio, 16000, 8000).len == (audio.len + 1) div 2
    check resample([], 8000, 16000).len == 0
    expectCode DS_ERR_INVALID_VALUE: discard resample(audio, 16000, 10)

  test "commands":
    expectCode DS_ERR_INVALID_COMMANDS: discard createCommands(modelPath)
    let path = getEnv("DEEPSPEECH_TEST_COMMANDS")
    if path.len == 0:
      skip()
    else:
      var grammar = createCommands(path)
      let found = grammar.matchCommand(["turn on the light"]).get
      check found.intent == "Switch" and found.slots.len == 1 and found.slots[0].value == "on"
      check grammar.matchCommand(["something else entirely"]).isNone
      check grammar.matchCommand([]).isNone
      grammar.close
      grammar.close
      expectClosed grammar.matchCommand(["turn on the light"])
