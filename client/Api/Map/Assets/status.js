// The small signs: connection, the fleet's clock, the scale bar.

const pulse = document.getElementById("pulse");
const clock = document.getElementById("time");
const scale = document.getElementById("scale");
let connected = false;
let shownSecond = NaN;
let shownScale = 0;
let liveText = "Live";

export function showConnection(live, reason) {
  connected = live;
  pulse.classList.toggle("live", live);
  pulse.classList.toggle("lost", !live);
  pulse.title = live ? "" : reason;
  const text = live ? liveText : "Reconnecting";
  if (pulse.textContent !== text) pulse.textContent = text;
}

/** Shows the fleet's clock in the fleet's own offset from UTC. */
export function showTime(time, frame) {
  const second = Math.floor(time / 1000);
  if (second === shownSecond) return;
  shownSecond = second;
  const local = new Date(time + frame.offsetMinutes * 60000).toISOString();
  clock.textContent = local.slice(11, 19);
  clock.dateTime = new Date(time).toISOString();
  clock.title = `${local.slice(0, 10)}, UTC ${frame.offsetMinutes / 60 >= 0 ? "+" : ""}${frame.offsetMinutes / 60} h`;
  if (!frame.simulated) liveText = "Live";
  else liveText = frame.pace === 0 ? "Simulation stands" : `Simulated × ${Number(frame.pace.toPrecision(3))}`;
  if (connected) showConnection(true);
}

/** A bar of a round length of metres. */
export function showScale(view) {
  if (shownScale === view.scale) return;
  shownScale = view.scale;
  const longest = view.metresPerPixel * 110;
  const power = 10 ** Math.floor(Math.log10(longest));
  const metres = [5, 2, 1].map(digit => digit * power).find(round => round <= longest) ?? power;
  scale.style.width = `${metres / view.metresPerPixel}px`;
  scale.firstElementChild.textContent = metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
}
