// Reads bubbles aloud, where the device has a Vietnamese voice; where it has none, nothing of this is shown.

import { keep, recall } from "./keep.js";
import { texts } from "./texts.js";

const PIECE = 180;
const toggle = document.getElementById("read-aloud");
let voice = null;
let reading = null;

/** `found` is called once, when there is a voice. */
export function start(found) {
  if (!("speechSynthesis" in globalThis)) return;
  const look = () => {
    if (voice) return;
    voice = speechSynthesis.getVoices().find((one) => /^vi\b/i.test(one.lang)) || null;
    if (voice) offer(found);
  };
  look();
  speechSynthesis.addEventListener?.("voiceschanged", look);
  addEventListener("pagehide", stop);
}

export const canRead = () => voice !== null;

/** A new message: read only if the person asked for that. */
export function hear(text) {
  if (voice && toggle.getAttribute("aria-pressed") === "true") speak(text, null);
}

/** The button of one bubble: a second press stops. */
export function read(text, button) {
  const wasThis = reading === button;
  stop();
  if (!wasThis) speak(text, button);
}

export function stop() {
  if (!voice) return;
  speechSynthesis.cancel();
  mark(null);
}

function offer(found) {
  toggle.hidden = false;
  toggle.setAttribute("aria-pressed", recall("aloud", false));
  toggle.addEventListener("click", () => {
    const isOn = toggle.getAttribute("aria-pressed") !== "true";
    toggle.setAttribute("aria-pressed", isOn);
    keep("aloud", isOn);
    if (!isOn) stop();
  });
  found();
}

function speak(text, button) {
  const parts = pieces(text);
  parts.forEach((part, place) => {
    const utterance = new SpeechSynthesisUtterance(part);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.rate = 0.9;
    if (place === parts.length - 1) utterance.onend = () => reading === button && mark(null);
    speechSynthesis.speak(utterance);
  });
  mark(button);
}

function mark(button) {
  for (const one of [reading, button]) {
    if (!one) continue;
    const isReading = one === button;
    one.setAttribute("aria-pressed", isReading);
    one.setAttribute("aria-label", isReading ? texts.read_stop : texts.read);
  }
  reading = button;
}

/** Some browsers fall silent in the middle of a long text, so it is read sentence by sentence, without signs. */
function pieces(text) {
  const plain = text.replace(/https?:\/\/\S+/g, " ").replace(/[\u2580-\u259f]|\p{Extended_Pictographic}/gu, " ");
  const sentences = plain.match(/[^.!?\n]+[.!?]*/g) || [];
  const short = sentences.flatMap((one) => one.match(new RegExp(`.{1,${PIECE}}(\\s|$)|.{1,${PIECE}}`, "gu")) || []);
  return short.map((one) => one.trim()).filter((one) => /[\p{L}\p{N}]/u.test(one));
}
