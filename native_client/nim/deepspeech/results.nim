## What the library returns, in memory of Nim.
import std/options
import native

type
  TokenMetadata* = object
    text*: string ## a character, or a byte in bytes mode
    timestep*: int ## row of the model's output
    startTime*: float32 ## seconds from the start of the audio

  CandidateTranscript* = object
    tokens*: seq[TokenMetadata]
    confidence*: float64
      ## natural logarithm of the score, including scorer and hot-words; comparable only for the same audio

  Emissions* = object ## The outputs of the acoustic model before decoding.
    symbols*: seq[string] ## the labels of the alphabet; the last one, empty, is the CTC blank
    numTimesteps*: int
    values*: seq[float64] ## of symbol s at timestep t: `values[t * symbols.len + s]`

  Metadata* = object
    transcripts*: seq[CandidateTranscript] ## best first
    emissions*: Option[Emissions] ## if the call returns them and the stream kept them

  TimedWord* = object
    text*: string
    startTime*: float32 ## of the first token, in seconds from the start of the audio
    endTime*: float32 ## of the following space, at most 0.2 s after the last token, in seconds
    confidence*: float64 ## proportion of the hypotheses that contain the word here, from 0 to 1

  TimedWords* = object ## The words of the best transcript.
    words*: seq[TimedWord]
    confidence*: float64 ## proportion of the hypotheses with exactly these words, from 0 to 1

func text*(transcript: CandidateTranscript): string =
  ## The tokens as one text.
  for token in transcript.tokens:
    result.add token.text

func `$`*(transcript: CandidateTranscript): string = transcript.text

func row*(emissions: Emissions; timestep: int): seq[float64] =
  ## The probabilities of all symbols at a timestep.
  let width = emissions.symbols.len
  emissions.values[timestep * width ..< (timestep + 1) * width]

func convert(transcripts: ptr UncheckedArray[NativeCandidateTranscript]; count: cuint): seq[CandidateTranscript] =
  for i in 0 ..< int(count):
    var transcript = CandidateTranscript(confidence: transcripts[i].confidence)
    for j in 0 ..< int(transcripts[i].numTokens):
      let token = transcripts[i].tokens[j]
      transcript.tokens.add TokenMetadata(text: $token.text, timestep: int(token.timestep), startTime: token.startTime)
    result.add transcript

func convert*(native: ptr NativeAcousticModelEmissions): Emissions =
  ## Copies emissions.
  result.numTimesteps = int(native.numTimesteps)
  for i in 0 ..< int(native.numSymbols):
    result.symbols.add $native.symbols[i]
  result.values.setLen result.symbols.len * result.numTimesteps
  for i in 0 ..< result.values.len:
    result.values[i] = native.emissions[i]

func convert*(native: ptr NativeMetadata): Metadata =
  ## Copies transcripts.
  Metadata(transcripts: convert(native.transcripts, native.numTranscripts))

func convert*(native: ptr NativeMetadataWithEmissions): Metadata =
  ## Copies transcripts and emissions.
  result = Metadata(transcripts: convert(native.transcripts, native.numTranscripts))
  if native.emissions != nil:
    result.emissions = some(convert(native.emissions))

func convert*(native: ptr NativeTimedWords): TimedWords =
  ## Copies words.
  result.confidence = native.confidence
  for i in 0 ..< int(native.numWords):
    let word = native.words[i]
    result.words.add TimedWord(
      text: $word.text, startTime: word.startTime, endTime: word.endTime, confidence: word.confidence)

func convert*(native: cstring): string = $native

proc release*(native: cstring) = DS_FreeString(native)
proc release*(native: ptr NativeMetadata) = DS_FreeMetadata(native)
proc release*(native: ptr NativeMetadataWithEmissions) = DS_FreeMetadataWithEmissions(native)
proc release*(native: ptr NativeAcousticModelEmissions) = DS_FreeEmissions(native)
proc release*(native: ptr NativeTimedWords) = DS_FreeTimedWords(native)
