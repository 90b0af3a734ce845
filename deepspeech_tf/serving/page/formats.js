// A transcript as a file. Words are {word, start, end, confidence}; times are in seconds.
const MAX_LINE = 42;
const MAX_LINES = 2;
const PAUSE_S = 0.8;

function clock(seconds) {
  const ms = Math.round(seconds * 1000);
  const parts = [Math.floor(ms / 3600000), Math.floor(ms / 60000) % 60, Math.floor(ms / 1000) % 60];
  return `${parts.map((part) => String(part).padStart(2, "0")).join(":")},${String(ms % 1000).padStart(3, "0")}`;
}

function lines(words) {
  const result = [""];
  for (const { word } of words) {
    const last = result[result.length - 1];
    if (last && last.length + 1 + word.length > MAX_LINE) result.push(word);
    else result[result.length - 1] = last ? `${last} ${word}` : word;
  }
  return result;
}

function cues(words) {
  const result = [];
  for (const word of words) {
    const cue = result[result.length - 1];
    const fits = cue && word.start - cue[cue.length - 1].end < PAUSE_S && lines([...cue, word]).length <= MAX_LINES;
    if (fits) cue.push(word);
    else result.push([word]);
  }
  return result;
}

export const writers = {
  txt: (utterances) => utterances.map((words) => words.map(({ word }) => word).join(" ") + "\n").join(""),
  srt: (utterances) =>
    cues(utterances.flat())
      .map(
        (cue, index) =>
          `${index + 1}\n${clock(cue[0].start)} --> ${clock(cue[cue.length - 1].end)}\n${lines(cue).join("\n")}\n`,
      )
      .join("\n"),
  json: (utterances) => {
    const segments = utterances.map((words) => ({
      start: words[0].start,
      end: words[words.length - 1].end,
      text: words.map(({ word }) => word).join(" "),
      words,
    }));
    return JSON.stringify({ text: segments.map(({ text }) => text).join(" "), segments }, null, 2) + "\n";
  },
};

export function save(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
