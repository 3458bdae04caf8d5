// A− and A+: five sizes, remembered on this device.

import { keep, recall } from "./keep.js";

const LARGEST = 4;
const USUAL = 1;
const root = document.documentElement;
const buttons = { smaller: -1, larger: 1 };

export function start(changed) {
  show(recall("letters", USUAL));
  for (const [id, step] of Object.entries(buttons)) {
    document.getElementById(id).addEventListener("click", () => {
      show(Number(root.dataset.size) + step);
      keep("letters", Number(root.dataset.size));
      changed();
    });
  }
}

function show(size) {
  const fitting = Math.max(0, Math.min(LARGEST, Number.isInteger(size) ? size : USUAL));
  root.dataset.size = fitting;
  // Not `disabled`: that would throw the focus of a keyboard off the button.
  document.getElementById("smaller").setAttribute("aria-disabled", fitting === 0);
  document.getElementById("larger").setAttribute("aria-disabled", fitting === LARGEST);
}
