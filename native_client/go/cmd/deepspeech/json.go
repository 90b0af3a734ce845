package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"deepspeech.internal/deepspeech"
)

// The layout of lines is that of the program deepspeech, so encoding/json is used for texts only.

func quote(text string) string {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		panic(err) // never: texts can be encoded
	}
	return strings.TrimSuffix(buffer.String(), "\n")
}

func number(value float64) string {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return "null"
	}
	return fmt.Sprintf("%.6g", value)
}

// transcriptFields returns confidence and words. A word lasts from its first token to the following space, or to the last token.
func transcriptFields(transcript deepspeech.CandidateTranscript) string {
	var words []string
	var text string
	var start float32
	begun := false
	for i, token := range transcript.Tokens() {
		if !begun {
			text, start, begun = "", token.StartTime(), true
		}
		space := token.Text() == " "
		if !space {
			text += token.Text()
		}
		if space || i+1 == len(transcript.Tokens()) {
			duration := math.Max(0, float64(token.StartTime()-start))
			words = append(words, fmt.Sprintf(`{"word":%s,"time":%s,"duration":%s}`, quote(text),
				number(float64(start)), number(duration)))
			begun = false
		}
	}
	return fmt.Sprintf(`"metadata":{"confidence":%s},"words":[%s]`, number(transcript.Confidence()),
		strings.Join(words, ","))
}

func emissionsFields(e *deepspeech.Emissions) (fields []string) {
	var symbols, rows []string
	for _, symbol := range e.Symbols {
		symbols = append(symbols, quote(symbol))
	}
	for timestep := 0; timestep < e.NumTimesteps; timestep++ {
		var row []string
		for _, value := range e.Row(timestep) {
			row = append(row, number(value))
		}
		rows = append(rows, "["+strings.Join(row, ",")+"]")
	}
	return []string{
		`"alphabet":[` + strings.Join(symbols, ",") + "]",
		"\"emissions\":[\n" + strings.Join(rows, ",\n") + "\n]",
	}
}

// document returns transcripts, the command (JSON, or empty) and emissions (may be nil).
func document(transcripts []deepspeech.CandidateTranscript, emissions *deepspeech.Emissions, command string) string {
	var fields []string
	if len(transcripts) > 0 {
		fields = append(fields, transcriptFields(transcripts[0]))
	}
	if command != "" {
		fields = append(fields, `"command":`+command)
	}
	if len(transcripts) > 1 {
		var others []string
		for _, transcript := range transcripts[1:] {
			others = append(others, "{"+transcriptFields(transcript)+"}")
		}
		fields = append(fields, "\"alternatives\":[\n"+strings.Join(others, ",\n")+"\n]")
	}
	if emissions != nil {
		fields = append(fields, emissionsFields(emissions)...)
	}
	return "{\n" + strings.Join(fields, ",\n") + "\n}\n"
}

// slots returns names and values; of two slots of one name, the later value.
func slots(match *deepspeech.CommandMatch) (names []string, values map[string]deepspeech.CommandSlot) {
	values = map[string]deepspeech.CommandSlot{}
	for _, slot := range match.Slots {
		if _, known := values[slot.Name]; !known {
			names = append(names, slot.Name)
		}
		values[slot.Name] = slot
	}
	return names, values
}

func jsonValue(slot deepspeech.CommandSlot) string {
	if slot.Kind == deepspeech.SlotText {
		return quote(slot.Value)
	}
	return slot.Value
}

func commandText(match *deepspeech.CommandMatch) string {
	if match == nil {
		return "command: none"
	}
	text := "command: " + match.Intent
	names, values := slots(match)
	for _, name := range names {
		text += " " + name + "=" + jsonValue(values[name])
	}
	return text
}

func commandJSON(match *deepspeech.CommandMatch) string {
	if match == nil {
		return "null"
	}
	names, values := slots(match)
	fields := make([]string, len(names))
	for i, name := range names {
		fields[i] = quote(name) + ":" + jsonValue(values[name])
	}
	return fmt.Sprintf(`{"intent":%s,"slots":{%s},"sentence":%s,"transcript":%d,"distance":%s}`, quote(match.Intent),
		strings.Join(fields, ","), quote(match.Sentence), match.TextIndex, number(match.Distance))
}
