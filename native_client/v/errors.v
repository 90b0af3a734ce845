module deepspeech

#flag -I @VMODROOT/include
#flag -I @VMODROOT/../include
#flag -L @VMODROOT/lib
#flag -L @VMODROOT/../python/deepspeech/lib
#flag -Wl,-rpath,@VMODROOT/lib
#flag -ldeepspeech

// DeepSpeechError is a failure of the library.
pub struct DeepSpeechError {
	Error
pub:
	function string    // of the library that failed, without DS_
	status   ErrorCode // its status code
	details  string    // the reason, with the path or value concerned; may be empty
}

// msg returns function, message, code and reason in one line.
pub fn (err DeepSpeechError) msg() string {
	meaning := take_text(C.DS_ErrorCodeToErrorMessage(int(err.status)))
	text := "${err.function} failed with '${meaning}' (0x${int(err.status):04X})"
	return if err.details == '' { text } else { '${text}: ${err.details}' }
}

// code returns the status code as a number.
pub fn (err DeepSpeechError) code() int {
	return int(err.status)
}

// ClosedError is returned by the methods of what was closed or finished.
pub struct ClosedError {
	Error
}

// msg returns what was done wrong.
pub fn (err ClosedError) msg() string {
	return 'the model, stream or grammar was already closed or finished'
}

// failure returns the error of the last call in this thread.
fn failure(function string, code int) IError {
	return DeepSpeechError{
		function: function
		status:   unsafe { ErrorCode(code) }
		details:  take_text(C.DS_GetErrorDetails())
	}
}

// invalid returns the error for a value that this module refuses itself.
fn invalid(function string, details string) IError {
	return DeepSpeechError{
		function: function
		status:   .invalid_value
		details:  details
	}
}

fn check(function string, code int) ! {
	if code != 0 {
		return failure(function, code)
	}
}

// check_result returns the error of a function that returned no result.
fn check_result(function string, result voidptr, code int) ! {
	if result == unsafe { nil } {
		return failure(function, if code == 0 { int(ErrorCode.fail_run_sess) } else { code })
	}
}

// text_argument returns a text as the library takes it; C strings end at a zero byte, so there must be none.
fn text_argument(function string, text string) !&char {
	if text.contains_u8(0) {
		return invalid(function, 'the text contains a zero byte')
	}
	return &char(text.str)
}

// size_argument returns a number or size as the library takes it.
fn size_argument(function string, value i64) !u32 {
	if value < 0 || value > 0xffffffff {
		return invalid(function, '${value} is not from 0 to 4294967295')
	}
	return u32(value)
}

// truth_argument returns a truth value as the library takes it.
fn truth_argument(value bool) int {
	return if value { 1 } else { 0 }
}

// copy_text copies a text of the library; a null pointer becomes an empty text.
fn copy_text(text &char) string {
	if text == unsafe { nil } {
		return ''
	}
	return unsafe { cstring_to_vstring(text) }
}

// take_text copies a text and releases it.
fn take_text(text &char) string {
	defer {
		C.DS_FreeString(text)
	}
	return copy_text(text)
}

// version returns the version of the library.
pub fn version() string {
	return take_text(C.DS_Version())
}
