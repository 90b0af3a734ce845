// The microphone: blocks of 16-bit samples at the rate of the sound device.

export class Microphone {
  /** @param {(samples: Int16Array) => void} onBlock receives 0.1 s of audio at a time */
  constructor(onBlock) {
    this.onBlock = onBlock;
  }

  /** Asks for permission and starts. Resolves to the sampling rate in Hz. */
  async start() {
    if (!navigator.mediaDevices?.getUserMedia) {
      throw new Error("This browser allows a microphone on https pages and on localhost only.");
    }
    const audio = { channelCount: 1, echoCancellation: true, noiseSuppression: false, autoGainControl: true };
    this.media = await navigator.mediaDevices.getUserMedia({ audio });
    this.context = new AudioContext();
    await this.context.audioWorklet.addModule("capture.js");
    const capture = new AudioWorkletNode(this.context, "capture", { numberOfOutputs: 0 });
    capture.port.onmessage = (event) => this.onBlock(event.data);
    this.context.createMediaStreamSource(this.media).connect(capture);
    return this.context.sampleRate;
  }

  stop() {
    this.media?.getTracks().forEach((track) => track.stop());
    this.context?.close();
    this.media = this.context = undefined;
  }
}
