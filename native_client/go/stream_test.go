package deepspeech_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"deepspeech.internal/deepspeech"
)

func asBytes(t *testing.T, audio []int16) []byte {
	t.Helper()
	var buffer bytes.Buffer
	if err := binary.Write(&buffer, binary.LittleEndian, audio); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

// oddReader returns an odd number of bytes at a time.
type oddReader struct{ rest *bytes.Reader }

func (r oddReader) Read(data []byte) (int, error) {
	if len(data) > 333 {
		data = data[:333]
	}
	return r.rest.Read(data)
}

func TestWriter(t *testing.T) {
	model := load(t)
	for _, expected := range answers(t) {
		stream := must[*deepspeech.Stream](t)(model.NewStream())
		data := asBytes(t, samples(t, expected.Wav))
		written := must[int64](t)(io.Copy(stream, oddReader{bytes.NewReader(data)}))
		if written != int64(len(data)) {
			t.Errorf("%d of %d bytes", written, len(data))
		}
		if text := must[string](t)(stream.Finish()); text != expected.Stt {
			t.Errorf("%s: expected %q, got %q", expected.Wav, expected.Stt, text)
		}
		_, err := stream.Write(data)
		wantClosed(t, "Write", err)
	}
}

func TestIntermediateResults(t *testing.T) {
	model := load(t)
	if err := model.SetKeepEmissions(true); err != nil {
		t.Fatal(err)
	}
	stream := must[*deepspeech.Stream](t)(model.NewStream())
	defer stream.Discard()
	audio := samples(t, "test0000.wav")
	stream.FeedAudioContent(audio[:16000])
	text := must[string](t)(stream.IntermediateDecode())
	if !strings.HasPrefix("two nine six four", strings.TrimSpace(text)) || text == "" {
		t.Errorf("so far %q", text)
	}
	metadata := must[*deepspeech.Metadata](t)(stream.IntermediateDecodeWithMetadata(2))
	if metadata.NumTranscripts() != 2 || metadata.Transcripts()[0].Text() != text || metadata.Emissions() != nil {
		t.Errorf("%+v", metadata)
	}
	stream.FeedAudioContent(audio[16000:])
	flushed := must[string](t)(stream.IntermediateDecodeFlushBuffers())
	both := must[*deepspeech.Metadata](t)(stream.IntermediateDecodeWithMetadataFlushBuffers(2))
	if flushed != "two nine six four" || both.Transcripts()[0].Text() != flushed {
		t.Errorf("flushed %q, %+v", flushed, both)
	}
	if words := must[*deepspeech.TimedWords](t)(stream.IntermediateDecodeWithWords()); len(words.Words) != 4 {
		t.Errorf("words %+v", words)
	}
	stream.FeedAudioContent(make([]int16, 32000))
	if silence := must[float32](t)(stream.TrailingSilence()); silence < 2 || silence > 2.6 {
		t.Errorf("%f s of silence", silence)
	}
	part := must[*deepspeech.Emissions](t)(stream.Emissions(10))
	all := must[*deepspeech.Metadata](t)(stream.FinishWithEmissions(1)).Emissions()
	if len(all.Symbols) != 29 || len(all.Values) != 29*all.NumTimesteps || part.Row(0)[28] != all.Row(10)[28] {
		t.Errorf("%d symbols, %d timesteps, %d values", len(all.Symbols), all.NumTimesteps, len(all.Values))
	}
}

func TestEmptyStream(t *testing.T) {
	model := load(t)
	stream := must[*deepspeech.Stream](t)(model.NewStream())
	if emissions := must[*deepspeech.Emissions](t)(stream.Emissions(0)); emissions != nil {
		t.Error("emissions that were not kept")
	}
	if words := must[*deepspeech.TimedWords](t)(stream.FinishWithWords()); len(words.Words) != 0 {
		t.Errorf("words of nothing: %+v", words)
	}
}

func TestEndedStream(t *testing.T) {
	model := load(t)
	for name, end := range map[string]func(*deepspeech.Stream){
		"Finish":  func(s *deepspeech.Stream) { must[string](t)(s.Finish()) },
		"Discard": (*deepspeech.Stream).Discard,
	} {
		stream := must[*deepspeech.Stream](t)(model.NewStream())
		end(stream)
		stream.Discard()
		stream.FeedAudioContent(make([]int16, 320))
		_, err := stream.IntermediateDecode()
		wantClosed(t, name, err)
		_, err = stream.IntermediateDecodeWithMetadata(1)
		wantClosed(t, name, err)
		_, err = stream.TrailingSilence()
		wantClosed(t, name, err)
		_, err = stream.Emissions(0)
		wantClosed(t, name, err)
		_, err = stream.Finish()
		wantClosed(t, name, err)
		_, err = stream.FinishWithWords()
		wantClosed(t, name, err)
		wantClosed(t, name, stream.WriteSamples(nil))
		wantClosed(t, name, stream.Close())
	}
}

func TestCancelledContext(t *testing.T) {
	model := load(t)
	ctx, cancel := context.WithCancel(context.Background())
	stream := must[*deepspeech.Stream](t)(model.NewStreamContext(ctx))
	defer stream.Discard()
	if err := stream.WriteSamples(make([]int16, 1600)); err != nil {
		t.Fatal(err)
	}
	cancel()
	_, write := stream.Write([]byte{0, 0})
	_, finish := stream.Finish()
	_, start := model.NewStreamContext(ctx)
	_, transcribe := model.SpeechToTextContext(ctx, make([]int16, 1600))
	for i, err := range []error{write, finish, start, transcribe} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%d: expected context.Canceled, got %v", i, err)
		}
	}
	text := must[string](t)(model.SpeechToTextContext(context.Background(), samples(t, "test0000.wav")))
	if text != "two nine six four" {
		t.Errorf("got %q", text)
	}
}

