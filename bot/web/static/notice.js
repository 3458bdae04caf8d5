// The one line under the header: no network, too fast, too long. Short messages leave by themselves.

import { texts } from "./texts.js";

const line = document.getElementById("notice");
const BRIEF = 6000;
let lasting = "";
let timer = null;

/** Stays until it is replaced; "" takes it away. Returns whether that changed anything. */
export function stay(name) {
  if (lasting === name) return false;
  lasting = name;
  clearTimeout(timer);
  show(name && texts[name]);
  return true;
}

export function pass(text) {
  clearTimeout(timer);
  show(text);
  timer = setTimeout(() => show(lasting && texts[lasting]), BRIEF);
}

function show(text) {
  if (line.textContent !== text) line.textContent = text;
}
