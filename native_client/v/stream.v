module deepspeech

// Stream is one utterance. It ends with one of the finish_stream methods or close. Use it in one thread at a time.
@[heap]
pub struct Stream {
mut:
	handle &C.StreamingState = unsafe { nil }
}

// create_stream starts an utterance with the present settings of the model, which may be closed before the stream.
pub fn (model &Model) create_stream() !&Stream {
	mut stream := &Stream{}
	check('CreateStream', C.DS_CreateStream(model.opened()!, &stream.handle))!
	return stream
}

// close releases the stream without decoding it. It does nothing to a stream that has ended.
pub fn (mut stream Stream) close() {
	C.DS_FreeStream(stream.handle)
	stream.handle = unsafe { nil }
}

// free is close, by the name that V gives methods which release memory.
@[unsafe]
pub fn (mut stream Stream) free() {
	stream.close()
}

fn (stream &Stream) opened() !&C.StreamingState {
	if stream.handle == unsafe { nil } {
		return ClosedError{}
	}
	return stream.handle
}

// take returns the handle for a call that releases the stream.
fn (mut stream Stream) take() !&C.StreamingState {
	handle := stream.opened()!
	stream.handle = unsafe { nil }
	return handle
}

// feed_audio_content appends samples. The result does not depend on how the audio is split.
pub fn (mut stream Stream) feed_audio_content(buffer []i16) ! {
	name := 'FeedAudioContent'
	handle := stream.opened()!
	size := size_argument(name, buffer.len)!
	C.DS_FeedAudioContent(handle, &i16(buffer.data), size)
	check(name, C.DS_GetStreamStatus(handle))!
}

// intermediate_decode returns the transcript so far.
pub fn (stream &Stream) intermediate_decode() !string {
	handle := stream.opened()!
	result := C.DS_IntermediateDecode(handle)
	check_result('IntermediateDecode', result, C.DS_GetStreamStatus(handle))!
	return take_text(result)
}

// intermediate_decode_with_metadata returns up to num_results transcripts so far.
pub fn (stream &Stream) intermediate_decode_with_metadata(num_results u32) !Metadata {
	handle := stream.opened()!
	result := C.DS_IntermediateDecodeWithMetadata(handle, num_results)
	check_result('IntermediateDecodeWithMetadata', result, C.DS_GetStreamStatus(handle))!
	return take_metadata(result)
}

// intermediate_decode_flush_buffers returns what finish_stream would return now. The stream is unchanged.
pub fn (mut stream Stream) intermediate_decode_flush_buffers() !string {
	handle := stream.opened()!
	result := C.DS_IntermediateDecodeFlushBuffers(handle)
	check_result('IntermediateDecodeFlushBuffers', result, C.DS_GetStreamStatus(handle))!
	return take_text(result)
}

// intermediate_decode_with_metadata_flush_buffers returns what finish_stream_with_metadata would return now.
pub fn (mut stream Stream) intermediate_decode_with_metadata_flush_buffers(num_results u32) !Metadata {
	name := 'IntermediateDecodeWithMetadataFlushBuffers'
	handle := stream.opened()!
	result := C.DS_IntermediateDecodeWithMetadataFlushBuffers(handle, num_results)
	check_result(name, result, C.DS_GetStreamStatus(handle))!
	return take_metadata(result)
}

// intermediate_decode_with_words returns the words so far; the last one may be incomplete.
pub fn (stream &Stream) intermediate_decode_with_words() !TimedWords {
	handle := stream.opened()!
	result := C.DS_IntermediateDecodeWithWords(handle)
	check_result('IntermediateDecodeWithWords', result, C.DS_GetStreamStatus(handle))!
	return take_words(result)
}

// emissions returns the outputs of the acoustic model from a timestep on; no symbols and no values if the stream does
// not keep them.
pub fn (stream &Stream) emissions(first_timestep u32) !Emissions {
	handle := stream.opened()!
	check('GetStreamEmissions', C.DS_GetStreamStatus(handle))!
	result := C.DS_GetStreamEmissions(handle, first_timestep)
	if result == unsafe { nil } {
		return Emissions{}
	}
	defer {
		C.DS_FreeEmissions(result)
	}
	return convert_emissions(result)
}

// trailing_silence returns the seconds from the end of the last speech to the last sample. To detect the end of an
// utterance, wait until it reaches, for example, 0.8 after text was recognized.
pub fn (stream &Stream) trailing_silence() !f32 {
	return C.DS_GetStreamTrailingSilence(stream.opened()!)
}

// finish_stream computes the rest of the audio, returns the transcript and ends the stream.
pub fn (mut stream Stream) finish_stream() !string {
	handle := stream.take()!
	status := C.DS_GetStreamStatus(handle)
	result := C.DS_FinishStream(handle)
	check_result('FinishStream', result, status)!
	return take_text(result)
}

// finish_stream_with_metadata returns up to num_results transcripts with tokens, times and confidence.
pub fn (mut stream Stream) finish_stream_with_metadata(num_results u32) !Metadata {
	handle := stream.take()!
	status := C.DS_GetStreamStatus(handle)
	result := C.DS_FinishStreamWithMetadata(handle, num_results)
	check_result('FinishStreamWithMetadata', result, status)!
	return take_metadata(result)
}

// finish_stream_with_emissions returns the same with the outputs of the acoustic model, if the stream keeps them.
pub fn (mut stream Stream) finish_stream_with_emissions(num_results u32) !Metadata {
	handle := stream.take()!
	status := C.DS_GetStreamStatus(handle)
	result := C.DS_FinishStreamWithEmissions(handle, num_results)
	check_result('FinishStreamWithEmissions', result, status)!
	return take_metadata_with_emissions(result)
}

// finish_stream_with_words returns the words of the best transcript, with times and confidences.
pub fn (mut stream Stream) finish_stream_with_words() !TimedWords {
	handle := stream.take()!
	status := C.DS_GetStreamStatus(handle)
	result := C.DS_FinishStreamWithWords(handle)
	check_result('FinishStreamWithWords', result, status)!
	return take_words(result)
}
