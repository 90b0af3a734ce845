// Transcribes raw 16-bit samples with go-astideepspeech: bindings_go MODEL SCORER SAMPLES
package main

import (
	"encoding/binary"
	"fmt"
	"log"
	"os"

	"github.com/asticode/go-astideepspeech"
)

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func joined(transcript astideepspeech.CandidateTranscript) (text string) {
	for _, token := range transcript.Tokens() {
		text += token.Text()
	}
	return text
}

func main() {
	bytes, err := os.ReadFile(os.Args[3])
	check(err)
	samples := make([]int16, len(bytes)/2)
	for i := range samples {
		samples[i] = int16(binary.LittleEndian.Uint16(bytes[2*i:]))
	}

	model, err := astideepspeech.New(os.Args[1])
	check(err)
	defer model.Close()
	check(model.EnableExternalScorer(os.Args[2]))
	fmt.Println("rate", model.SampleRate())
	text, err := model.SpeechToText(samples)
	check(err)
	fmt.Println("text", text)

	metadata, err := model.SpeechToTextWithMetadata(samples, 3)
	check(err)
	defer metadata.Close()
	best := metadata.Transcripts()[0]
	fmt.Println("candidates", metadata.NumTranscripts())
	fmt.Println("tokens", joined(best))
	fmt.Printf("confidence %.3f\n", best.Confidence())
	fmt.Printf("first token at %.2f s\n", best.Tokens()[0].StartTime())

	stream, err := model.NewStream()
	check(err)
	for len(samples) > 0 {
		count := min(320, len(samples))
		stream.FeedAudioContent(samples[:count])
		samples = samples[count:]
	}
	text, err = stream.IntermediateDecode()
	check(err)
	fmt.Println("so far", text)
	text, err = stream.Finish()
	check(err)
	fmt.Println("streamed", text)
}
