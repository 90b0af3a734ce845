## Grammars of spoken commands.
import std/options
import errors, native

type
  CommandGrammar* = object
    ## A grammar that was written by data/lm/commands.py. It may be used in several threads.
    handle: ptr NativeCommandGrammar

  SlotKind* = enum ## of a value: a text, a number, "true" or "false"
    slotText, slotNumber, slotTruth

  CommandSlot* = object
    name*: string
    kind*: SlotKind
    value*: string ## what the grammar gives for the words
    text*: string ## the words; empty for a slot that a command has without words

  CommandMatch* = object
    intent*: string
    slots*: seq[CommandSlot] ## in the order of the sentence
    sentence*: string ## the words of the command as the grammar has them
    textIndex*: int ## the transcript that was used
    distance*: float64 ## words that differ, divided by the words of the transcript; 0: none

proc `=destroy`(grammar: var CommandGrammar) =
  DS_FreeCommands(grammar.handle)
  grammar.handle = nil

proc `=copy`(target: var CommandGrammar; source: CommandGrammar) {.error: "a grammar has one owner".}

proc close*(grammar: var CommandGrammar) =
  ## Releases the grammar now. Closing it again does nothing.
  DS_FreeCommands(grammar.handle)
  grammar.handle = nil

proc createCommands*(path: string): CommandGrammar =
  ## Loads a grammar.
  check "CreateCommands", DS_CreateCommands(text("CreateCommands", "path", path), addr result.handle)

func convert(native: ptr NativeCommandMatch): CommandMatch =
  result = CommandMatch(
    intent: $native.intent, sentence: $native.sentence, textIndex: int(native.textIndex), distance: native.distance)
  for i in 0 ..< int(native.numSlots):
    let slot = native.slots[i]
    result.slots.add CommandSlot(name: $slot.name, kind: SlotKind(slot.kind), value: $slot.value, text: $slot.text)

proc matchCommand*(grammar: CommandGrammar; texts: openArray[string]; maxDistance: float32 = 0.25): Option[CommandMatch] =
  ## Finds the command of an utterance, given its transcripts, best first; none if there is none. At most `maxDistance`
  ## (0 to 1) of the words may differ.
  const name = "MatchCommand"
  if grammar.handle == nil:
    closed("grammar")
  var pointers = newSeq[cstring](texts.len + 1)
  for i in 0 ..< texts.len:
    pointers[i] = text(name, "transcript", texts[i])
  let list = cast[ptr UncheckedArray[cstring]](addr pointers[0])
  var match: ptr NativeCommandMatch
  check name, DS_MatchCommand(
    grammar.handle, list, unsigned(name, "number of transcripts", texts.len), maxDistance, addr match)
  if match != nil:
    result = some(convert(match))
    DS_FreeCommandMatch(match)
