// One picture with every look of a car, so that drawing ten thousand of them is ten thousand copies and nothing else.

import { drawingOrder, stateCount } from "./states.js";

const turns = 64; // headings drawn apart, 5.6 degrees each; one more column holds the car that stands
const arrowsBelow = 4.5; // metres per pixel

export class Sprites {
  constructor(colour) {
    this.colour = colour;
    this.atlas = document.createElement("canvas");
    this.made = "";
  }

  invalidate() { this.made = ""; }

  /** The column of a car: standing cars are discs, moving ones arrows when near enough. */
  columnOf(heading, speed) { return this.arrows && speed > 0 ? 1 + (((heading + 2) >> 2) & (turns - 1)) : 0; }

  /** Makes the picture for a scale, unless the last one still serves. */
  prepare(metresPerPixel, ratio) {
    this.arrows = metresPerPixel < arrowsBelow;
    // A dot of a far car stays visible; an arrow grows a little as the street comes near.
    const radius = this.arrows
      ? Math.min(13, 6 + 3.2 * Math.log2(arrowsBelow / metresPerPixel))
      : Math.max(1.5, 4 - 0.9 * Math.log2(metresPerPixel / arrowsBelow));
    this.radius = Math.round(radius * 2) / 2;
    const wanted = `${this.arrows} ${this.radius} ${ratio}`;
    if (wanted === this.made) return;
    this.made = wanted;

    this.cell = Math.ceil((this.radius + 2.5) * 2 * ratio);
    const columns = this.arrows ? turns + 1 : 1;
    this.atlas.width = this.cell * columns;
    this.atlas.height = this.cell * stateCount;
    const context = this.atlas.getContext("2d");
    for (const state of drawingOrder) {
      for (let column = 0; column < columns; column++) {
        context.setTransform(ratio, 0, 0, ratio, (column + 0.5) * this.cell, (state + 0.5) * this.cell);
        context.fillStyle = this.colour(`--state-${state}`);
        context.strokeStyle = this.colour("--car-edge");
        if (column > 0) {
          context.rotate(((column - 1) / turns) * Math.PI * 2);
          arrow(context, this.radius);
        } else {
          context.beginPath();
          context.arc(0, 0, this.arrows ? this.radius * 0.62 : this.radius, 0, Math.PI * 2);
        }
        context.lineWidth = this.arrows ? 2 : Math.min(1.2, this.radius * 0.4);
        context.lineJoin = "round";
        context.stroke();
        context.fill();
      }
    }
  }
}

/** A navigation arrow that points up. */
function arrow(context, radius) {
  context.beginPath();
  context.moveTo(0, -radius);
  context.lineTo(radius * 0.74, radius * 0.8);
  context.lineTo(0, radius * 0.42);
  context.lineTo(-radius * 0.74, radius * 0.8);
  context.closePath();
}
