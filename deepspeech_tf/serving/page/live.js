// A stream of samples to the server and the words that come back; the protocol is in doc/server.md.
import { query } from "./settings.js";

export class LiveStream {
  /**
   * @param {object} start model, sample_rate and settings of the decoder
   * @param {string} key API key, may be empty
   * @param {{onWords: Function, onDone: Function, onError: Function}} handlers
   */
  constructor(start, key, handlers) {
    this.handlers = handlers;
    this.waiting = [];
    this.isOver = false;
    const address = new URL(`v1/stream${query(key)}`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    this.socket = new WebSocket(address);
    this.socket.binaryType = "arraybuffer";
    this.socket.onopen = () => {
      this.socket.send(JSON.stringify({ type: "start", ...start }));
      this.waiting.forEach((message) => this.socket.send(message));
      this.waiting = [];
    };
    this.socket.onmessage = (event) => this.onMessage(JSON.parse(event.data));
    this.socket.onclose = (event) => this.end(event.reason || `The connection was closed (${event.code}).`);
  }

  onMessage(message) {
    if (message.type === "partial") this.handlers.onWords(message.utterance, message.committed, message.tentative, false);
    if (message.type === "final") this.handlers.onWords(message.utterance, message.words, [], true);
    if (message.type === "done") this.end();
    if (message.type === "error") this.end(message.message);
  }

  end(problem) {
    if (this.isOver) return;
    this.isOver = true;
    this.socket.close();
    if (problem) this.handlers.onError(problem);
    else this.handlers.onDone();
  }

  send(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(message);
    else if (this.socket.readyState === WebSocket.CONNECTING) this.waiting.push(message);
  }

  /** @param {Int16Array} samples */
  feed(samples) {
    this.send(samples.buffer);
  }

  /** Asks for the last words. */
  finish() {
    this.send(JSON.stringify({ type: "end" }));
  }
}
