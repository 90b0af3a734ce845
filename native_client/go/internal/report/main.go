// Report prints what every kind of call returns for recordings, one value per line, for comparison with the other bindings:
//
//	report MODEL SCORER WAV...
//
// Floating-point numbers are printed as their bits, so that equal means identical.
package main

import (
	"bufio"
	"fmt"
	"log"
	"math"
	"os"
	"sync"

	"deepspeech.internal/deepspeech"
	"deepspeech.internal/deepspeech/internal/wav"
)

var out = bufio.NewWriter(os.Stdout)

func must[T any](value T, err error) T {
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func text(name, value string) { fmt.Fprintf(out, "%s\t%s\n", name, value) }

func metadata(name string, m *deepspeech.Metadata) {
	for _, transcript := range m.Transcripts() {
		fmt.Fprintf(out, "%s\ttranscript\t%016x\n", name, math.Float64bits(transcript.Confidence()))
		for _, token := range transcript.Tokens() {
			start := math.Float32bits(token.StartTime())
			fmt.Fprintf(out, "%s\ttoken\t%s\t%d\t%08x\n", name, token.Text(), token.Timestep(), start)
		}
	}
	if m.Emissions() != nil {
		emissions(name, m.Emissions())
	}
}

func words(name string, w *deepspeech.TimedWords) {
	fmt.Fprintf(out, "%s\twords\t%016x\n", name, math.Float64bits(w.Confidence))
	for _, word := range w.Words {
		start, end := math.Float32bits(word.StartTime), math.Float32bits(word.EndTime)
		fmt.Fprintf(out, "%s\tword\t%s\t%08x\t%08x\t%016x\n", name, word.Text, start, end, math.Float64bits(word.Confidence))
	}
}

func emissions(name string, e *deepspeech.Emissions) {
	for _, symbol := range e.Symbols {
		fmt.Fprintf(out, "%s\tsymbol\t%s\n", name, symbol)
	}
	for row := 0; row < e.NumTimesteps; row++ {
		fmt.Fprintf(out, "%s\trow", name)
		for _, value := range e.Row(row) {
			fmt.Fprintf(out, "\t%016x", math.Float64bits(value))
		}
		fmt.Fprintln(out)
	}
}

// whole transcribes a recording by each of the functions that take all of it.
func whole(model *deepspeech.Model, samples []int16) {
	text("text", must(model.SpeechToText(samples)))
	metadata("metadata", must(model.SpeechToTextWithMetadata(samples, 3)))
	words("words", must(model.SpeechToTextWithWords(samples)))
	metadata("emissions", must(model.SpeechToTextWithEmissions(samples, 1)))
}

// stream feeds a recording in chunks of 20 ms.
func stream(model *deepspeech.Model, samples []int16) *deepspeech.Stream {
	s := must(model.NewStream())
	for begin := 0; begin < len(samples); begin += 320 {
		end := begin + 320
		if end > len(samples) {
			end = len(samples)
		}
		check(s.WriteSamples(samples[begin:end]))
	}
	return s
}

// streamed transcribes a recording by each of the functions of a stream.
func streamed(model *deepspeech.Model, samples []int16) {
	s := stream(model, samples)
	text("so far", must(s.IntermediateDecode()))
	metadata("so far", must(s.IntermediateDecodeWithMetadata(2)))
	words("so far", must(s.IntermediateDecodeWithWords()))
	text("flushed", must(s.IntermediateDecodeFlushBuffers()))
	metadata("flushed", must(s.IntermediateDecodeWithMetadataFlushBuffers(2)))
	emissions("so far", must(s.Emissions(5)))
	fmt.Fprintf(out, "silence\t%08x\n", math.Float32bits(must(s.TrailingSilence())))
	metadata("finished", must(s.FinishWithEmissions(2)))
	text("finished", must(stream(model, samples).Finish()))
	metadata("finished", must(stream(model, samples).FinishWithMetadata(2)))
	words("finished", must(stream(model, samples).FinishWithWords()))
}

// atOnce transcribes all recordings at the same time, each in its own goroutine.
func atOnce(model *deepspeech.Model, recordings [][]int16) {
	texts := make([]string, len(recordings))
	var group sync.WaitGroup
	for i := range recordings {
		group.Add(1)
		go func(i int) {
			defer group.Done()
			texts[i] = must(stream(model, recordings[i]).Finish())
		}(i)
	}
	group.Wait()
	for _, transcript := range texts {
		text("at once", transcript)
	}
}

func main() {
	model := must(deepspeech.New(os.Args[1]))
	defer model.Close()
	var recordings [][]int16
	for _, path := range os.Args[3:] {
		recordings = append(recordings, must(wav.Read(path)).Samples)
	}
	text("version", deepspeech.Version())
	fmt.Fprintf(out, "model\t%d\t%d\n", model.SampleRate(), model.BeamWidth())
	check(model.SetKeepEmissions(true))
	whole(model, recordings[0])
	check(model.EnableExternalScorer(os.Args[2]))
	for _, samples := range recordings {
		whole(model, samples)
		streamed(model, samples)
	}
	atOnce(model, recordings)
	check(model.AddHotWord("nine", -40))
	metadata("hot-word", must(model.SpeechToTextWithMetadata(recordings[0], 2)))
	check(model.ClearHotWords())
	check(model.SetScorerAlphaBeta(0.2, 3))
	metadata("weights", must(model.SpeechToTextWithMetadata(recordings[0], 2)))
	check(out.Flush())
}
