module deepspeech

// Model is an acoustic model, optionally with a scorer. Release it with close.
@[heap]
pub struct Model {
mut:
	handle &C.ModelState = unsafe { nil }
}

// new loads an exported .tflite file, or a .pb or .pbmm file of DeepSpeech 0.7 to 0.9.3.
pub fn new(model_path string) !&Model {
	mut model := &Model{}
	path := text_argument('CreateModel', model_path)!
	check('CreateModel', C.DS_CreateModel(path, &model.handle))!
	return model
}

// new_from_buffer loads a model from the contents of its file, which are copied.
pub fn new_from_buffer(data []u8) !&Model {
	name := 'CreateModelFromBuffer'
	mut model := &Model{}
	size := size_argument(name, data.len)!
	check(name, C.DS_CreateModelFromBuffer(&char(data.data), size, &model.handle))!
	return model
}

// close releases the model. Streams of it go on. Closing it again does nothing.
pub fn (mut model Model) close() {
	C.DS_FreeModel(model.handle)
	model.handle = unsafe { nil }
}

// free is close, by the name that V gives methods which release memory.
@[unsafe]
pub fn (mut model Model) free() {
	model.close()
}

fn (model &Model) opened() !&C.ModelState {
	if model.handle == unsafe { nil } {
		return ClosedError{}
	}
	return model.handle
}

// get_model_beam_width returns the number of hypotheses that the decoder keeps.
pub fn (model &Model) get_model_beam_width() !u32 {
	return C.DS_GetModelBeamWidth(model.opened()!)
}

// set_model_beam_width sets the beam width of streams created later.
pub fn (mut model Model) set_model_beam_width(width u32) ! {
	check('SetModelBeamWidth', C.DS_SetModelBeamWidth(model.opened()!, width))!
}

// get_model_sample_rate returns the sampling rate in Hz that the model expects.
pub fn (model &Model) get_model_sample_rate() !int {
	return C.DS_GetModelSampleRate(model.opened()!)
}

// get_model_threads returns the number of threads that run the acoustic model.
pub fn (model &Model) get_model_threads() !u32 {
	return C.DS_GetModelThreads(model.opened()!)
}

// set_model_threads sets the number of threads; 0 means one per processor, which is also the limit.
pub fn (mut model Model) set_model_threads(threads u32) ! {
	check('SetModelThreads', C.DS_SetModelThreads(model.opened()!, threads))!
}

// set_model_keep_emissions sets whether streams created later keep the outputs of the acoustic model.
pub fn (mut model Model) set_model_keep_emissions(keep bool) ! {
	check('SetModelKeepEmissions', C.DS_SetModelKeepEmissions(model.opened()!, truth_argument(keep)))!
}

// set_model_decoder_compat sets whether streams created later treat the last word as DeepSpeech 0.9.3 or correctly.
pub fn (mut model Model) set_model_decoder_compat(like09 bool) ! {
	check('SetModelDecoderCompat', C.DS_SetModelDecoderCompat(model.opened()!, truth_argument(like09)))!
}

// enable_external_scorer uses a .scorer package. If it cannot be loaded, the previous one stays.
pub fn (mut model Model) enable_external_scorer(scorer_path string) ! {
	path := text_argument('EnableExternalScorer', scorer_path)!
	check('EnableExternalScorer', C.DS_EnableExternalScorer(model.opened()!, path))!
}

// enable_external_scorer_from_buffer uses the contents of a .scorer package, which are copied.
pub fn (mut model Model) enable_external_scorer_from_buffer(data []u8) ! {
	name := 'EnableExternalScorerFromBuffer'
	size := size_argument(name, data.len)!
	check(name, C.DS_EnableExternalScorerFromBuffer(model.opened()!, &char(data.data), size))!
}

// disable_external_scorer decodes streams created later without a scorer.
pub fn (mut model Model) disable_external_scorer() ! {
	check('DisableExternalScorer', C.DS_DisableExternalScorer(model.opened()!))!
}

