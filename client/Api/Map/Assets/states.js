// The states of a car, by the number that frames carry (MapCarState on the server). `rank` is the order of drawing.

export const states = [
  null,
  { name: "Available", rank: 3 },
  { name: "Reserved", rank: 6 },
  { name: "On trip", rank: 7 },
  { name: "Paused", rank: 5 },
  { name: "Charging", rank: 4 },
  { name: "Out of service", rank: 2 },
  { name: "No contact", rank: 1 },
];

export const stateCount = 8;

/** In the order in which they are drawn, the most interesting ones last and so on top. */
export const drawingOrder = [1, 2, 3, 4, 5, 6, 7].sort((a, b) => states[a].rank - states[b].rank);
