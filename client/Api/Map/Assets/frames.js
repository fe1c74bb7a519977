// The stream of frames (MapFrameEncoding on the server): opens it for what is in view, opens a new one when the view leaves
// that box, and opens it again after a break.

import { openFrames } from "./opening.js";
import { stateCount } from "./states.js";

const magic = 0x31464d46;
const headerLength = 68;
const recordLength = 16;
const longestFrame = headerLength + recordLength * 12001;
const margin = 0.5; // how much more than the screen is asked for, on each side
const manyRecords = 3000; // below this it does not pay to narrow the box after zooming in
const narrow = 0.12; // the share of its box below which a view of cars is asked for anew
const narrowClustered = 0.35; // the same for clusters, which become finer

/** Reads the frame at the start of a DataView; its records stay in the buffer and are read with `recordAt`. */
export function readFrame(data) {
  const flags = data.getUint8(32);
  const counts = [];
  for (let state = 0; state < stateCount; state++) counts.push(data.getUint32(36 + state * 4, true));
  return {
    time: Number(data.getBigInt64(8, true)), table: data.getUint32(16, true), cars: data.getUint32(20, true), records: data.getUint32(24, true),
    pace: data.getFloat32(28, true), simulated: (flags & 1) !== 0, clustered: (flags & 4) !== 0, hasSelected: (flags & 8) !== 0, offsetMinutes: data.getInt16(34, true), counts, data,
  };
}

/** One car of a frame, written into `car` so that thousands of them make no garbage. */
export function recordAt(frame, number, car) {
  const at = headerLength + number * recordLength;
  car.index = frame.data.getUint32(at, true);
  car.latitude = frame.data.getInt32(at + 4, true) / 1e6;
  car.longitude = frame.data.getInt32(at + 8, true) / 1e6;
  car.heading = frame.data.getUint8(at + 12);
  car.speed = frame.data.getUint8(at + 13);
  car.state = frame.data.getUint8(at + 14);
  car.charge = frame.data.getUint8(at + 15);
}

/** One cluster of a frame, written into `cluster`. */
export function clusterAt(frame, number, cluster) {
  const at = headerLength + number * recordLength;
  cluster.cars = frame.data.getUint32(at, true);
  cluster.latitude = frame.data.getInt32(at + 4, true) / 1e6;
  cluster.longitude = frame.data.getInt32(at + 8, true) / 1e6;
  cluster.state = frame.data.getUint8(at + 14);
}

export class FrameStream {
  /** @param first the stream that has been asked for before anything was known of the place */
  constructor(view, first, { frame, connection }) {
    this.view = view;
    this.first = first;
    this.onFrame = frame;
    this.selected = -1; // the car that is sent also while cars come as clusters
    this.onConnection = connection;
    this.open = null; // the stream that frames come from
    this.next = null; // the one that will replace it with its first frame
    this.failures = 0;
    this.retryAt = 0;
    this.settledAt = 0;
    this.seenChanges = -1;
    this.records = 0;
    this.clustered = false;
    document.addEventListener("visibilitychange", () => document.hidden && this.close());
  }

  /** Called with every animation frame: decides whether the stream still fits the view. */
  update(now) {
    if (document.hidden) return;
    if (this.view.changes !== this.seenChanges) {
      this.seenChanges = this.view.changes;
      this.settledAt = now + 250;
    }
    if (!this.open && !this.next && now >= this.retryAt) this.start(now);
    else if (this.open && !this.next && now >= this.settledAt && !this.fits()) this.start(now);
  }

  fits() {
    const has = this.open.box;
    const needs = this.view.box(0);
    const inside = needs.south >= has.south && needs.north <= has.north && needs.west >= has.west && needs.east <= has.east;
    const share = (needs.north - needs.south) / (has.north - has.south);
    if (this.clustered && has.car !== this.selected) return false;
    return inside && (this.clustered ? share > narrowClustered : share > narrow || this.records < manyRecords);
  }

  close() {
    for (const stream of [this.open, this.next]) stream?.abort.abort();
    this.open = this.next = null;
  }

  async start() {
    const box = { ...this.view.box(margin), car: this.selected };
    const { abort, response: asked } = this.first ?? openFrames(this.query(box), new AbortController());
    const stream = { box, abort };
    this.first = null;
    this.next = stream;
    try {
      const response = await asked;
      if (!response.ok) throw new Error(`The server answered ${response.status}.`);
      await this.read(stream, response.body.getReader());
      throw new Error("The stream ended.");
    } catch (error) {
      if (stream.abort.signal.aborted && stream !== this.open && stream !== this.next) return;
      if (stream === this.open) this.open = null;
      if (stream === this.next) this.next = null;
      this.failures++;
      this.retryAt = performance.now() + Math.min(10000, 500 * 2 ** Math.min(this.failures, 5));
      this.onConnection(false, error.message);
    }
  }

  query({ south, west, north, east, car }) {
    // Before anything is known of the place: all cars, wherever they are.
    const view = this.view.home ? `view=${[south, west, north, east].map(degrees => degrees.toFixed(6)).join(",")}` : "";
    return car >= 0 ? `${view}&car=${car}` : view;
  }

  async read(stream, reader) {
    let bytes = new Uint8Array(1 << 16);
    let length = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      if (length + value.length > bytes.length) {
        const larger = new Uint8Array(Math.max(bytes.length * 2, length + value.length));
        larger.set(bytes.subarray(0, length));
        bytes = larger;
      }
      bytes.set(value, length);
      length += value.length;

      let at = 0;
      let newest = null;
      while (length - at >= headerLength) {
        const header = new DataView(bytes.buffer, at, headerLength);
        const frameLength = header.getUint32(4, true);
        if (header.getUint32(0, true) !== magic || frameLength < headerLength || frameLength > longestFrame) throw new Error("This is no frame.");
        if (length - at < frameLength) break;
        newest = new DataView(bytes.buffer.slice(at, at + frameLength));
        at += frameLength;
      }
      bytes.copyWithin(0, at, length);
      length -= at;
      if (newest) this.deliver(stream, readFrame(newest));
    }
  }

  deliver(stream, frame) {
    if (stream === this.next) {
      this.open?.abort.abort();
      this.open = stream;
      this.next = null;
    }
    this.failures = 0;
    this.records = frame.records;
    this.clustered = frame.clustered;
    this.onConnection(true);
    this.onFrame(frame);
  }
}
