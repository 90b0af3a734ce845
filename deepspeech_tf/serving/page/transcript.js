// The transcript on the page: utterances of words that are committed or tentative, and the word that is played.
const DOUBTFUL = 0.7;
const VERY_DOUBTFUL = 0.4;

export class Transcript {
  /**
   * @param {HTMLElement} element shows the words
   * @param {(seconds: number) => void} onSeek is called with the time of a word that was chosen
   */
  constructor(element, onSeek) {
    this.element = element;
    this.onSeek = onSeek;
    this.seekable = false;
    element.addEventListener("click", (event) => {
      const word = event.target.closest(".word");
      if (word && this.seekable) onSeek(Number(word.dataset.start));
    });
    element.addEventListener("keydown", (event) => this.onKey(event));
    this.clear();
  }

  clear() {
    this.utterances = [];
    this.blocks = new Map();
    this.now = undefined;
    this.element.replaceChildren();
  }

  get isEmpty() {
    return this.utterances.length === 0;
  }

  /** Shows an utterance; only the final ones are kept in `utterances`. */
  show(number, committed, tentative, isFinal) {
    let block = this.blocks.get(number);
    if (!block) {
      block = document.createElement("span");
      this.blocks.set(number, block);
      this.element.append(block, " ");
    }
    // Committed words stay as they are, so that screen readers say them once.
    while (block.children.length > committed.length) block.lastElementChild.remove();
    committed.forEach((word, index) => {
      const old = block.children[index];
      const shown = old?.firstElementChild;
      if (shown?.dataset.word === word.word && !shown.classList.contains("tentative")) return;
      const element = this.wordElement(word, false);
      if (old) old.replaceWith(element);
      else block.append(element);
    });
    block.append(...tentative.map((word) => this.wordElement(word, true)));
    if (isFinal && committed.length) this.utterances.push(committed);
  }

  wordElement(word, isTentative) {
    const element = document.createElement("span");
    element.className = "word";
    element.dataset.word = word.word;
    element.dataset.start = word.start;
    element.dataset.end = word.end;
    element.textContent = word.word;
    element.title = `${word.start.toFixed(2)} s, ${Math.round(100 * word.confidence)} %`;
    element.classList.toggle("tentative", isTentative);
    element.classList.toggle("seekable", this.seekable);
    element.classList.toggle("doubtful", !isTentative && word.confidence < DOUBTFUL);
    element.classList.toggle("very", word.confidence < VERY_DOUBTFUL);
    const withSpace = document.createElement("span");
    withSpace.append(element, " ");
    return withSpace;
  }

  /** Marks the word at a time, in seconds. */
  mark(seconds) {
    const words = this.element.querySelectorAll(".word");
    let [low, high] = [0, words.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (Number(words[middle].dataset.start) <= seconds) low = middle + 1;
      else high = middle;
    }
    const word = words[low - 1];
    const now = word && seconds < Number(word.dataset.end) + 0.3 ? word : undefined;
    if (now === this.now) return;
    this.now?.classList.remove("now");
    now?.classList.add("now");
    this.now = now;
  }

  onKey(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || !this.seekable) return;
    const words = [...this.element.querySelectorAll(".word")];
    const index = this.now ? words.indexOf(this.now) + step : 0;
    if (words[index]) this.onSeek(Number(words[index].dataset.start));
    event.preventDefault();
  }
}
