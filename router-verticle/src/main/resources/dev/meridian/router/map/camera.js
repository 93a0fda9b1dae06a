// Which part of the world is seen, and how people move it: wheel, drag, pinch, keys, buttons.

import { WORLD } from './projection.js';

const MOST = 60;
const STEP = 1.6;

export class Camera extends EventTarget {
  /** Pixels for each unit of the projection. */
  scale = 1;

  #width = 1;
  #height = 1;
  #x = 0;
  #y = 0;
  #fitted = 1;
  #pointers = new Map();
  #travelled = 0;

  constructor(stage) {
    super();
    stage.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    stage.addEventListener('pointerdown', (event) => this.#down(event));
    stage.addEventListener('pointermove', (event) => this.#move(event));
    for (const end of ['pointerup', 'pointercancel']) {
      stage.addEventListener(end, (event) => this.#pointers.delete(event.pointerId));
    }
  }

  /** Whether the pointer that is being released has moved the world, and so picks nothing. */
  get isDragged() {
    return this.#travelled > 6;
  }

  resize(width, height) {
    const wasFitted = this.scale === this.#fitted;
    this.#width = width;
    this.#height = height;
    const wide = WORLD.east - WORLD.west;
    const high = WORLD.north - WORLD.south;
    this.#fitted = Math.min(width / (wide * 1.03), height / (high * 1.02));
    wasFitted ? this.fit() : this.#changed();
  }

  fit() {
    this.scale = this.#fitted;
    this.#x = 0;
    this.#y = (WORLD.north + WORLD.south) / 2;
    this.#changed();
  }

  zoomIn() {
    this.#zoom(STEP, this.#width / 2, this.#height / 2);
  }

  zoomOut() {
    this.#zoom(1 / STEP, this.#width / 2, this.#height / 2);
  }

  pan(right, down) {
    this.#x += right / this.scale;
    this.#y -= down / this.scale;
    this.#changed();
  }

  /** Brings a point of the projection into view, if it is not well within. */
  reveal([x, y]) {
    const [left, top] = this.toScreen([x, y]);
    const margin = 40;
    if (left < margin || top < margin || left > this.#width - margin || top > this.#height - margin) {
      this.#x = x;
      this.#y = y;
      this.#changed();
    }
  }

  toScreen([x, y]) {
    return [(x - this.#x) * this.scale + this.#width / 2, (this.#y - y) * this.scale + this.#height / 2];
  }

  toWorld([left, top]) {
    return [(left - this.#width / 2) / this.scale + this.#x, this.#y - (top - this.#height / 2) / this.scale];
  }

  /** Makes a canvas take coordinates of the projection. */
  apply(context, ratio) {
    const scale = this.scale * ratio;
    context.setTransform(
      scale,
      0,
      0,
      -scale,
      (this.#width * ratio) / 2 - this.#x * scale,
      (this.#height * ratio) / 2 + this.#y * scale,
    );
  }

  #zoom(factor, left, top) {
    const before = this.toWorld([left, top]);
    this.scale = Math.min(this.#fitted * MOST, Math.max(this.#fitted, this.scale * factor));
    const after = this.toWorld([left, top]);
    this.#x += before[0] - after[0];
    this.#y += before[1] - after[1];
    this.#changed();
  }

  #wheel(event) {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 24 : 1;
    this.#zoom(Math.exp((-event.deltaY * lines) / 400), event.offsetX, event.offsetY);
  }

  #down(event) {
    event.currentTarget.setPointerCapture(event.pointerId);
    if (this.#pointers.size === 0) {
      this.#travelled = 0;
    }
    this.#pointers.set(event.pointerId, [event.offsetX, event.offsetY]);
  }

  #move(event) {
    const before = this.#pointers.get(event.pointerId);
    if (!before) {
      return;
    }
    const now = [event.offsetX, event.offsetY];
    this.#travelled += Math.hypot(now[0] - before[0], now[1] - before[1]);
    if (this.#pointers.size === 2) {
      const other = [...this.#pointers].find(([id]) => id !== event.pointerId)[1];
      const factor =
        Math.hypot(now[0] - other[0], now[1] - other[1]) /
        Math.max(1, Math.hypot(before[0] - other[0], before[1] - other[1]));
      this.#zoom(factor, (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
    }
    this.#pointers.set(event.pointerId, now);
    const share = this.#pointers.size;
    this.pan((before[0] - now[0]) / share, (before[1] - now[1]) / share);
  }

  /** No farther out than the world's edge stays in view. */
  #changed() {
    const clamped = (value, low, high, seen) =>
      high - low <= seen ? (low + high) / 2 : Math.min(high - seen / 2, Math.max(low + seen / 2, value));
    this.#x = clamped(this.#x, WORLD.west, WORLD.east, this.#width / this.scale);
    this.#y = clamped(this.#y, WORLD.south, WORLD.north, this.#height / this.scale);
    this.dispatchEvent(new Event('change'));
  }
}
