// What the form says, as the server takes it.

/** The query that carries the API key, as browsers cannot add headers to a WebSocket. */
export function query(key) {
  return key ? `?key=${encodeURIComponent(key)}` : "";
}

/** Hot words of a text such as "lighthouse:8, harbor:5". Throws an Error that names what cannot be understood. */
export function hotWords(text) {
  const words = {};
  for (const part of text.split(",").map((one) => one.trim())) {
    if (!part) continue;
    const [word, boost = "5", ...rest] = part.split(":").map((one) => one.trim());
    const value = Number(boost);
    if (!word || rest.length || boost === "" || !Number.isFinite(value)) {
      throw new Error(`Hot words: expected word:boost. Received: ${part}`);
    }
    words[word] = value;
  }
  return words;
}

/** Settings of the decoder that differ from those of the model. */
export function decoding(form) {
  const words = hotWords(form.hotWords.value);
  const settings = Object.keys(words).length ? { hot_words: words } : {};
  if (!form.tune.checked) return settings;
  const numbers = ["lm_alpha", "lm_beta", "beam_width"].map((name) => [name, Number(form[name].value)]);
  return { ...settings, ...Object.fromEntries(numbers) };
}
