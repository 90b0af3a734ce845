// Runs in the audio thread: converts the microphone's samples to 16 bits and hands them over in blocks.
const BLOCK_S = 0.1;

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.block = new Int16Array(Math.round(sampleRate * BLOCK_S));
    this.used = 0;
  }

  process(inputs) {
    const channel = inputs[0][0];
    if (!channel) return true;
    for (const value of channel) {
      this.block[this.used++] = Math.max(-32768, Math.min(32767, Math.round(value * 32768)));
      if (this.used === this.block.length) {
        this.port.postMessage(this.block.slice());
        this.used = 0;
      }
    }
    return true;
  }
}

registerProcessor("capture", Capture);
