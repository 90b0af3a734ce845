package main

import (
	"flag"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
)

// hotWord is a word and its boost.
type hotWord struct {
	word  string
	boost float32
}

// options is the command line.
type options struct {
	model, scorer, audio   string
	channel                int
	beamWidth              uint
	alpha, beta            float32 // NaN: the scorer's
	hotWords               []hotWord
	extended, json         bool
	candidates             uint // 0: the default
	commands               string
	maxDistance            float64
	keepEmissions          bool
	stream, extendedStream int // samples; 0: not streamed
	fromBytes              bool
	times, version         bool
}

// parse reads the command line. Each option has the long name of the program deepspeech, and its letter.
func parse(arguments []string) (*options, error) {
	o := &options{alpha: float32(math.NaN()), beta: float32(math.NaN())}
	flags := flag.NewFlagSet("deepspeech", flag.ContinueOnError)
	flags.SetOutput(os.Stdout)
	flags.Usage = func() {
		fmt.Println("Usage: deepspeech --model MODEL [--scorer SCORER] --audio AUDIO [option ...]")
		flags.PrintDefaults()
	}
	text := func(target *string, usage string, names ...string) {
		for _, name := range names {
			flags.StringVar(target, name, "", usage)
		}
	}
	truth := func(target *bool, usage string, names ...string) {
		for _, name := range names {
			flags.BoolVar(target, name, false, usage)
		}
	}
	value := func(set func(string) error, usage string, names ...string) {
		for _, name := range names {
			flags.Func(name, usage, set)
		}
	}
	text(&o.model, "exported `model`", "model", "m")
	text(&o.scorer, "external `scorer` package", "scorer", "l")
	text(&o.audio, "WAV `file` of 16 bits, or a directory of them", "audio", "a")
	value(whole(&o.channel, 1), "take this `channel` alone, the first is 1 (default: their average)", "channel")
	value(count(&o.beamWidth), "`hypotheses` that the decoder keeps (default: the model's)", "beam_width", "b")
	value(weight(&o.alpha), "`weight` of the language model (default: the scorer's)", "lm_alpha", "c")
	value(weight(&o.beta), "`weight` per word (default: the scorer's)", "lm_beta", "d")
	value(o.addHotWords, "words to boost: `word:boost,...`; a negative boost suppresses", "hot_words", "w")
	truth(&o.extended, "put the transcript together from its tokens", "extended", "e")
	truth(&o.json, "words with times, as JSON", "json", "j")
	value(count(&o.candidates), "`transcripts` in the JSON output (default: 3)", "candidate_transcripts")
	text(&o.commands, "grammar `file` of commands: print intent and slots, too", "commands")
	flags.Float64Var(&o.maxDistance, "commands_max_distance", 0.25, "`share` of the words of a command that may differ")
	truth(&o.keepEmissions, "with -json: the probabilities of every symbol and timestep, too", "keep_emissions")
	value(whole(&o.stream, 160), "feed the audio in chunks of these `samples` and show intermediate transcripts", "stream", "s")
	value(whole(&o.extendedStream, 160), "the same, from tokens; `samples` per chunk", "extended_stream")
	truth(&o.fromBytes, "hand model and scorer to the library as buffers, not as paths", "init_from_bytes")
	truth(&o.times, "print the processor time that inference took", "t")
	truth(&o.version, "print the version", "version", "v")
	if err := flags.Parse(arguments); err != nil {
		return nil, err
	}
	return o, o.check(flags.Args())
}

func (o *options) check(rest []string) error {
	switch {
	case o.version:
		return nil
	case len(rest) > 0:
		return fmt.Errorf("unexpected argument: %s", rest[0])
	case o.model == "":
		return fmt.Errorf("--model is missing")
	case o.audio == "":
		return fmt.Errorf("--audio is missing")
	case !(o.maxDistance >= 0 && o.maxDistance <= 1):
		return fmt.Errorf("--commands_max_distance must be from 0 to 1, got %g", o.maxDistance)
	}
	return nil
}

// whole sets an integer of at least 1 that is a multiple of unit.
func whole(target *int, unit int) func(string) error {
	return func(text string) error {
		number, err := strconv.ParseInt(text, 10, 31)
		if err != nil || number < 1 || number%int64(unit) != 0 {
			return fmt.Errorf("expected a multiple of %d, at least %d", unit, unit)
		}
		*target = int(number)
		return nil
	}
}

func count(target *uint) func(string) error {
	return func(text string) error {
		var number int
		err := whole(&number, 1)(text)
		*target = uint(number)
		return err
	}
}

func weight(target *float32) func(string) error {
	return func(text string) error {
		number, err := strconv.ParseFloat(text, 32)
		if err != nil || math.IsNaN(number) || math.IsInf(number, 0) {
			return fmt.Errorf("expected a finite number")
		}
		*target = float32(number)
		return nil
	}
}

func (o *options) addHotWords(text string) error {
	for _, item := range strings.Split(text, ",") {
		colon := strings.LastIndex(item, ":")
		var boost float32
		if colon < 1 || weight(&boost)(item[colon+1:]) != nil {
			return fmt.Errorf("expected word:boost, such as two:7.5, got %q", item)
		}
		o.hotWords = append(o.hotWords, hotWord{item[:colon], boost})
	}
	return nil
}
