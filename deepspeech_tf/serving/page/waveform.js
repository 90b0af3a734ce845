// The last seconds of the microphone as a waveform, and its level.
const SHOWN_BLOCKS = 60; // 6 s
const COLUMNS_PER_BLOCK = 4;

export class Waveform {
  constructor(canvas, meter, output) {
    this.canvas = canvas;
    this.meter = meter;
    this.output = output;
    this.clear();
  }

  clear() {
    this.columns = [];
    this.meter.value = this.meter.min;
    this.output.textContent = "–";
    this.draw();
  }

  /** @param {Int16Array} samples of one block */
  add(samples) {
    const size = Math.ceil(samples.length / COLUMNS_PER_BLOCK);
    for (let first = 0; first < samples.length; first += size) {
      let low = 0;
      let high = 0;
      for (const value of samples.subarray(first, first + size)) {
        if (value < low) low = value;
        if (value > high) high = value;
      }
      this.columns.push([low / 32768, high / 32768]);
    }
    this.columns.splice(0, Math.max(0, this.columns.length - SHOWN_BLOCKS * COLUMNS_PER_BLOCK));
    let sum = 0;
    for (const value of samples) sum += value * value;
    const level = 10 * Math.log10(sum / samples.length / 32768 ** 2 + 1e-9);
    this.meter.value = Math.max(-60, level);
    this.output.textContent = `${Math.round(level)} dB`;
    this.draw();
  }

  draw() {
    const scale = window.devicePixelRatio || 1;
    const { clientWidth: width, clientHeight: height } = this.canvas;
    this.canvas.width = width * scale;
    this.canvas.height = height * scale;
    const context = this.canvas.getContext("2d");
    context.scale(scale, scale);
    context.fillStyle = getComputedStyle(this.canvas).color;
    const step = width / (SHOWN_BLOCKS * COLUMNS_PER_BLOCK);
    const middle = height / 2;
    this.columns.forEach(([low, high], index) => {
      const x = width - (this.columns.length - index) * step;
      const top = middle - high * middle;
      context.fillRect(x, top, Math.max(1, step * 0.7), Math.max(1, (high - low) * middle));
    });
  }
}
