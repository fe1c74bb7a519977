// Pan, pinch, wheel, double click and keys. Calls back with `moved` when the user takes the map into their own hands.

const panStep = 90;

export function listenForGestures(element, view, { moved, clicked, hovered, escaped }) {
  const pointers = new Map();
  let travelled = 0;
  let lastTap = 0;

  const place = event => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  element.addEventListener("pointerdown", event => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, place(event));
    if (pointers.size === 1) travelled = 0;
  });

  element.addEventListener("pointermove", event => {
    const now = place(event);
    const before = pointers.get(event.pointerId);
    if (!before) {
      hovered(now.x, now.y);
      return;
    }
    if (pointers.size === 1) {
      travelled += Math.hypot(now.x - before.x, now.y - before.y);
      if (travelled > 4) {
        element.classList.add("dragging");
        view.pan(now.x - before.x, now.y - before.y);
        moved();
      }
    } else if (pointers.size === 2) {
      const other = [...pointers].find(([id]) => id !== event.pointerId)[1];
      const was = Math.hypot(before.x - other.x, before.y - other.y);
      const is = Math.hypot(now.x - other.x, now.y - other.y);
      view.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
      if (was > 0) view.zoomAt(is / was, (now.x + other.x) / 2, (now.y + other.y) / 2);
      travelled = 100;
      moved();
    }
    pointers.set(event.pointerId, now);
  });

  const lift = event => {
    if (!pointers.delete(event.pointerId) || pointers.size > 0) return;
    element.classList.remove("dragging");
    if (event.type !== "pointerup" || travelled > 4) return;
    const { x, y } = place(event);
    if (event.timeStamp - lastTap < 300) view.zoomAt(2, x, y);
    else clicked(x, y);
    lastTap = event.timeStamp;
  };
  element.addEventListener("pointerup", lift);
  element.addEventListener("pointercancel", lift);

  element.addEventListener("wheel", event => {
    event.preventDefault();
    const { x, y } = place(event);
    const pixels = event.deltaMode === 1 ? event.deltaY * 30 : event.deltaY;
    // A pinch on a touchpad arrives as a wheel with the control key and small steps.
    view.zoomAt(Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.0018)), x, y);
    moved(true);
  }, { passive: false });

  element.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? panStep * 4 : panStep;
    const centre = factor => view.zoomAt(factor, view.width / 2, view.height / 2);
    const keys = {
      ArrowLeft: () => view.pan(step, 0), ArrowRight: () => view.pan(-step, 0),
      ArrowUp: () => view.pan(0, step), ArrowDown: () => view.pan(0, -step),
      "+": () => centre(1.5), "=": () => centre(1.5), "-": () => centre(1 / 1.5), "0": () => view.showHome(),
    };
    if (event.key === "Escape") escaped();
    else if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
      moved(event.key === "+" || event.key === "=" || event.key === "-");
    }
  });
}
