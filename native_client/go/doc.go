// Package deepspeech transcribes speech with models of DeepSpeech, offline and while it is spoken.
//
// It has the names of github.com/asticode/go-astideepspeech, so that programs for it only change the import:
//
//	import astideepspeech "deepspeech.internal/deepspeech"
//
// A whole program:
//
//	model, err := deepspeech.New("output_graph.tflite")
//	if err != nil {
//		log.Fatal(err)
//	}
//	defer model.Close()
//	if err := model.EnableExternalScorer("kenlm.scorer"); err != nil {
//		log.Fatal(err)
//	}
//	stream, err := model.NewStream()
//	if err != nil {
//		log.Fatal(err)
//	}
//	if _, err := io.Copy(stream, os.Stdin); err != nil { // 16-bit little-endian samples
//		log.Fatal(err)
//	}
//	text, err := stream.Finish()
//
// # Errors
//
// The library's failures are of type [Error], with a [Code] that errors.Is recognizes. Models and streams that
// were closed return [ErrClosed]. Methods without an error result, which have the signatures of
// go-astideepspeech, do nothing or return zero then.
//
// # Memory
//
// Results are copies in Go memory and stay valid. Models and streams that are not closed are released by the garbage
// collector; as it does not know their size, long-running programs should call Close and Discard. A stream keeps
// what it needs of its model, which may be closed first.
//
// # Concurrency
//
// Models and streams may be used by several goroutines. Calls of one stream wait for each other.
package deepspeech
