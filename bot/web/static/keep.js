// What this device remembers. A browser that may not store anything still works until the page is closed.

const PREFIX = "hvs.";
const memory = new Map();
const unstored = new Set();

export function recall(name, otherwise) {
  try {
    const raw = unstored.has(name) ? null : localStorage.getItem(PREFIX + name);
    if (raw !== null) return JSON.parse(raw);
  } catch {
    // Storage is forbidden, or holds what an older page wrote: fall back on the memory of this page.
  }
  return memory.has(name) ? memory.get(name) : otherwise;
}

/** Returns false when the device has no room left. */
export function keep(name, value) {
  memory.set(name, value);
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
    unstored.delete(name);
    return true;
  } catch {
    unstored.add(name);
    return false;
  }
}

export function forget(name) {
  memory.delete(name);
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // Nothing was stored, so nothing is left.
  }
}

/** Calls `listener` when another tab of this browser has changed what `name` holds. */
export function whenChangedElsewhere(name, listener) {
  addEventListener("storage", (event) => {
    if (event.key === PREFIX + name || event.key === null) listener();
  });
}

/** A name nobody else makes. (crypto.randomUUID is missing on plain http pages.) */
export function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
