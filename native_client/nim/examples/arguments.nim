## The command line: the options of the program `deepspeech`.
import std/[math, strutils]

type
  OptionError* = object of CatchableError

  Options* = object
    model*, scorer*, audio*, commands*: string
    channel*, beamWidth*, candidates*, stream*, extendedStream*: int ## 0: not given
    alpha*, beta*: float32 ## NaN: the scorer's
    hotWords*: seq[tuple[word: string, boost: float32]]
    maxDistance*: float32
    extended*, json*, keepEmissions*, fromBytes*, times*, version*, help*: bool

const Usage* = """
Usage: client --model MODEL [--scorer SCORER] --audio AUDIO [option ...]

  -m, --model FILE              exported model (.tflite)
  -l, --scorer FILE             external scorer package (.scorer)
  -a, --audio PATH              WAV file of 16 bits, or a directory of them
      --channel N               take this channel alone, the first is 1 (default: their average)
  -b, --beam_width N            hypotheses that the decoder keeps (default: the model's)
  -c, --lm_alpha X              weight of the language model (default: the scorer's)
  -d, --lm_beta X               weight per word (default: the scorer's)
  -w, --hot_words W:BOOST,...   words to boost; a negative boost suppresses
  -e, --extended                put the transcript together from its tokens
  -j, --json                    words with times, as JSON
      --candidate_transcripts N transcripts in the JSON output (default: 3)
      --commands FILE           grammar of commands: print intent and slots, too
      --commands_max_distance X words of a command that may differ, as a share (default: 0.25)
      --keep_emissions          with --json: the probabilities of every symbol and timestep, too
  -s, --stream SAMPLES          feed the audio in chunks and show intermediate transcripts
      --extended_stream SAMPLES the same, from tokens
      --init_from_bytes         hand model and scorer to the library as buffers, not as paths
  -t                            print the processor time that inference took
  -v, --version                 print the version
  -h, --help                    print this text"""

proc fail(text: string) {.noreturn.} = raise newException(OptionError, text)

proc whole(name, value: string; unit = 1): int =
  ## A positive multiple of `unit`.
  result = try: parseInt(value) except ValueError: 0
  if result < 1 or result > high(int32) or result mod unit != 0:
    fail("$# must be a multiple of $#, at least $#, got $#" % [name, $unit, $unit, value])

proc number(name, value: string): float32 =
  let number = try: parseFloat(value) except ValueError: NaN
  if classify(number) in {fcNan, fcInf, fcNegInf} or classify(float32(number)) in {fcInf, fcNegInf}:
    fail("$# must be a finite number, got $#" % [name, value])
  float32(number)

proc hotWords(value: string): seq[tuple[word: string, boost: float32]] =
  for item in value.split(','):
    let colon = item.rfind(':')
    if colon < 1:
      fail("expected word:boost, such as two:7.5, got " & item)
    result.add (item[0 ..< colon], number("the boost of " & item[0 ..< colon], item[colon + 1 .. ^1]))

proc setFlag(options: var Options; name: string): bool =
  result = true
  case name
  of "-e", "--extended": options.extended = true
  of "-j", "--json": options.json = true
  of "--keep_emissions": options.keepEmissions = true
  of "--init_from_bytes": options.fromBytes = true
  of "-t": options.times = true
  of "-v", "--version": options.version = true
  of "-h", "--help": options.help = true
  else: result = false

proc setValue(options: var Options; name, value: string) =
  case name
  of "-m", "--model": options.model = value
  of "-l", "--scorer": options.scorer = value
  of "-a", "--audio": options.audio = value
  of "--channel": options.channel = whole(name, value)
  of "-b", "--beam_width": options.beamWidth = whole(name, value)
  of "-c", "--lm_alpha": options.alpha = number(name, value)
  of "-d", "--lm_beta": options.beta = number(name, value)
  of "-w", "--hot_words": options.hotWords = hotWords(value)
  of "--candidate_transcripts": options.candidates = whole(name, value)
  of "--commands": options.commands = value
  of "--commands_max_distance": options.maxDistance = number(name, value)
  of "-s", "--stream": options.stream = whole(name, value, 160)
  of "--extended_stream": options.extendedStream = whole(name, value, 160)
  else: fail("unknown option: " & name)

proc parseOptions*(arguments: seq[string]): Options =
  ## Reads the command line, without the name of the program.
  result = Options(alpha: NaN, beta: NaN, maxDistance: 0.25)
  var i = 0
  while i < arguments.len:
    var name = arguments[i]
    var value = ""
    let equals = name.find('=')
    let attached = name.startsWith("--") and equals > 0
    if attached:
      value = name[equals + 1 .. ^1]
      name.setLen equals
    if not name.startsWith('-'):
      fail("unexpected argument: " & name)
    if attached or not result.setFlag(name):
      if not attached:
        inc i
        if i >= arguments.len:
          fail(name & " expects a value")
        value = arguments[i]
      result.setValue(name, value)
    inc i
  if not (result.version or result.help):
    for (name, path) in {"--model": result.model, "--audio": result.audio}:
      if path.len == 0:
        fail(name & " is missing")
    if not (result.maxDistance >= 0 and result.maxDistance <= 1):
      fail("--commands_max_distance must be from 0 to 1, got " & $result.maxDistance)
