// Connects the parts of the page.
import { save, writers } from "./formats.js";
import { LiveStream } from "./live.js";
import { Microphone } from "./microphone.js";
import { decoding, query } from "./settings.js";
import { Transcript } from "./transcript.js";
import { Waveform } from "./waveform.js";

const find = (id) => document.getElementById(id);
const form = {
  model: find("model"),
  hotWords: find("hot-words"),
  tune: find("tune"),
  lm_alpha: find("lm_alpha"),
  lm_beta: find("lm_beta"),
  beam_width: find("beam_width"),
  key: find("key"),
};
const player = find("player");
const record = find("record");
const waveform = new Waveform(find("wave"), find("level"), find("level-text"));
const transcript = new Transcript(find("text"), (seconds) => {
  player.currentTime = seconds;
  transcript.mark(seconds + 0.001);
});
let name = "transcript";
let live;
let microphone;

function say(text, isAlarm = false) {
  find("state").textContent = text;
  find("state").classList.toggle("alarm", isAlarm);
}

function refresh() {
  const isBusy = Boolean(live);
  record.setAttribute("aria-pressed", String(Boolean(microphone)));
  record.textContent = microphone ? "Stop microphone" : "Start microphone";
  record.disabled = isBusy && !microphone;
  find("file").disabled = isBusy;
  document.querySelectorAll(".download").forEach((button) => (button.disabled = transcript.isEmpty));
  find("clear").disabled = isBusy || transcript.element.childElementCount === 0;
}

function begin(nextName) {
  transcript.clear();
  transcript.seekable = false;
  player.hidden = true;
  player.removeAttribute("src");
  name = nextName;
}

function stopMicrophone() {
  microphone?.stop();
  microphone = undefined;
}

async function startMicrophone() {
  const settings = decoding(form);
  begin("microphone");
  waveform.clear();
  microphone = new Microphone((samples) => {
    waveform.add(samples);
    live?.feed(samples);
  });
  const rate = await microphone.start();
  const over = (text, isAlarm) => {
    stopMicrophone();
    live = undefined;
    say(text, isAlarm);
    refresh();
  };
  live = new LiveStream({ model: form.model.value, sample_rate: rate, ...settings }, form.key.value, {
    onWords: (...words) => {
      transcript.show(...words);
      refresh();
    },
    onDone: () => over("Ready."),
    onError: (text) => over(text, true),
  });
  say("Listening. Speak now.");
}

async function toggleMicrophone() {
  try {
    if (microphone) {
      stopMicrophone();
      live?.finish();
      say("Finishing …");
    } else {
      await startMicrophone();
    }
  } catch (error) {
    stopMicrophone();
    say(error.name === "NotAllowedError" ? "The browser does not allow the microphone." : error.message, true);
  }
  refresh();
}

function utterances(answer) {
  const words = answer.words ?? [];
  const segments = answer.segments ?? [];
  if (!segments.length) return words.length ? [words] : [];
  const result = segments.map(() => []);
  for (const word of words) {
    let index = segments.findIndex((segment) => word.start < segment.end + 0.001);
    if (index < 0) index = segments.length - 1;
    result[index].push(word);
  }
  return result.filter((one) => one.length);
}

async function transcribe(file) {
  try {
    const settings = decoding(form);
    begin(file.name.replace(/\.[^.]*$/, ""));
    const body = new FormData();
    body.set("file", file);
    body.set("model", form.model.value);
    body.set("response_format", "verbose_json");
    body.append("timestamp_granularities[]", "word");
    body.append("timestamp_granularities[]", "segment");
    for (const [key, value] of Object.entries(settings)) {
      body.set(key, typeof value === "object" ? JSON.stringify(value) : String(value));
    }
    live = file; // nothing else begins meanwhile
    refresh();
    say(`Transcribing ${file.name} …`);
    const answer = await fetch(`v1/audio/transcriptions${query(form.key.value)}`, { method: "POST", body });
    const value = await answer.json();
    if (!answer.ok) throw new Error(value.error?.message ?? `The server answered ${answer.status}.`);
    player.src = URL.createObjectURL(file);
    player.hidden = false;
    transcript.seekable = true;
    utterances(value).forEach((words, index) => transcript.show(index, words, [], true));
    say(transcript.isEmpty ? "No speech was found." : "Ready. Play the file to follow the words.");
  } catch (error) {
    say(error.message, true);
  }
  live = undefined;
  refresh();
}

function follow() {
  transcript.mark(player.currentTime);
  if (!player.paused) requestAnimationFrame(follow);
}

async function loadModels() {
  const answer = await fetch(`v1/models${query(form.key.value)}`);
  find("key-field").hidden = answer.status !== 401 && !form.key.value;
  if (answer.status === 401) return say("This server needs an API key.", true);
  const { data } = await answer.json();
  form.model.replaceChildren(...data.map(({ id }) => new Option(id, id)));
  record.disabled = false;
  return say("Ready.");
}

function load() {
  loadModels().catch(() => say("The server does not answer.", true));
}

record.addEventListener("click", toggleMicrophone);
find("file").addEventListener("change", (event) => {
  const [file] = event.target.files;
  event.target.value = "";
  if (file) transcribe(file);
});
find("clear").addEventListener("click", () => {
  begin("transcript");
  refresh();
});
document.querySelectorAll(".download").forEach((button) =>
  button.addEventListener("click", () => {
    const { format } = button.dataset;
    save(writers[format](transcript.utterances), `${name}.${format}`);
  }),
);
form.tune.addEventListener("change", () => (find("decoder").disabled = !form.tune.checked));
document.querySelectorAll("input[type=range]").forEach((slider) => {
  const show = () => (slider.nextElementSibling.textContent = slider.value);
  slider.addEventListener("input", show);
  show();
});
form.key.addEventListener("change", load);
player.addEventListener("play", follow);
player.addEventListener("seeked", follow);
for (const event of ["dragenter", "dragover"]) {
  document.addEventListener(event, (one) => {
    one.preventDefault();
    document.body.classList.add("dropping");
  });
}
for (const event of ["dragleave", "drop"]) {
  document.addEventListener(event, (one) => {
    one.preventDefault();
    document.body.classList.remove("dropping");
  });
}
document.addEventListener("drop", (event) => {
  const [file] = event.dataTransfer.files;
  if (file && !live) transcribe(file);
});
load();
