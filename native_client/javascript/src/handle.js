'use strict';

/** Owns a model, stream or grammar of the library, and frees it once: on request, or when nothing refers to it. */

const { isMainThread } = require('node:worker_threads');
const { call } = require('./library.js');
const { refused } = require('./errors.js');

const live = new Set(); // what is not freed, of this thread

function free(state) {
  if (live.delete(state)) call(state.freeName, state.address);
}

const registry = new FinalizationRegistry(free);
// A thread that ends runs no finalizers, and the process goes on.
if (!isMainThread) process.once('exit', () => [...live].filter((state) => state.users === 0).forEach(free));

class Handle {
  /**
   * @param kind 'model', 'stream' or 'grammar'; for messages
   * @param freeName the function that frees it
   */
  constructor(kind, address, freeName) {
    this.kind = kind;
    this.closed = null; // 'freed' or 'finished'
    this.state = { address, freeName, users: 0 };
    live.add(this.state);
    registry.register(this, this.state, this);
  }

  /** Its address, for the call `name`. */
  open(name) {
    if (this.closed !== null) throw refused(name, `The ${this.kind} was already ${this.closed}.`);
    return this.state.address;
  }

  get busy() {
    return this.state.users > 0;
  }

  /** Keeps it allocated during an asynchronous action. */
  async during(action) {
    this.state.users++;
    try {
      return await action();
    } finally {
      this.state.users--;
      if (this.closed === 'freed' && this.state.users === 0) free(this.state);
    }
  }

  /** Frees it, after the asynchronous calls that use it. */
  close(name) {
    this.open(name);
    this.closed = 'freed';
    registry.unregister(this);
    if (this.state.users === 0) free(this.state);
  }

  /** Its address, which the caller passes to a function that releases it. */
  disown(name) {
    const address = this.open(name);
    this.closed = 'finished';
    registry.unregister(this);
    live.delete(this.state);
    return address;
  }
}

module.exports = { Handle };
