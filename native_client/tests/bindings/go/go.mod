module bindings_go

go 1.21

require github.com/asticode/go-astideepspeech v0.10.0
