// Calls this server, and asks for an API key when it wants one. The key lives in this tab's session storage only.

const storageKey = "fleetactors.apiKey";
let asking = null;

function headers(more) {
  const key = sessionStorage.getItem(storageKey);
  return { ...(key ? { Authorization: `Bearer ${key}` } : {}), ...more };
}

async function askForKey(wrong) {
  if (document.readyState === "loading") await new Promise(parsed => addEventListener("DOMContentLoaded", parsed, { once: true }));
  await (asking ??= new Promise(resolve => {
    const dialog = document.getElementById("key-dialog");
    const form = document.getElementById("key-form");
    const input = document.getElementById("key");
    if (wrong) document.getElementById("key-text").textContent = "The server did not accept this key. Try another one.";
    input.value = "";
    dialog.showModal();
    dialog.oncancel = event => event.preventDefault();
    form.onsubmit = event => {
      event.preventDefault();
      sessionStorage.setItem(storageKey, input.value.trim());
      dialog.close();
      asking = null;
      resolve();
    };
  }));
}

/** Like fetch, with the key; a 401 asks for one and tries again. */
export async function call(path, options = {}) {
  for (;;) {
    const used = sessionStorage.getItem(storageKey);
    const response = await fetch(path, { ...options, headers: headers(options.headers), credentials: "same-origin" });
    if (response.status !== 401) return response;
    // Another call may have got a key while this one was under way: then that one is tried first.
    if (sessionStorage.getItem(storageKey) === used) await askForKey(used !== null);
  }
}

/** The JSON of a GET, or null when the server has none. */
export async function getJson(path) {
  const response = await call(path, { headers: { Accept: "application/json" } });
  return response.ok ? response.json() : null;
}

/** An id for a command (UUID version 7), so that a repeat of the same request is not a second command. */
export function newCommandId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  new DataView(bytes.buffer).setBigUint64(0, (BigInt(Date.now()) << 16n) | 0x7000n | BigInt(bytes[6] & 15) << 8n | BigInt(bytes[7]));
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
