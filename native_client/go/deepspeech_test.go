package deepspeech_test

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"deepspeech.internal/deepspeech"
	"deepspeech.internal/deepspeech/internal/wav"
)

var (
	golden     = filepath.Join("..", "..", "tests", "golden")
	modelPath  = filepath.Join(golden, "model", "output_graph.tflite")
	scorerPath = filepath.Join(golden, "kenlm.scorer")
)

// answer is what the client of 0.9.3 answered.
type answer struct {
	Wav  string `json:"wav"`
	Stt  string `json:"stt"`
	Meta []struct {
		Confidence float64 `json:"confidence"`
		Tokens     [][3]any
	} `json:"meta"`
}

func must[T any](t *testing.T) func(T, error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func answers(t *testing.T) []answer {
	t.Helper()
	data := must[[]byte](t)(os.ReadFile(filepath.Join(golden, "client", "stream_tfl.json")))
	var all struct{ Files []answer }
	if err := json.Unmarshal(data, &all); err != nil || len(all.Files) == 0 {
		t.Fatal("no golden answers", err)
	}
	return all.Files
}

func samples(t *testing.T, name string) []int16 {
	t.Helper()
	return must[*wav.Audio](t)(wav.Read(filepath.Join(golden, "wav", name))).Samples
}

func load(t *testing.T) *deepspeech.Model {
	t.Helper()
	model := must[*deepspeech.Model](t)(deepspeech.New(modelPath))
	t.Cleanup(model.Close)
	if err := model.EnableExternalScorer(scorerPath); err != nil {
		t.Fatal(err)
	}
	return model
}

func wantCode(t *testing.T, err error, code deepspeech.Code) {
	t.Helper()
	var failure *deepspeech.Error
	if !errors.Is(err, code) || !errors.As(err, &failure) || failure.Code != code || failure.Message == "" {
		t.Errorf("expected code 0x%04X, got %v", int(code), err)
	}
}

func wantClosed(t *testing.T, name string, err error) {
	t.Helper()
	if !errors.Is(err, deepspeech.ErrClosed) {
		t.Errorf("%s: expected ErrClosed, got %v", name, err)
	}
}

func TestGoldenRecordings(t *testing.T) {
	model := load(t)
	for _, expected := range answers(t) {
		audio := samples(t, expected.Wav)
		if text := must[string](t)(model.SpeechToText(audio)); text != expected.Stt {
			t.Errorf("%s: expected %q, got %q", expected.Wav, expected.Stt, text)
		}
		metadata := must[*deepspeech.Metadata](t)(model.SpeechToTextWithMetadata(audio, uint(len(expected.Meta))))
		metadata.Close()
		metadata.Close()
		if int(metadata.NumTranscripts()) != len(expected.Meta) {
			t.Fatalf("%s: expected %d transcripts, got %d", expected.Wav, len(expected.Meta), metadata.NumTranscripts())
		}
		best, wanted := metadata.Transcripts()[0], expected.Meta[0]
		if best.Text() != expected.Stt || math.Abs(best.Confidence()-wanted.Confidence) > 2e-3 {
			t.Errorf("%s: got %q with confidence %f", expected.Wav, best.Text(), best.Confidence())
		}
		for i, token := range best.Tokens() {
			timestep, start := uint(wanted.Tokens[i][1].(float64)), wanted.Tokens[i][2].(float64)
			if token.Text() != wanted.Tokens[i][0] || token.Timestep() != timestep || token.StartTime() != float32(start) {
				t.Errorf("%s: token %d is %v, expected %v", expected.Wav, i, token, wanted.Tokens[i])
			}
		}
	}
}

func TestSettings(t *testing.T) {
	model := must[*deepspeech.Model](t)(deepspeech.New(modelPath))
	defer model.Close()
	if model.SampleRate() != 16000 || model.BeamWidth() != 500 || model.Threads() != 1 {
		t.Errorf("got rate %d, beam width %d, threads %d", model.SampleRate(), model.BeamWidth(), model.Threads())
	}
	if err := model.SetBeamWidth(30); err != nil || model.BeamWidth() != 30 {
		t.Error("beam width", err, model.BeamWidth())
	}
	wantCode(t, model.SetBeamWidth(0), deepspeech.CodeInvalidValue)
	wantCode(t, model.SetBeamWidth(1<<32), deepspeech.CodeInvalidValue)
	wantCode(t, model.DisableExternalScorer(), deepspeech.CodeScorerNotEnabled)
	wantCode(t, model.SetScorerAlphaBeta(1, 1), deepspeech.CodeScorerNotEnabled)
	wantCode(t, model.AddHotWord("two", 1), deepspeech.CodeScorerNotEnabled)
	if err := model.SetThreads(1); err != nil {
		t.Error(err)
	}
	if err := model.SetDecoderCompat(false); err != nil {
		t.Error(err)
	}
	if deepspeech.Version() == "" {
		t.Error("no version")
	}
}

func TestHotWords(t *testing.T) {
	model := load(t)
	audio := samples(t, "test0000.wav")
	before := must[*deepspeech.Metadata](t)(model.SpeechToTextWithMetadata(audio, 1)).Transcripts()[0]
	if err := model.AddHotWord("nine", -40); err != nil {
		t.Fatal(err)
	}
	wantCode(t, model.AddHotWord("nine", 1), deepspeech.CodeFailInsertHotWord)
	wantCode(t, model.AddHotWord("two words", 1), deepspeech.CodeHotWordWithoutEffect)
	wantCode(t, model.AddHotWord("ni\x00ne", 1), deepspeech.CodeInvalidValue)
	suppressed := must[string](t)(model.SpeechToText(audio))
	if suppressed == before.Text() {
		t.Errorf("the suppressed word is still in %q", suppressed)
	}
	if err := model.EraseHotWord("nine"); err != nil {
		t.Fatal(err)
	}
	wantCode(t, model.EraseHotWord("nine"), deepspeech.CodeFailEraseHotWord)
	if err := model.ClearHotWords(); err != nil {
		t.Fatal(err)
	}
	if text := must[string](t)(model.SpeechToText(audio)); text != before.Text() {
		t.Errorf("without hot-words: %q", text)
	}
	if err := model.AddHotWord("xyzzy", 1); err != nil {
		t.Fatal(err)
	}
	if warnings := must[[]string](t)(model.Warnings()); len(warnings) != 1 {
		t.Errorf("expected a warning about an unknown word, got %q", warnings)
	}
}

func TestMissingModelAndBadScorer(t *testing.T) {
	_, err := deepspeech.New(filepath.Join(t.TempDir(), "missing.tflite"))
	wantCode(t, err, deepspeech.CodeFailInitMmap)
	var failure *deepspeech.Error
	if errors.As(err, &failure); failure.Details == "" || failure.Function != "CreateModel" {
		t.Errorf("no reason in %v", err)
	}
	_, err = deepspeech.New("")
	wantCode(t, err, deepspeech.CodeNoModel)
	_, err = deepspeech.NewFromBytes(nil)
	if err == nil {
		t.Error("an empty model was loaded")
	}
	model := load(t)
	wantCode(t, model.EnableExternalScorer(modelPath), deepspeech.CodeInvalidScorer)
	wantCode(t, model.EnableExternalScorerFromBytes([]byte("no scorer")), deepspeech.CodeInvalidScorer)
	if text := must[string](t)(model.SpeechToText(samples(t, "test0000.wav"))); text != "two nine six four" {
		t.Errorf("the previous scorer is not in use: %q", text)
	}
}

func TestFromBytes(t *testing.T) {
	model := must[*deepspeech.Model](t)(deepspeech.NewFromBytes(must[[]byte](t)(os.ReadFile(modelPath))))
	defer model.Close()
	scorer := must[[]byte](t)(os.ReadFile(scorerPath))
	if err := model.EnableExternalScorerFromBytes(scorer); err != nil {
		t.Fatal(err)
	}
	if text := must[string](t)(model.SpeechToText(samples(t, "test0000.wav"))); text != "two nine six four" {
		t.Errorf("got %q", text)
	}
}

func TestClosedModel(t *testing.T) {
	model := load(t)
	stream := must[*deepspeech.Stream](t)(model.NewStream())
	model.Close()
	model.Close()
	if model.SampleRate() != 0 || model.BeamWidth() != 0 || model.Threads() != 0 {
		t.Error("a closed model has settings")
	}
	audio := samples(t, "test0000.wav")
	_, err := model.SpeechToText(audio)
	wantClosed(t, "SpeechToText", err)
	_, err = model.SpeechToTextWithMetadata(audio, 1)
	wantClosed(t, "SpeechToTextWithMetadata", err)
	_, err = model.SpeechToTextWithWords(audio)
	wantClosed(t, "SpeechToTextWithWords", err)
	_, err = model.NewStream()
	wantClosed(t, "NewStream", err)
	_, err = model.Warnings()
	wantClosed(t, "Warnings", err)
	wantClosed(t, "EnableExternalScorer", model.EnableExternalScorer(scorerPath))
	wantClosed(t, "AddHotWord", model.AddHotWord("two", 1))
	wantClosed(t, "SetThreads", model.SetThreads(1))
	stream.FeedAudioContent(audio)
	if text := must[string](t)(stream.Finish()); text != "two nine six four" {
		t.Errorf("the stream of the closed model: %q", text)
	}
}

// Closing a model while others use it waits for them or refuses them.
func TestClosedDuringUse(t *testing.T) {
	model := must[*deepspeech.Model](t)(deepspeech.New(modelPath))
	audio := samples(t, "test0000.wav")
	var group, begun sync.WaitGroup
	for i := 0; i < 2; i++ {
		group.Add(1)
		begun.Add(1)
		go func() {
			defer group.Done()
			if text, err := model.SpeechToText(audio); text == "" {
				t.Error("no transcript", err)
			}
			begun.Done()
			for {
				if _, err := model.SpeechToText(audio); err != nil {
					wantClosed(t, "SpeechToText", err)
					return
				}
			}
		}()
	}
	begun.Wait()
	model.Close()
	group.Wait()
}

func TestResample(t *testing.T) {
	recording := &wav.Audio{Rate: 16000, Channels: 1, Samples: samples(t, "test0000.wav")}
	mono := must[[]float32](t)(recording.Mono(0))
	same := must[[]int16](t)(deepspeech.Resample(mono, 16000, 16000))
	half := must[[]int16](t)(deepspeech.Resample(mono, 16000, 8000))
	if len(same) != len(mono) || len(half) != (len(mono)+1)/2 {
		t.Errorf("got %d and %d of %d samples", len(same), len(half), len(mono))
	}
	_, err := deepspeech.Resample(mono, 16000, 10)
	wantCode(t, err, deepspeech.CodeInvalidValue)
	if none := must[[]int16](t)(deepspeech.Resample(nil, 8000, 16000)); len(none) != 0 {
		t.Errorf("got %d samples of none", len(none))
	}
}

func TestCommands(t *testing.T) {
	_, err := deepspeech.LoadCommands(modelPath)
	wantCode(t, err, deepspeech.CodeInvalidCommands)
	path := os.Getenv("DEEPSPEECH_TEST_COMMANDS") // "turn on the light" is {Switch, state "on"} in it
	if path == "" {
		t.Skip("DEEPSPEECH_TEST_COMMANDS is not set")
	}
	grammar := must[*deepspeech.CommandGrammar](t)(deepspeech.LoadCommands(path))
	match := must[*deepspeech.CommandMatch](t)(grammar.Match([]string{"turn on the light"}, 0.25))
	if match == nil || match.Intent != "Switch" || len(match.Slots) != 1 || match.Slots[0].Value != "on" {
		t.Errorf("got %+v", match)
	}
	if none := must[*deepspeech.CommandMatch](t)(grammar.Match([]string{"something else entirely"}, 0.25)); none != nil {
		t.Errorf("got %+v", none)
	}
	grammar.Close()
	grammar.Close()
	_, err = grammar.Match([]string{"turn on the light"}, 0.25)
	wantClosed(t, "Match", err)
}
