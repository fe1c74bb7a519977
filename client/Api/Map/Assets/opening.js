// Asks for the roads and for all cars when the page has hardly begun, while its other modules are still under way.

import { call } from "./api.js";

export const network = call("/v1/map/network");

/** The first stream of frames: of all cars, wherever they are, since nothing is known of the place yet. */
export const frames = openFrames("", new AbortController());

export function openFrames(query, abort) {
  return { abort, response: call(`/v1/map/frames?${query}`, { signal: abort.signal, cache: "no-store" }) };
}

// Whoever uses them sees what went wrong.
for (const asked of [network, frames.response]) asked.catch(() => {});
