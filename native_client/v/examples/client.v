// Transcribes a WAV file of 16-bit samples, mono, at the sampling rate of the model, in chunks, and prints what is
// recognized so far.
module main

import deepspeech
import flag
import os

const header_size = 44

fn read_samples(path string) ![]i16 {
	data := os.read_bytes(path)!
	if data.len < header_size || data[..4].bytestr() != 'RIFF' {
		return error('${path}: expected a WAV file')
	}
	mut samples := []i16{cap: data.len / 2}
	for at := header_size; at + 1 < data.len; at += 2 {
		samples << i16(u16(data[at]) | (u16(data[at + 1]) << 8))
	}
	return samples
}

fn add_hot_words(mut model deepspeech.Model, list string) ! {
	for item in list.split(',') {
		word := item.all_before_last(':')
		if word == '' || !item.contains(':') {
			return error('expected word:boost, such as two:7.5, got ${item}')
		}
		model.add_hot_word(word, item.all_after_last(':').f32())!
	}
}

fn run() ! {
	mut options := flag.new_flag_parser(os.args)
	options.application('client')
	options.skip_executable()
	model_path := options.string('model', `m`, '', 'exported model')
	scorer := options.string('scorer', `l`, '', 'external scorer package')
	audio := options.string('audio', `a`, '', 'WAV file')
	beam_width := options.int('beam_width', `b`, 0, 'hypotheses that the decoder keeps')
	hot_words := options.string('hot_words', `w`, '', 'words to boost: word:boost,...')
	chunk := options.int('stream', `s`, 0, 'samples per chunk')
	show_version := options.bool('version', `v`, false, 'print the version')
	rest := options.finalize()!
	if rest.len > 0 {
		return error('unexpected argument: ${rest[0]}')
	}
	if show_version {
		println('DeepSpeech ${deepspeech.version()}')
		return
	}
	mut model := deepspeech.new(model_path)!
	defer {
		model.close()
	}
	if beam_width > 0 {
		model.set_model_beam_width(u32(beam_width))!
	}
	if scorer != '' {
		model.enable_external_scorer(scorer)!
	}
	if hot_words != '' {
		add_hot_words(mut model, hot_words)!
	}
	samples := read_samples(audio)!
	if chunk < 1 {
		println(model.speech_to_text(samples)!)
		return
	}
	mut stream := model.create_stream()!
	defer {
		stream.close()
	}
	mut last := ''
	for at := 0; at < samples.len; at += chunk {
		end := if at + chunk < samples.len { at + chunk } else { samples.len }
		stream.feed_audio_content(samples[at..end])!
		text := stream.intermediate_decode()!
		if text != last {
			println(text)
		}
		last = text
	}
	println(stream.finish_stream()!)
}

fn main() {
	run() or {
		eprintln(err.msg())
		exit(1)
	}
}
