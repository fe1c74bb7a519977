// Far out, where there are too many cars to send one by one: circles for the cars of one state in one square.

import { drawingOrder, stateCount, states } from "./states.js";
import { clusterAt } from "./frames.js";
import { worldX, worldY } from "./view.js";

const smallest = 2;
const largest = 15;
const largestCount = 2000; // cars from which a circle grows no more
const steps = 2; // sizes of circles for each pixel of radius
const apart = 0.6; // how far a circle lies off its middle, in radii, each state another way: else equal ones would hide each other
const sizes = (largest - smallest) * steps + 1;

const directions = Array.from({ length: stateCount }, (_, state) => (state * 2 * Math.PI) / (stateCount - 1));
const radiusOf = size => smallest + size / steps;

/** The number of a size: the circle's area grows with the number of cars, up to a bound. */
const sizeOf = cars => Math.min(sizes - 1, Math.round((largest - smallest) * steps * Math.sqrt((cars - 1) / largestCount)));

export class Clusters {
  constructor(view, colour, visible) {
    this.view = view;
    this.colour = colour;
    this.visible = visible;
    this.atlas = document.createElement("canvas"); // one circle of each size and state, so that drawing is copying
    this.invalidate();
    this.clear();
  }

  clear() { this.inOrder = []; }

  invalidate() { this.made = 0; }

  /** Takes a frame of clusters. */
  take(frame) {
    this.clear();
    const cluster = {};
    for (let number = 0; number < frame.records; number++) {
      clusterAt(frame, number, cluster);
      const { state } = cluster;
      if (state === 0 || state >= stateCount) continue;
      this.inOrder.push({ x: worldX(cluster.longitude), y: worldY(cluster.latitude), size: sizeOf(cluster.cars), state });
    }
    // Small circles lie on large ones, whatever their states: else the most frequent state would hide the others of its square.
    this.inOrder.sort((a, b) => b.size - a.size || states[a.state].rank - states[b.state].rank);
  }

  /** The place of the nearest visible cluster within reach of a pixel, or null. */
  at(px, py) {
    const { view } = this;
    let best = 12 * 12;
    let found = null;
    for (const { x, y, state } of this.inOrder) {
      if (!this.visible[state]) continue;
      const dx = view.screenX(x) - px;
      const dy = view.screenY(y) - py;
      const distance = dx * dx + dy * dy;
      if (distance > best) continue;
      best = distance;
      found = { x, y };
    }
    return found;
  }

  draw(context, ratio) {
    if (!this.inOrder.length) return;
    this.prepare(ratio);
    const { view, cell, atlas } = this;
    const { width, height } = context.canvas;
    const scale = view.scale * ratio;
    const offsetX = width / 2 - view.x * scale;
    const offsetY = height / 2 - view.y * scale;
    for (const { x, y, size, state } of this.inOrder) {
      const reach = this.reach(size);
      const off = apart * radiusOf(size) * ratio;
      const left = Math.round(x * scale + offsetX + off * Math.cos(directions[state])) - reach;
      const top = Math.round(y * scale + offsetY + off * Math.sin(directions[state])) - reach;
      const edge = 2 * reach;
      if (!this.visible[state] || left < -edge || top < -edge || left > width || top > height) continue;
      context.drawImage(atlas, (size + 0.5) * cell - reach, (state + 0.5) * cell - reach, edge, edge, left, top, edge, edge);
    }
  }

  /** Device pixels from the middle of a circle to the edge of its picture. */
  reach(size) { return Math.ceil((radiusOf(size) + 1) * this.made); }

  /** Makes the circles, unless they are there. */
  prepare(ratio) {
    if (this.made === ratio) return;
    this.made = ratio;
    this.cell = 2 * this.reach(sizes - 1);
    this.atlas.width = this.cell * sizes;
    this.atlas.height = this.cell * stateCount;
    const context = this.atlas.getContext("2d");
    context.globalAlpha = 0.75;
    for (const state of drawingOrder) {
      context.fillStyle = this.colour(`--state-${state}`);
      for (let size = 0; size < sizes; size++) {
        context.beginPath();
        context.arc((size + 0.5) * this.cell, (state + 0.5) * this.cell, radiusOf(size) * ratio, 0, Math.PI * 2);
        context.fill();
      }
    }
  }
}
