// The cars: keeps the last two places of each, and draws them in between.

import { Clusters } from "./clusters.js";
import { drawingOrder, stateCount } from "./states.js";
import { recordAt } from "./frames.js";
import { Sprites } from "./sprites.js";
import { worldX, worldY } from "./view.js";

const fastestMetresPerSecond = 90; // anything faster has been towed, or its data corrected: it jumps

export class CarLayer {
  constructor(canvas, view, colour) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.view = view;
    this.sprites = new Sprites(colour);
    this.colour = colour;
    this.visible = new Array(stateCount).fill(true);
    this.selected = -1;
    this.clusters = new Clusters(view, colour, this.visible);
    this.drawn = ""; // what the canvas shows, while nothing on it moves
    this.clear(1024);
  }

  /** Draws everything anew, in other colours. */
  invalidate() {
    this.sprites.invalidate();
    this.clusters.invalidate();
    this.drawn = "";
  }

  clear(capacity) {
    this.capacity = capacity;
    for (const name of ["fromX", "fromY", "toX", "toY"]) this[name] = new Float64Array(capacity);
    for (const name of ["fromHeading", "toHeading", "speed", "state", "charge"]) this[name] = new Uint8Array(capacity);
    this.seen = new Uint32Array(capacity); // number of the frame that had the car last
    this.number = 0;
    this.inOrder = new Uint32Array(0);
    this.shownAt = 0;
    this.interval = 1000;
  }

  grow(index) {
    const old = this.capacity;
    this.capacity = Math.max(old * 2, index + 1);
    for (const name of ["fromX", "fromY", "toX", "toY", "fromHeading", "toHeading", "speed", "state", "charge", "seen"]) {
      const larger = new this[name].constructor(this.capacity);
      larger.set(this[name]);
      this[name] = larger;
    }
  }

  /** Takes a frame: every car sets out from where it is drawn now. */
  take(frame, now) {
    if (frame.table !== this.table) {
      this.clear(this.capacity);
      this.table = frame.table;
    }
    const gone = now - this.shownAt;
    if (this.shownAt > 0 && gone < 5000) this.interval += (Math.max(200, gone) - this.interval) * 0.2;
    const share = this.shareAt(now);
    const farthest = (fastestMetresPerSecond * Math.max(1, frame.pace) * 2) / (this.view.metresPerPixel * this.view.scale);
    const car = {};
    this.number++;
    if (frame.clustered) {
      // No car is known by its index now but the selected one; those that come back later appear where they are.
      this.clusters.take(frame);
      this.inOrder = new Uint32Array(0);
      if (frame.hasSelected) {
        recordAt(frame, frame.records, car);
        this.move(car, share, farthest);
      }
    } else {
      this.clusters.clear();
      const perState = new Uint32Array(stateCount);
      for (let number = 0; number < frame.records; number++) {
        recordAt(frame, number, car);
        this.move(car, share, farthest);
        perState[this.state[car.index]]++;
      }
      this.sort(frame, perState, car);
    }
    this.shownAt = now;
  }

  /** Takes a car's record: it sets out from where it is drawn now, or appears where it is when it was not there before. */
  move(car, share, farthest) {
    const at = car.index;
    if (at >= this.capacity) this.grow(at);
    const x = worldX(car.longitude);
    const y = worldY(car.latitude);
    const fromX = this.fromX[at] + (this.toX[at] - this.fromX[at]) * share;
    const fromY = this.fromY[at] + (this.toY[at] - this.fromY[at]) * share;
    const last = this.number - 1;
    const known = last > 0 && this.seen[at] === last && Math.abs(x - fromX) < farthest && Math.abs(y - fromY) < farthest;
    this.fromX[at] = known ? fromX : x;
    this.fromY[at] = known ? fromY : y;
    this.fromHeading[at] = known ? this.headingAt(at, share) : car.heading;
    this.toX[at] = x;
    this.toY[at] = y;
    this.toHeading[at] = car.heading;
    this.speed[at] = car.speed;
    this.charge[at] = car.charge;
    this.state[at] = car.state < stateCount ? car.state : 7;
    this.seen[at] = this.number;
  }

  /** Indices of the frame's cars in the order of drawing. */
  sort(frame, perState, car) {
    const next = new Uint32Array(stateCount);
    let start = 0;
    for (const state of drawingOrder) {
      next[state] = start;
      start += perState[state];
    }
    this.inOrder = new Uint32Array(start);
    for (let number = 0; number < frame.records; number++) {
      recordAt(frame, number, car);
      const state = this.state[car.index];
      if (state > 0) this.inOrder[next[state]++] = car.index;
    }
  }

  shareAt(now) { return Math.max(0, Math.min(1, (now - this.shownAt) / (this.interval * 1.04))); }

  headingAt(at, share) {
    const turn = ((this.toHeading[at] - this.fromHeading[at] + 384) & 255) - 128; // the short way round
    return (this.fromHeading[at] + turn * Math.min(1, share * 2.5)) & 255;
  }

  has(index) { return index >= 0 && index < this.capacity && this.number > 0 && this.seen[index] === this.number; }

  placeOf(index, now) {
    const share = this.shareAt(now);
    return {
      x: this.fromX[index] + (this.toX[index] - this.fromX[index]) * share,
      y: this.fromY[index] + (this.toY[index] - this.fromY[index]) * share,
    };
  }

  /** The nearest visible car within reach of a pixel, or -1. */
  at(px, py, now) {
    const { view } = this;
    const share = this.shareAt(now);
    let best = 15 * 15;
    let found = -1;
    for (const at of this.inOrder) {
      if (!this.visible[this.state[at]] && at !== this.selected) continue;
      const dx = view.screenX(this.fromX[at] + (this.toX[at] - this.fromX[at]) * share) - px;
      const dy = view.screenY(this.fromY[at] + (this.toY[at] - this.fromY[at]) * share) - py;
      const distance = dx * dx + dy * dy;
      if (distance <= best) {
        best = distance;
        found = at;
      }
    }
    return found;
  }

  /** Circles stand still until something changes; cars are drawn anew with each picture. */
  stands(ratio) {
    const wanted = this.inOrder.length || this.has(this.selected) ? "" : `${this.view.changes} ${this.number} ${this.visible} ${ratio}`;
    if (wanted && wanted === this.drawn) return true;
    this.drawn = wanted;
    return false;
  }

  draw(now) {
    const { context, canvas, view, sprites } = this;
    const ratio = window.devicePixelRatio || 1;
    if (this.stands(ratio)) return;
    const width = Math.round(view.width * ratio);
    const height = Math.round(view.height * ratio);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    sprites.prepare(view.metresPerPixel, ratio);

    this.clusters.draw(context, ratio);
    const share = this.shareAt(now);
    const size = sprites.cell;
    const reach = size / 2;
    const scale = view.scale * ratio;
    const offsetX = width / 2 - view.x * scale;
    const offsetY = height / 2 - view.y * scale;
    for (const at of this.inOrder) {
      const state = this.state[at];
      if (!this.visible[state] || at === this.selected) continue;
      const x = (this.fromX[at] + (this.toX[at] - this.fromX[at]) * share) * scale + offsetX;
      const y = (this.fromY[at] + (this.toY[at] - this.fromY[at]) * share) * scale + offsetY;
      if (x < -reach || y < -reach || x > width + reach || y > height + reach) continue;
      const column = sprites.arrows ? sprites.columnOf(this.headingAt(at, share), this.speed[at]) : 0;
      context.drawImage(sprites.atlas, column * size, state * size, size, size, Math.round(x - reach), Math.round(y - reach), size, size);
    }
    if (this.has(this.selected)) this.drawSelected(now, share, ratio);
  }

  drawSelected(now, share, ratio) {
    const { context, view, sprites } = this;
    const place = this.placeOf(this.selected, now);
    const x = view.screenX(place.x) * ratio;
    const y = view.screenY(place.y) * ratio;
    const radius = (sprites.radius + 7) * ratio;
    context.beginPath();
    context.arc(x, y, radius, 0, Math.PI * 2);
    context.globalAlpha = 0.18;
    context.fillStyle = this.colour("--accent");
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = 2.5 * ratio;
    context.strokeStyle = this.colour("--accent");
    context.stroke();
    const column = sprites.arrows ? sprites.columnOf(this.headingAt(this.selected, share), this.speed[this.selected]) : 0;
    const { cell } = sprites;
    context.drawImage(sprites.atlas, column * cell, this.state[this.selected] * cell, cell, cell, x - cell / 2, y - cell / 2, cell, cell);
  }
}
