//! Spoken commands.
use std::ffi::CString;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr::{self, NonNull};

use crate::errors::LibraryError;
use crate::native::{array, c_string, check, lossy, size_of, take, Result};
use crate::sys;

/// A grammar of spoken commands, written by `data/lm/commands.py`.
#[derive(Debug)]
pub struct CommandGrammar {
    handle: NonNull<sys::CommandGrammar>,
}

// The library permits matching in several threads; nothing changes a grammar.
unsafe impl Send for CommandGrammar {}
unsafe impl Sync for CommandGrammar {}

impl Drop for CommandGrammar {
    fn drop(&mut self) {
        unsafe { sys::DS_FreeCommands(self.handle.as_ptr()) }
    }
}

/// The kind of a slot's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotKind {
    /// Text.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Truth,
}

/// A slot of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandSlot {
    /// Its name.
    pub name: String,
    /// The kind of its value.
    pub kind: SlotKind,
    /// What the grammar gives for the words.
    pub value: String,
    /// The words; empty for a slot that a command has without words.
    pub text: String,
}

/// A command that was recognized.
#[derive(Clone, Debug, PartialEq)]
pub struct CommandMatch {
    /// Its intent.
    pub intent: String,
    /// In the order of the sentence.
    pub slots: Vec<CommandSlot>,
    /// The words of the command as the grammar has them.
    pub sentence: String,
    /// The transcript that was used.
    pub text_index: u32,
    /// Words that differ, divided by the words of the transcript; 0: none.
    pub distance: f64,
}

impl CommandGrammar {
    /// Loads a grammar.
    ///
    /// # Errors
    ///
    /// `LibraryError::InvalidCommands` if the file cannot be read or is no grammar.
    pub fn load(path: &Path) -> Result<Self> {
        let path = c_string(path.as_os_str().as_bytes())?;
        let mut handle = ptr::null_mut();
        check(unsafe { sys::DS_CreateCommands(path.as_ptr(), &mut handle) })?;
        let handle = NonNull::new(handle).ok_or(LibraryError::InvalidCommands)?;
        Ok(Self { handle })
    }

    /// Finds the command of an utterance, given its transcripts, best first. At most `max_distance` (0 to 1; 0.25 is
    /// usual) of the words may differ.
    ///
    /// # Errors
    ///
    /// For a distance out of range, or texts that contain zero.
    pub fn find(&self, texts: &[&str], max_distance: f32) -> Result<Option<CommandMatch>> {
        let copies = texts.iter().map(|text| c_string(*text)).collect::<Result<Vec<CString>>>()?;
        let pointers: Vec<_> = copies.iter().map(|text| text.as_ptr()).collect();
        let count = size_of(&pointers)?;
        let mut result = ptr::null_mut();
        check(unsafe {
            sys::DS_MatchCommand(self.handle.as_ptr(), pointers.as_ptr(), count, max_distance, &mut result)
        })?;
        if result.is_null() {
            return Ok(None);
        }
        take(result, 0, convert_match, sys::DS_FreeCommandMatch).map(Some)
    }
}

unsafe fn convert_match(native: &sys::CommandMatch) -> CommandMatch {
    let convert = |slot: &sys::CommandSlot| CommandSlot {
        name: unsafe { lossy(slot.name) },
        kind: match slot.kind {
            1 => SlotKind::Number,
            2 => SlotKind::Truth,
            _ => SlotKind::Text,
        },
        value: unsafe { lossy(slot.value) },
        text: unsafe { lossy(slot.text) },
    };
    CommandMatch {
        intent: unsafe { lossy(native.intent) },
        slots: unsafe { array(native.slots, native.num_slots as usize) }.iter().map(convert).collect(),
        sentence: unsafe { lossy(native.sentence) },
        text_index: native.text_index,
        distance: native.distance,
    }
}
