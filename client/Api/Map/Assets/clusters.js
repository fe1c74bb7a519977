// Far out, where there are too many cars to send one by one: circles for the cars of one state in one square.

import { drawingOrder, stateCount } from "./states.js";
import { clusterAt } from "./frames.js";
import { worldX, worldY } from "./view.js";

const smallest = 2;
const largest = 15;
const largestCount = 2000; // cars from which a circle grows no more

/** CSS pixels: the area grows with the number of cars, up to a bound. */
const radiusOf = cars => Math.min(largest, smallest + (largest - smallest) * Math.sqrt((cars - 1) / largestCount));

export class Clusters {
  constructor(view, colour, visible) {
    this.view = view;
    this.colour = colour;
    this.visible = visible;
    this.clear();
  }

  clear() {
    this.count = 0;
    this.byState = Array.from({ length: stateCount }, () => []);
  }

  /** Takes a frame of clusters. */
  take(frame) {
    this.clear();
    const cluster = {};
    for (let number = 0; number < frame.records; number++) {
      clusterAt(frame, number, cluster);
      if (cluster.state === 0 || cluster.state >= stateCount) continue;
      this.byState[cluster.state].push({ x: worldX(cluster.longitude), y: worldY(cluster.latitude), radius: radiusOf(cluster.cars) });
      this.count++;
    }
  }

  /** The place of the nearest visible cluster within reach of a pixel, or null. */
  at(px, py) {
    const { view } = this;
    let best = 12 * 12;
    let found = null;
    this.byState.forEach((clusters, state) => {
      if (!this.visible[state]) return;
      for (const { x, y } of clusters) {
        const dx = view.screenX(x) - px;
        const dy = view.screenY(y) - py;
        const distance = dx * dx + dy * dy;
        if (distance > best) continue;
        best = distance;
        found = { x, y };
      }
    });
    return found;
  }

  draw(context, ratio) {
    const { view } = this;
    context.globalAlpha = 0.75;
    for (const state of drawingOrder) {
      if (!this.visible[state] || !this.byState[state].length) continue;
      context.beginPath();
      for (const { x, y, radius } of this.byState[state]) {
        const left = view.screenX(x) * ratio;
        const top = view.screenY(y) * ratio;
        const size = radius * ratio;
        if (left < -size || top < -size || left > view.width * ratio + size || top > view.height * ratio + size) continue;
        context.moveTo(left + size, top);
        context.arc(left, top, size, 0, Math.PI * 2);
      }
      context.fillStyle = this.colour(`--state-${state}`);
      context.fill();
    }
    context.globalAlpha = 1;
  }
}
