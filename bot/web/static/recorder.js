// Records one voice message at a time and hands it to our own server, which gives back what it is called there.

import { texts } from "./texts.js";

const LONGEST = 120000;
const file = document.getElementById("sound");
let recorder = null;
let asking = false;

/** `on` has: sent(name) with the server's name of it, failed(). */
export async function press(button, on) {
  if (recorder) {
    recorder.stop();
    return;
  }
  // Unsure fingers tap twice, and the browser may still be asking whether we may listen.
  if (asking) return;
  asking = true;
  const stream = await microphone();
  asking = false;
  if (stream) record(stream, button, on);
  else choose(on);
}

/** The person has answered something else: what was being recorded is not sent. */
export function drop() {
  if (!recorder) return;
  recorder.dropped = true;
  recorder.stop();
}

async function upload(blob, on) {
  try {
    const answer = await fetch("/sound", { method: "POST", body: blob });
    if (!answer.ok) throw new Error(answer.status);
    on.sent((await answer.json()).file);
  } catch {
    on.failed();
  }
}

/** null where there is none, or where the person would rather not. */
async function microphone() {
  if (!globalThis.MediaRecorder) return null;
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    return null;
  }
}

function record(stream, button, on) {
  const parts = [];
  const mine = new MediaRecorder(stream, { audioBitsPerSecond: 32000 });
  const end = setTimeout(() => mine.stop(), LONGEST);
  mine.ondataavailable = (event) => parts.push(event.data);
  mine.onstop = () => {
    clearTimeout(end);
    stream.getTracks().forEach((track) => track.stop());
    recorder = null;
    show(button, false);
    if (!mine.dropped) upload(new Blob(parts), on);
  };
  recorder = mine;
  mine.start();
  show(button, true);
}

function show(button, isRecording) {
  button.setAttribute("aria-pressed", isRecording);
  button.textContent = isRecording ? texts.record_stop : texts.record;
}

/** Without a microphone that this page may use: a file, or the phone's own recorder. */
function choose(on) {
  file.onchange = () => {
    const chosen = file.files[0];
    file.value = "";
    if (chosen) upload(chosen, on);
  };
  file.click();
}
