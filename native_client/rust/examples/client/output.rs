//! JSON in the layout of the program `deepspeech`.
use deepspeech::{CandidateTranscript, CommandMatch, CommandSlot, Emissions, SlotKind};

fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            _ if character < ' ' || character == '\u{7F}' => quoted += &format!("\\u{:04x}", u32::from(character)),
            _ => quoted.push(character),
        }
    }
    quoted + "\""
}

/// A number with six significant digits, as `%g` of C prints it.
fn number(value: f64) -> String {
    if !value.is_finite() {
        return "null".to_owned();
    }
    let scientific = format!("{:.5e}", value);
    let (digits, exponent) = scientific.split_once('e').expect("the format has an exponent");
    let exponent: i32 = exponent.parse().expect("the exponent is a number");
    let trim = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    };
    if (-4..6).contains(&exponent) {
        return trim(&format!("{:.*}", (5 - exponent) as usize, value));
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{}e{}{:02}", trim(digits), sign, exponent.abs())
}

/// Confidence and words. A word lasts from its first token to the following space, or to the last token.
fn transcript_fields(transcript: &CandidateTranscript) -> String {
    let mut words = Vec::new();
    let mut word: Option<(String, f32)> = None;
    for (i, token) in transcript.tokens().iter().enumerate() {
        let (text, start) = word.get_or_insert((String::new(), token.start_time()));
        let space = token.text() == Ok(" ");
        if !space {
            *text += token.text().unwrap_or("\u{FFFD}");
        }
        if space || i + 1 == transcript.tokens().len() {
            let (time, duration) = (number(f64::from(*start)), (token.start_time() - *start).max(0.0));
            let duration = number(f64::from(duration));
            words.push(format!("{{\"word\":{},\"time\":{},\"duration\":{}}}", quote(text), time, duration));
            word = None;
        }
    }
    let confidence = number(transcript.confidence());
    format!("\"metadata\":{{\"confidence\":{}}},\"words\":[{}]", confidence, words.join(","))
}

/// The transcripts, the command (JSON) and the emissions.
pub fn document(transcripts: &[CandidateTranscript], emissions: Option<&Emissions>, command: Option<String>) -> String {
    let mut fields: Vec<String> = transcripts.first().map(transcript_fields).into_iter().collect();
    fields.extend(command.map(|command| format!("\"command\":{}", command)));
    if transcripts.len() > 1 {
        let others: Vec<String> =
            transcripts[1..].iter().map(|other| format!("{{{}}}", transcript_fields(other))).collect();
        fields.push(format!("\"alternatives\":[\n{}\n]", others.join(",\n")));
    }
    if let Some(emissions) = emissions {
        let symbols: Vec<String> = emissions.symbols().iter().map(|symbol| quote(symbol)).collect();
        let row = |row: &[f64]| format!("[{}]", row.iter().map(|value| number(*value)).collect::<Vec<_>>().join(","));
        let rows: Vec<String> = emissions.rows().map(row).collect();
        fields.push(format!("\"alphabet\":[{}]", symbols.join(",")));
        fields.push(format!("\"emissions\":[\n{}\n]", rows.join(",\n")));
    }
    format!("{{\n{}\n}}\n", fields.join(",\n"))
}

/// Names and values of slots; of two slots of one name, the later value.
fn slots(found: &CommandMatch) -> Vec<(&str, String)> {
    let value = |slot: &CommandSlot| match slot.kind {
        SlotKind::Text => quote(&slot.value),
        _ => slot.value.clone(),
    };
    let mut fields: Vec<(&str, String)> = Vec::new();
    for slot in &found.slots {
        match fields.iter_mut().find(|(name, _)| *name == slot.name) {
            Some(field) => field.1 = value(slot),
            None => fields.push((&slot.name, value(slot))),
        }
    }
    fields
}

/// The line about a command.
pub fn command_text(found: Option<&CommandMatch>) -> String {
    match found {
        None => "command: none".to_owned(),
        Some(found) => {
            let slots: String = slots(found).iter().map(|(name, value)| format!(" {}={}", name, value)).collect();
            format!("command: {}{}", found.intent, slots)
        }
    }
}

/// The same as JSON.
pub fn command_json(found: Option<&CommandMatch>) -> String {
    let found = match found {
        None => return "null".to_owned(),
        Some(found) => found,
    };
    let slots: Vec<String> = slots(found).iter().map(|(name, value)| format!("{}:{}", quote(name), value)).collect();
    format!(
        "{{\"intent\":{},\"slots\":{{{}}},\"sentence\":{},\"transcript\":{},\"distance\":{}}}",
        quote(&found.intent),
        slots.join(","),
        quote(&found.sentence),
        found.text_index,
        number(found.distance)
    )
}
