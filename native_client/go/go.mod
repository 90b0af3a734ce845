module deepspeech.internal/deepspeech

go 1.19
