// Deepspeech transcribes WAV files with an exported model and an optional scorer. It takes the options of the
// program of the same name in the native client, and prints the same.
package main

import (
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"deepspeech.internal/deepspeech"
	"deepspeech.internal/deepspeech/internal/wav"
)

func main() {
	o, err := parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err == nil {
		err = run(o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(o *options) error {
	if o.version {
		fmt.Println("DeepSpeech", deepspeech.Version())
		return nil
	}
	var grammar *deepspeech.CommandGrammar
	if o.commands != "" {
		var err error
		if grammar, err = deepspeech.LoadCommands(o.commands); err != nil {
			return fmt.Errorf("could not load commands: %w", err)
		}
		defer grammar.Close()
	}
	model, err := load(o)
	if err != nil {
		return err
	}
	defer model.Close()
	files := []string{o.audio}
	if info, err := os.Stat(o.audio); err == nil && info.IsDir() {
		if files, err = recordings(o.audio); err != nil {
			return err
		}
		fmt.Println("Running on directory", o.audio)
	}
	failed := 0
	for _, path := range files {
		if path != o.audio {
			fmt.Println(">", path)
		}
		if err := process(&recognizer{model, grammar, o}, path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			failed++
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d files were not transcribed", failed, len(files))
	}
	return nil
}

// recordings returns the WAV files in a directory, by name.
func recordings(directory string) ([]string, error) {
	entries, err := os.ReadDir(directory)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, entry := range entries {
		if !entry.IsDir() && strings.EqualFold(filepath.Ext(entry.Name()), ".wav") {
			files = append(files, directory+"/"+entry.Name())
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s contains no WAV file", directory)
	}
	return files, nil
}

func load(o *options) (*deepspeech.Model, error) {
	model, err := create(o)
	if err != nil {
		return nil, fmt.Errorf("could not create model: %w", err)
	}
	if err := configure(model, o); err != nil {
		model.Close()
		return nil, err
	}
	warnings, err := model.Warnings()
	for _, warning := range warnings {
		fmt.Fprintln(os.Stderr, "Warning:", warning)
	}
	return model, err
}

func create(o *options) (*deepspeech.Model, error) {
	if !o.fromBytes {
		return deepspeech.New(o.model)
	}
	data, err := os.ReadFile(o.model)
	if err != nil {
		return nil, err
	}
	return deepspeech.NewFromBytes(data)
}

func configure(model *deepspeech.Model, o *options) error {
	if o.beamWidth > 0 {
		if err := model.SetBeamWidth(o.beamWidth); err != nil {
			return fmt.Errorf("could not set model beam width: %w", err)
		}
	}
	if o.scorer != "" {
		if err := enableScorer(model, o); err != nil {
			return fmt.Errorf("could not enable external scorer: %w", err)
		}
		if err := model.SetScorerAlphaBeta(o.alpha, o.beta); err != nil {
			return fmt.Errorf("error setting scorer alpha and beta: %w", err)
		}
	} else if !math.IsNaN(float64(o.alpha)) || !math.IsNaN(float64(o.beta)) {
		fmt.Fprintln(os.Stderr, "Warning: --lm_alpha and --lm_beta have no effect without --scorer.")
	}
	for _, boosted := range o.hotWords {
		if err := model.AddHotWord(boosted.word, boosted.boost); err != nil {
			return fmt.Errorf("could not enable hot-word: %w", err)
		}
	}
	return nil
}

func enableScorer(model *deepspeech.Model, o *options) error {
	if !o.fromBytes {
		return model.EnableExternalScorer(o.scorer)
	}
	data, err := os.ReadFile(o.scorer)
	if err != nil {
		return err
	}
	return model.EnableExternalScorerFromBytes(data)
}

// readSamples reads a recording and converts it to what the model takes.
func readSamples(path string, o *options, rate int) ([]int16, error) {
	audio, err := wav.Read(path)
	if err != nil {
		return nil, err
	}
	if audio.Rate == rate && audio.Channels == 1 && o.channel <= 1 {
		return audio.Samples, nil
	}
	if audio.Rate < rate {
		fmt.Fprintf(os.Stderr, "Warning: original sample rate (%d) is lower than %d Hz. Up-sampling might produce "+
			"erratic speech recognition.\n", audio.Rate, rate)
	}
	mono, err := audio.Mono(o.channel)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return deepspeech.Resample(mono, uint(audio.Rate), uint(rate))
}

func process(r *recognizer, path string) error {
	samples, err := readSamples(path, r.options, r.model.SampleRate())
	if err != nil {
		return err
	}
	begin := processorTime()
	output, err := r.transcribe(samples)
	if err != nil {
		return fmt.Errorf("could not transcribe %s: %w", path, err)
	}
	fmt.Println(output)
	if r.options.times {
		fmt.Printf("cpu_time_overall=%.05f\n", processorTime()-begin)
	}
	return nil
}

// processorTime returns the seconds of processor time that this process has used.
func processorTime() float64 {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e9
}
