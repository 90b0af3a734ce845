//! The errors of the library.
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::os::raw::c_int;
use std::str::Utf8Error;
use std::string::FromUtf8Error;

use crate::{native, sys};

macro_rules! library_errors {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// A status code of the library.
        #[derive(Copy, Clone, Ord, PartialOrd, Eq, PartialEq, Hash, Debug)]
        #[non_exhaustive]
        #[repr(u32)]
        pub enum LibraryError {
            $($(#[$doc])* $name = $code,)*
        }

        impl LibraryError {
            /// All of them.
            pub const ALL: &'static [LibraryError] = &[$(LibraryError::$name),*];
        }
    };
}

library_errors! {
    /// Missing model information.
    NoModel = 0x1000,
    /// Invalid alphabet embedded in the model.
    InvalidAlphabet = 0x2000,
    /// Invalid model shape.
    InvalidShape = 0x2001,
    /// Invalid scorer file.
    InvalidScorer = 0x2002,
    /// Incompatible model.
    ModelIncompatible = 0x2003,
    /// There is no scorer.
    ScorerNotEnabled = 0x2004,
    /// The scorer file cannot be read.
    ScorerUnreadable = 0x2005,
    /// The scorer has no language model.
    ScorerInvalidLm = 0x2006,
    /// The scorer ends before its vocabulary.
    ScorerNoTrie = 0x2007,
    /// The vocabulary of the scorer is invalid.
    ScorerInvalidTrie = 0x2008,
    /// The scorer has another version.
    ScorerVersionMismatch = 0x2009,
    /// A value is out of range.
    InvalidValue = 0x200A,
    /// A hot-word is empty, or has a space or unknown letters.
    HotWordWithoutEffect = 0x200B,
    /// Invalid commands file.
    InvalidCommands = 0x200C,
    /// The model file cannot be read.
    FailInitMmap = 0x3000,
    /// The session cannot be initialized.
    FailInitSess = 0x3001,
    /// The interpreter failed.
    FailInterpreter = 0x3002,
    /// The model cannot be run.
    FailRunSess = 0x3003,
    /// The stream cannot be created.
    FailCreateStream = 0x3004,
    /// The protocol buffer of the model cannot be read.
    FailReadProtobuf = 0x3005,
    /// The session cannot be created.
    FailCreateSess = 0x3006,
    /// The model cannot be allocated.
    FailCreateModel = 0x3007,
    /// The hot-word cannot be inserted.
    FailInsertHotWord = 0x3008,
    /// The hot-words cannot be cleared.
    FailClearHotWord = 0x3009,
    /// The hot-word cannot be erased.
    FailEraseHotWord = 0x3010,
}

impl LibraryError {
    /// The error with a code; `None` if there is no such error.
    pub fn from_code(code: u32) -> Option<Self> {
        Self::ALL.iter().copied().find(|error| error.as_code() == code)
    }

    /// The code, as in `deepspeech.h`.
    pub fn as_code(self) -> u32 {
        self as u32
    }
}

impl From<LibraryError> for u32 {
    fn from(error: LibraryError) -> Self {
        error.as_code()
    }
}

impl Display for LibraryError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let message = native::take_lossy(unsafe { sys::DS_ErrorCodeToErrorMessage(self.as_code() as c_int) });
        write!(f, "{} (0x{:04X})", message, self.as_code())
    }
}

impl Error for LibraryError {}

/// Why a call failed. [`crate::error_details`] returns the reason with the path or value concerned.
#[derive(Debug)]
#[non_exhaustive]
pub enum DeepspeechError {
    /// The library returned this code.
    LibraryError(LibraryError),
    /// The library returned a code that this crate does not know.
    UnknownLibraryError(u32),
    /// A transcript is not UTF-8, which happens in bytes mode.
    ParseError(Utf8Error),
}

impl DeepspeechError {
    /// The status code; `None` for texts that are not UTF-8.
    pub fn code(&self) -> Option<u32> {
        match self {
            Self::LibraryError(error) => Some(error.as_code()),
            Self::UnknownLibraryError(code) => Some(*code),
            Self::ParseError(_) => None,
        }
    }
}

impl Display for DeepspeechError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::LibraryError(error) => error.fmt(f),
            Self::UnknownLibraryError(code) => write!(f, "unknown status code 0x{:04X}", code),
            Self::ParseError(error) => error.fmt(f),
        }
    }
}

impl Error for DeepspeechError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::LibraryError(error) => Some(error),
            Self::UnknownLibraryError(_) => None,
            Self::ParseError(error) => Some(error),
        }
    }
}

impl From<LibraryError> for DeepspeechError {
    fn from(error: LibraryError) -> Self {
        Self::LibraryError(error)
    }
}

impl From<Utf8Error> for DeepspeechError {
    fn from(error: Utf8Error) -> Self {
        Self::ParseError(error)
    }
}

impl From<FromUtf8Error> for DeepspeechError {
    fn from(error: FromUtf8Error) -> Self {
        Self::ParseError(error.utf8_error())
    }
}

impl From<u32> for DeepspeechError {
    fn from(code: u32) -> Self {
        LibraryError::from_code(code).map_or(Self::UnknownLibraryError(code), Self::LibraryError)
    }
}

impl From<i32> for DeepspeechError {
    fn from(code: i32) -> Self {
        Self::from(code as u32)
    }
}
