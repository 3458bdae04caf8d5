// Three dots while the answer is on its way; not for an answer that comes at once, and not for ever.

import * as scroll from "./scroll.js";

const AT_ONCE = 400;
const PATIENCE = 15000;
const dots = document.getElementById("typing");
let timer = null;

export function start() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    dots.hidden = false;
    scroll.adjust();
    timer = setTimeout(stop, PATIENCE);
  }, AT_ONCE);
}

export function stop() {
  clearTimeout(timer);
  dots.hidden = true;
}