// set_scorer_alpha_beta sets the weights of the language model and of each word. NaN leaves a weight unchanged.
pub fn (mut model Model) set_scorer_alpha_beta(alpha f32, beta f32) ! {
	check('SetScorerAlphaBeta', C.DS_SetScorerAlphaBeta(model.opened()!, alpha, beta))!
}

// add_hot_word boosts a word in streams created later; a negative boost suppresses it. It needs a scorer.
pub fn (mut model Model) add_hot_word(word string, boost f32) ! {
	text := text_argument('AddHotWord', word)!
	check('AddHotWord', C.DS_AddHotWord(model.opened()!, text, boost))!
}

// erase_hot_word removes the boost of a word.
pub fn (mut model Model) erase_hot_word(word string) ! {
	text := text_argument('EraseHotWord', word)!
	check('EraseHotWord', C.DS_EraseHotWord(model.opened()!, text))!
}

// clear_hot_words removes all boosts.
pub fn (mut model Model) clear_hot_words() ! {
	check('ClearHotWords', C.DS_ClearHotWords(model.opened()!))!
}

// get_model_warnings returns what is accepted, but probably wrong, in the settings.
pub fn (model &Model) get_model_warnings() ![]string {
	return take_text(C.DS_GetModelWarnings(model.opened()!)).split_into_lines()
}

// speech_to_text transcribes samples: 16 bits, mono, at the sampling rate of the model.
pub fn (model &Model) speech_to_text(buffer []i16) !string {
	name := 'SpeechToText'
	size := size_argument(name, buffer.len)!
	result := C.DS_SpeechToText(model.opened()!, &i16(buffer.data), size)
	check_result(name, result, 0)!
	return take_text(result)
}

// speech_to_text_with_metadata returns up to num_results transcripts with tokens, times and confidence.
pub fn (model &Model) speech_to_text_with_metadata(buffer []i16, num_results u32) !Metadata {
	name := 'SpeechToTextWithMetadata'
	size := size_argument(name, buffer.len)!
	result := C.DS_SpeechToTextWithMetadata(model.opened()!, &i16(buffer.data), size, num_results)
	check_result(name, result, 0)!
	return take_metadata(result)
}

// speech_to_text_with_emissions returns the same with the outputs of the acoustic model.
pub fn (model &Model) speech_to_text_with_emissions(buffer []i16, num_results u32) !Metadata {
	name := 'SpeechToTextWithEmissions'
	size := size_argument(name, buffer.len)!
	result := C.DS_SpeechToTextWithEmissions(model.opened()!, &i16(buffer.data), size, num_results)
	check_result(name, result, 0)!
	return take_metadata_with_emissions(result)
}

// speech_to_text_with_words returns the words of the best transcript, with times and confidences.
pub fn (model &Model) speech_to_text_with_words(buffer []i16) !TimedWords {
	name := 'SpeechToTextWithWords'
	size := size_argument(name, buffer.len)!
	result := C.DS_SpeechToTextWithWords(model.opened()!, &i16(buffer.data), size)
	check_result(name, result, 0)!
	return take_words(result)
}

// resample converts a recording of one channel, in which full scale is 1.0, to another sampling rate and to 16 bits.
pub fn resample(buffer []f32, from_rate u32, to_rate u32) ![]i16 {
	name := 'ResampleAudio'
	size := size_argument(name, buffer.len)!
	data := &f32(buffer.data)
	mut count := u32(0)
	check(name, C.DS_ResampleAudio(data, size, from_rate, to_rate, unsafe { nil }, 0, &count))!
	mut result := []i16{len: int(count)}
	if count > 0 {
		target := &i16(result.data)
		check(name, C.DS_ResampleAudio(data, size, from_rate, to_rate, target, count, &count))!
	}
	return result
}
