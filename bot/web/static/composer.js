// Where the person writes. What is half typed survives a reload; files never leave the device.

import { forget, keep, recall } from "./keep.js";
import { texts } from "./texts.js";

const MOST = 20000;
const KINDS = { image: "photo", audio: "voice", video: "video" };
const form = document.getElementById("composer");
const box = document.getElementById("write");
const file = document.getElementById("file");

/** `on` has: say(text), media(kind, text), tooLong(). */
export function start(on) {
  box.value = recall("draft", "");
  grow();
  box.addEventListener("input", () => {
    keep("draft", box.value);
    grow();
  });
  box.addEventListener("keydown", (event) => {
    // While an input method composes a letter, Enter belongs to it.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit(on);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(on);
    box.focus();
  });
  // A press on the send button must not close the phone's keyboard.
  document.getElementById("send").addEventListener("pointerdown", (event) => event.preventDefault());
  document.getElementById("attach").addEventListener("click", () => file.click());
  file.addEventListener("change", () => attach(on));
  document.fonts?.ready.then(grow);
}

export function clear() {
  box.value = "";
  forget("draft");
  grow();
}

export function grow() {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 3}px`;
}

function submit(on) {
  const text = box.value.trim();
  if (!text) return;
  if (text.length > MOST) {
    on.tooLong();
    return;
  }
  clear();
  on.say(text.normalize("NFC"));
}

function attach(on) {
  const chosen = file.files[0];
  file.value = "";
  if (!chosen) return;
  const kind = KINDS[chosen.type.split("/")[0]] || "document";
  on.media(kind, texts[kind]);
  box.focus();
}
