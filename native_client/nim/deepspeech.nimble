version = "0.1.0"
author = "The deepspeech_tf authors"
description = "Speech to text with libdeepspeech"
license = "MPL-2.0"
installFiles = @["deepspeech.nim"]
installDirs = @["deepspeech", "lib"]
requires "nim >= 1.6.0"
