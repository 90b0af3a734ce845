//! Conversions between Rust and C that the safe types share.
use std::ffi::{CStr, CString};
use std::os::raw::{c_char, c_int, c_uint};
use std::slice;
use std::string::FromUtf8Error;

use crate::errors::{DeepspeechError, LibraryError};
use crate::sys;

pub type Result<T> = std::result::Result<T, DeepspeechError>;

/// Turns a status code into a result.
pub fn check(code: c_int) -> Result<()> {
    if code == 0 {
        Ok(())
    } else {
        Err(DeepspeechError::from(code))
    }
}

/// The bytes of a C string; none for a null pointer.
///
/// # Safety
///
/// The pointer is null or points to a string that ends with zero.
pub unsafe fn bytes(text: *const c_char) -> Vec<u8> {
    if text.is_null() {
        return Vec::new();
    }
    unsafe { CStr::from_ptr(text) }.to_bytes().to_vec()
}

/// A C string, whose invalid UTF-8 becomes U+FFFD.
///
/// # Safety
///
/// As for [`bytes`].
pub unsafe fn lossy(text: *const c_char) -> String {
    String::from_utf8_lossy(&unsafe { bytes(text) }).into_owned()
}

/// An array of the library; empty for a null pointer.
///
/// # Safety
///
/// The pointer is null or points to as many elements, which live as long as the result.
pub unsafe fn array<'a, T>(first: *const T, count: usize) -> &'a [T] {
    if first.is_null() || count == 0 {
        return &[];
    }
    unsafe { slice::from_raw_parts(first, count) }
}

fn take_bytes(text: *mut c_char) -> Vec<u8> {
    // The library returns null or a string that belongs to us.
    let copied = unsafe { bytes(text) };
    unsafe { sys::DS_FreeString(text) };
    copied
}

/// Copies and frees a string of the library.
pub fn take_string(text: *mut c_char) -> std::result::Result<String, FromUtf8Error> {
    String::from_utf8(take_bytes(text))
}

/// The same, where invalid UTF-8 becomes U+FFFD.
pub fn take_lossy(text: *mut c_char) -> String {
    String::from_utf8_lossy(&take_bytes(text)).into_owned()
}

/// A transcript; `status` is the error if there is none, and that of a model that cannot be run if it is zero.
pub fn take_text(text: *mut c_char, status: c_int) -> Result<String> {
    if text.is_null() {
        return Err(failure(status));
    }
    Ok(take_string(text)?)
}

/// Copies a result with `convert` and frees it; the status is as for [`take_text`].
pub fn take<N, R>(
    result: *mut N,
    status: c_int,
    convert: unsafe fn(&N) -> R,
    free: unsafe extern "C" fn(*mut N),
) -> Result<R> {
    // The library returns null or a result that belongs to us.
    match unsafe { result.as_ref() } {
        None => Err(failure(status)),
        Some(native) => {
            let copied = unsafe { convert(native) };
            unsafe { free(result) };
            Ok(copied)
        }
    }
}

fn failure(status: c_int) -> DeepspeechError {
    match status {
        0 => LibraryError::FailRunSess.into(),
        code => code.into(),
    }
}

/// A copy of a text for C, which must not contain zero.
pub fn c_string(text: impl Into<Vec<u8>>) -> Result<CString> {
    CString::new(text).map_err(|_| LibraryError::InvalidValue.into())
}

/// The length of a buffer as C takes it.
pub fn size_of<T>(buffer: &[T]) -> Result<c_uint> {
    c_uint::try_from(buffer.len()).map_err(|_| LibraryError::InvalidValue.into())
}
