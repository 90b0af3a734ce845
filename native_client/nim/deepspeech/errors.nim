## Failures of the library as exceptions.
import std/strutils
import library, native

type
  DeepSpeechError* = object of CatchableError
    ## A failure of the library. Its message has all of the following.
    function*: string ## function of the library that failed, without `DS_`
    code*: ErrorCode
    details*: string ## the reason, with the path or value concerned; may be empty

  ClosedError* = object of DeepSpeechError
    ## A model or grammar that was closed, or a stream that was finished or closed, was used.

proc takeString*(text: cstring): string =
  ## Copies and frees a string of the library; nil becomes an empty string.
  result = $text
  DS_FreeString(text)

proc message*(code: ErrorCode): string =
  ## The message of the library for a code.
  takeString(DS_ErrorCodeToErrorMessage(cint(ord(code))))

proc newDeepSpeechError*(function: string; code: ErrorCode; details: string): ref DeepSpeechError =
  ## An exception with the usual message.
  var text = "$# failed with '$#' (0x$#)" % [function, code.message, toHex(ord(code), 4)]
  if details.len > 0:
    text.add ": " & details
  result = newException(DeepSpeechError, text)
  result.function = function
  result.code = code
  result.details = details

{.push warning[HoleEnumConv]: off.}
proc fail*(function: string; code: cint) {.noreturn.} =
  ## Raises the error of the last call in this thread.
  raise newDeepSpeechError(function, ErrorCode(code), takeString(DS_GetErrorDetails()))
{.pop.}

proc check*(function: string; code: cint) =
  ## Raises unless the code is that of success.
  if code != cint(DS_ERR_OK):
    fail(function, code)

proc refuse*(function, details: string) {.noreturn.} =
  ## Raises for a value that this package refuses itself.
  raise newDeepSpeechError(function, DS_ERR_INVALID_VALUE, details)

proc closed*(kind: string) {.noreturn.} =
  ## Raises for something that was released.
  let error = newException(ClosedError, "the " & kind & " was already closed or finished")
  error.code = DS_ERR_INVALID_VALUE
  raise error

proc unsigned*(function, name: string; value: int64): cuint =
  ## A number or size as the library takes it.
  if value < 0 or value > int64(high(uint32)):
    refuse(function, "the $# must be from 0 to $#, got $#" % [name, $high(uint32), $value])
  cuint(value)

proc text*(function, name, value: string): cstring =
  ## A text as the library takes it, valid as long as `value`. C strings end at a zero byte, so there must be none.
  if '\0' in value:
    refuse(function, "the " & name & " contains a zero byte")
  value.cstring