// countedContext is done at the sixth look at it.
type countedContext struct {
	context.Context
	looks *int
}

func (c countedContext) Err() error {
	if *c.looks++; *c.looks >= 6 {
		return context.DeadlineExceeded
	}
	return nil
}

func TestContextIsSeenDuringLongAudio(t *testing.T) {
	model := load(t)
	ctx := countedContext{context.Background(), new(int)}
	stream := must[*deepspeech.Stream](t)(model.NewStreamContext(ctx))
	defer stream.Discard()
	written, err := stream.Write(make([]byte, 20*32000))
	if !errors.Is(err, context.DeadlineExceeded) || written != 2*32000 {
		t.Errorf("%d bytes, %v", written, err)
	}
}

func TestTwoStreamsAtOnce(t *testing.T) {
	model := load(t)
	var group sync.WaitGroup
	for _, expected := range answers(t) {
		expected, audio := expected, samples(t, expected.Wav)
		group.Add(1)
		go func() {
			defer group.Done()
			stream, err := model.NewStream()
			if err != nil {
				t.Error(err)
				return
			}
			for ; len(audio) > 320; audio = audio[320:] {
				stream.FeedAudioContent(audio[:320])
			}
			stream.FeedAudioContent(audio)
			if text, err := stream.Finish(); err != nil || text != expected.Stt {
				t.Errorf("%s: expected %q, got %q, %v", expected.Wav, expected.Stt, text, err)
			}
		}()
	}
	group.Wait()
}

func residentPages(t *testing.T) int {
	t.Helper()
	runtime.GC()
	fields := strings.Fields(string(must[[]byte](t)(os.ReadFile("/proc/self/statm"))))
	return must[int](t)(strconv.Atoi(fields[1]))
}

func loadAndFree(t *testing.T, rounds int) {
	t.Helper()
	for i := 0; i < rounds; i++ {
		model := must[*deepspeech.Model](t)(deepspeech.New(modelPath))
		if err := model.EnableExternalScorer(scorerPath); err != nil {
			t.Fatal(err)
		}
		stream := must[*deepspeech.Stream](t)(model.NewStream())
		stream.FeedAudioContent(make([]int16, 800))
		must[*deepspeech.Metadata](t)(stream.FinishWithMetadata(2))
		must[*deepspeech.Stream](t)(model.NewStream()).Discard()
		model.Close()
	}
}

// A thousand rounds do not need more memory than a hundred.
func TestNothingGrows(t *testing.T) {
	if _, err := os.Stat("/proc/self/statm"); err != nil {
		t.Skip("/proc/self/statm is missing")
	}
	loadAndFree(t, 100)
	before := residentPages(t)
	loadAndFree(t, 1000)
	if grown := (residentPages(t) - before) * os.Getpagesize(); grown > 8<<20 {
		t.Errorf("resident memory grew by %d bytes", grown)
	}
}
