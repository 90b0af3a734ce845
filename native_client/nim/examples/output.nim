## JSON in the layout of the program `deepspeech`.
import std/[math, options, strutils]
import ../deepspeech

proc snprintf(buffer: cstring; size: csize_t; format: cstring): cint {.importc, varargs, header: "<stdio.h>".}

func quote(text: string): string =
  result = "\""
  for character in text:
    case character
    of '"', '\\': result.add "\\" & character
    of '\0' .. '\x1F', '\x7F': result.add "\\u" & toHex(ord(character), 4).toLowerAscii
    else: result.add character
  result.add '"'

proc number(value: float64): string =
  ## A number with six significant digits.
  if classify(value) in {fcNan, fcInf, fcNegInf}:
    return "null"
  result = newString(32)
  result.setLen snprintf(result.cstring, 32, "%.6g", value)

proc transcriptFields(transcript: CandidateTranscript): string =
  ## Confidence and words. A word lasts from its first token to the following space, or to the last token.
  var words: seq[string]
  var text = ""
  var start = 0'f32
  var begun = false
  for i, token in transcript.tokens:
    if not begun:
      (text, start, begun) = ("", token.startTime, true)
    if token.text != " ":
      text.add token.text
    if token.text == " " or i == transcript.tokens.high:
      let duration = max(0, token.startTime - start)
      words.add """{"word":$#,"time":$#,"duration":$#}""" % [quote(text), number(start), number(duration)]
      begun = false
  """"metadata":{"confidence":$#},"words":[$#]""" % [number(transcript.confidence), words.join(",")]

proc emissionsFields(emissions: Emissions): seq[string] =
  var symbols, rows: seq[string]
  for symbol in emissions.symbols:
    symbols.add quote(symbol)
  for timestep in 0 ..< emissions.numTimesteps:
    var row: seq[string]
    for value in emissions.row(timestep):
      row.add number(value)
    rows.add "[" & row.join(",") & "]"
  @["\"alphabet\":[" & symbols.join(",") & "]", "\"emissions\":[\n" & rows.join(",\n") & "\n]"]

proc document*(transcripts: seq[CandidateTranscript]; emissions: Option[Emissions]; command: string): string =
  ## Transcripts, the command (JSON, or empty) and emissions.
  var fields: seq[string]
  if transcripts.len > 0:
    fields.add transcriptFields(transcripts[0])
  if command.len > 0:
    fields.add "\"command\":" & command
  if transcripts.len > 1:
    var others: seq[string]
    for transcript in transcripts[1 .. ^1]:
      others.add "{" & transcriptFields(transcript) & "}"
    fields.add "\"alternatives\":[\n" & others.join(",\n") & "\n]"
  if emissions.isSome:
    fields.add emissionsFields(emissions.get)
  "{\n" & fields.join(",\n") & "\n}\n"

func slots(match: CommandMatch): seq[tuple[name, value: string]] =
  ## Names and values; of two slots of one name, the later value.
  for slot in match.slots:
    let value = if slot.kind == slotText: quote(slot.value) else: slot.value
    var known = false
    for field in result.mitems:
      if field.name == slot.name:
        field.value = value
        known = true
    if not known:
      result.add (slot.name, value)

func commandText*(match: Option[CommandMatch]): string =
  ## The line about a command.
  if match.isNone:
    return "command: none"
  result = "command: " & match.get.intent
  for (name, value) in slots(match.get):
    result.add " " & name & "=" & value

proc commandJson*(match: Option[CommandMatch]): string =
  ## The same as JSON.
  if match.isNone:
    return "null"
  var fields: seq[string]
  for (name, value) in slots(match.get):
    fields.add quote(name) & ":" & value
  """{"intent":$#,"slots":{$#},"sentence":$#,"transcript":$#,"distance":$#}""" % [
    quote(match.get.intent), fields.join(","), quote(match.get.sentence), $match.get.textIndex,
    number(match.get.distance)]
