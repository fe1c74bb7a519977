// Reads the binary road network (MapNetworkEncoding on the server) and draws it at the exact scale of the view.

import { worldX, worldY } from "./view.js";

// By road class 1 to 5: width in metres, least width in pixels, and the metres a pixel may cover before it is left out.
const widths = [
  null,
  { metres: 21, least: 1.7, until: Infinity },
  { metres: 17, least: 1.35, until: Infinity },
  { metres: 14, least: 1.0, until: 120 },
  { metres: 10, least: 0.7, until: 60 },
  { metres: 5, least: 0.4, until: 14 },
];

const surfacesBelow = 3.6; // metres per pixel

export function readNetwork(buffer) {
  const data = new DataView(buffer);
  if (data.getUint32(0, true) !== 0x314e4d46) throw new Error("This is no road network.");
  const [south, west, north, east] = [4, 8, 12, 16].map(at => data.getInt32(at, true) / 1e6);
  const nameLength = data.getUint16(20, true);
  const name = new TextDecoder().decode(new Uint8Array(buffer, 22, nameLength));
  let at = 22 + nameLength;
  const count = data.getUint32(at, true);
  at += 4;

  const difference = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = data.getUint8(at++);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1);
    }
  };

  const byClass = widths.map(() => []);
  for (let road = 0; road < count; road++) {
    const roadClass = data.getUint8(at);
    const points = data.getUint16(at + 2, true);
    let latitude = data.getInt32(at + 4, true);
    let longitude = data.getInt32(at + 8, true);
    at += 12;
    const line = new Float64Array(points * 2);
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let point = 0; point < points; point++) {
      if (point > 0) {
        latitude += difference();
        longitude += difference();
      }
      const x = (line[point * 2] = worldX(longitude / 1e6));
      const y = (line[point * 2 + 1] = worldY(latitude / 1e6));
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    }
    (byClass[roadClass] ?? byClass[4]).push({ line, box });
  }
  return { name, bounds: { south, west, north, east }, roads: count, byClass };
}

export class RoadLayer {
  constructor(canvas, view, colour) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d", { alpha: false });
    this.view = view;
    this.colour = colour;
    this.network = null;
    this.drawn = null; // the view as it was drawn
    this.cost = 0; // milliseconds the last drawing took
  }

  /** Draws when the view has changed; while that is too slow for every frame, the last picture is moved instead. */
  update(now) {
    const { view, drawn } = this;
    if (drawn && drawn.changes === view.changes) return;
    const sameSize = drawn && drawn.width === view.width && drawn.height === view.height;
    if (sameSize && this.cost > 9 && now - drawn.at < this.cost * 4) {
      const factor = view.scale / drawn.scale;
      const left = (drawn.x - view.x) * view.scale + view.width / 2 - (view.width / 2) * factor;
      const top = (drawn.y - view.y) * view.scale + view.height / 2 - (view.height / 2) * factor;
      this.canvas.style.transform = `translate(${left}px, ${top}px) scale(${factor})`;
      return;
    }
    this.draw();
    this.canvas.style.transform = "";
    this.cost = performance.now() - now;
    this.drawn = { x: view.x, y: view.y, scale: view.scale, width: view.width, height: view.height, changes: view.changes, at: now };
  }

  invalidate() { this.drawn = null; }

  draw() {
    const { context, canvas, view } = this;
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(view.width * ratio);
    const height = Math.round(view.height * ratio);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = this.colour("--land");
    context.fillRect(0, 0, view.width, view.height);
    if (!this.network) return;

    const metresPerPixel = view.metresPerPixel;
    const shown = [];
    for (let roadClass = 5; roadClass >= 1; roadClass--) {
      const { metres, least, until } = widths[roadClass];
      if (metresPerPixel <= until) shown.push({ roadClass, width: Math.max(least, metres / metresPerPixel) });
    }
    context.lineCap = "round";
    context.lineJoin = "round";
    // Near, roads are surfaces with edges, all edges below all surfaces so that crossings are open; far, they are lines.
    const near = metresPerPixel < surfacesBelow;
    for (const { roadClass, width } of shown) {
      if (near) this.stroke(roadClass, width + Math.min(3, 1 + width * 0.12), roadClass <= 2 ? "--road-main-edge" : "--road-edge");
    }
    for (const { roadClass, width } of shown) {
      this.stroke(roadClass, width, (roadClass <= 2 ? "--road-main" : "--road") + (near ? "" : "-far"));
    }
  }

  stroke(roadClass, width, colour) {
    const { context, view } = this;
    const margin = (width + 2) / view.scale;
    const west = view.worldXAt(0) - margin;
    const east = view.worldXAt(view.width) + margin;
    const north = view.worldYAt(0) - margin;
    const south = view.worldYAt(view.height) + margin;
    const offsetX = view.width / 2 - view.x * view.scale;
    const offsetY = view.height / 2 - view.y * view.scale;
    context.beginPath();
    for (const { line, box } of this.network.byClass[roadClass]) {
      if (box[2] < west || box[0] > east || box[3] < north || box[1] > south) continue;
      context.moveTo(line[0] * view.scale + offsetX, line[1] * view.scale + offsetY);
      for (let at = 2; at < line.length; at += 2) context.lineTo(line[at] * view.scale + offsetX, line[at + 1] * view.scale + offsetY);
    }
    context.lineWidth = width;
    context.strokeStyle = this.colour(colour);
    context.stroke();
  }
}
