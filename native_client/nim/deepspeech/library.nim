## Links libdeepspeech: from the folder `lib` of the package, from the built checkout, or from the folder that
## `-d:deepspeechLib=FOLDER` names. Programs find it there when they run.
import std/os

{.used.}

const
  deepspeechLib {.strdefine.} = ""
  package = currentSourcePath().parentDir.parentDir
  packaged = package / "lib"
  built = package.parentDir / "python" / "deepspeech" / "lib"
  folder =
    if deepspeechLib.len > 0: deepspeechLib
    elif fileExists(packaged / "libdeepspeech.so"): packaged
    else: built

{.passL: "-L" & quoteShell(folder) & " -Wl,-rpath," & quoteShell(folder) & " -ldeepspeech".}
