// The chat page, put together.

import * as bubbles from "./bubbles.js";
import * as composer from "./composer.js";
import * as history from "./history.js";
import { forget, keep, recall, whenChangedElsewhere } from "./keep.js";
import * as letters from "./letters.js";
import * as notice from "./notice.js";
import { Outgoing } from "./outgoing.js";
import * as recorder from "./recorder.js";
import * as scroll from "./scroll.js";
import { texts } from "./texts.js";
import * as typing from "./typing.js";
import * as voice from "./voice.js";
import { Wire } from "./wire.js";

const NO_COOKIE = 4401;
const BLINK = 1500;
const TWICE = 600;

const talk = document.getElementById("talk");
const empty = document.getElementById("empty");
const timers = {};
let pressed = { button: null, at: 0 };
let code = document.body.dataset.code;

history.belongsTo(document.body.dataset.me);
letters.start(() => {
  composer.grow();
  scroll.toEnd();
});
scroll.start();
composer.start({ say, media, tooLong: () => notice.pass(texts.too_long) });
voice.start(redraw);
show();
if (empty.hidden) scroll.toEnd();
// Only from here on a screen reader announces: what was said before is history.
talk.setAttribute("aria-live", "polite");

const wire = new Wire({ open: hello, frame: receive, down, refused });
const outgoing = new Outgoing(wire, show);
whenChangedElsewhere("history", () => {
  history.refresh();
  show();
});
for (const button of empty.querySelectorAll("button")) {
  button.addEventListener("click", () => ask(button.textContent));
}

function hello() {
  const arrival = history.arrival(code);
  wire.send({
    t: "hello",
    after: history.newestSeq(),
    first: Boolean(arrival),
    code: arrival?.code || null,
    id: arrival?.id || null,
  });
}

function receive(fields) {
  switch (fields.t) {
    case "welcome":
      return welcome(fields);
    case "saved":
      return saved(fields.id);
    case "message":
      return message(fields);
    case "slow":
      return slow(fields);
    case "typing":
      return typing.start();
  }
}

function welcome(fields) {
  history.belongsTo(fields.me);
  forget("reloaded");
  stopWaiting();
  if (notice.stay("")) notice.pass(texts.online);
  bubbles.showNetwork(true);
  outgoing.welcome();
  show();
}

function saved(id) {
  if (history.markArrived(id) && code) {
    // A page opened anew (phones do that by themselves) must not begin the shared lesson again.
    code = "";
    globalThis.history.replaceState(null, "", "/");
  }
  const wasOurs = history.unsaved().some((entry) => entry.frame.id === id);
  bubbles.showNetwork(true);
  outgoing.saved(id);
  if (wasOurs) typing.start();
}

function slow(fields) {
  if (fields.text) notice.pass(fields.text);
  bubbles.showNetwork(false);
  outgoing.slow(fields.wait);
}

function message(fields) {
  const isNew = history.hear(fields);
  if (isNew && fields.erase) composer.clear();
  show();
  if (isNew) {
    typing.stop();
    focusChoices();
    voice.hear(fields.text);
  }
  // Acknowledged only now that it is kept, and again when it came twice.
  wire.send({ t: "got", seq: fields.seq });
}

function say(text) {
  speak({ t: "say", text }, text);
}

/** An example question; its button is about to vanish, so the focus moves on. */
function ask(text) {
  talk.focus({ preventScroll: true });
  pressed = { button: talk, at: 0 };
  say(text);
}

function media(kind, text) {
  speak({ t: "media", kind, caption: "" }, text);
}

const recorded = {
  sent: (file) => speak({ t: "media", kind: "voice", caption: "", file }, texts.recorded),
  failed: () => notice.pass(texts.not_recorded),
};

function record(button) {
  recorder.press(button, recorded);
}

function press(entry, label, payload, button) {
  const now = performance.now();
  // Unsure fingers tap twice.
  if (pressed.button === button && now - pressed.at < TWICE) return;
  pressed = { button, at: now };
  history.markPicked(entry.key, payload);
  speak({ t: "press", payload }, label);
}

function speak(frame, text) {
  voice.stop();
  recorder.drop();
  history.say(frame, text);
  show();
  outgoing.flush();
}

function down() {
  outgoing.down();
  typing.stop();
  // A blink of the network is nobody's business.
  timers.offline ??= setTimeout(offline, navigator.onLine ? BLINK : 0);
}

function stopWaiting() {
  clearTimeout(timers.offline);
  timers.offline = null;
}

function offline() {
  notice.stay("offline");
  bubbles.showNetwork(false);
}

/** Returns true when trying again would not help. */
function refused(closeCode) {
  if (closeCode !== NO_COOKIE) return false;
  if (!navigator.cookieEnabled || recall("reloaded", false)) {
    stopWaiting();
    notice.stay("no_cookie");
  } else {
    keep("reloaded", true);
    location.reload();
  }
  return true;
}

function show() {
  const entries = history.entries();
  const fresh = bubbles.draw(entries, { press, record, canRead: voice.canRead, read: voice.read });
  empty.hidden = entries.length > 0;
  for (const node of fresh) scroll.reveal(node, node.classList.contains("me"));
}

/** A voice was found after the bubbles were drawn: draw them again, each with its button. */
function redraw() {
  bubbles.draw([], {});
  talk.setAttribute("aria-live", "off");
  show();
  scroll.toEnd();
  talk.setAttribute("aria-live", "polite");
}

/** Whoever pressed with a keyboard goes on from the new choices. */
function focusChoices() {
  if (document.activeElement !== pressed.button) return;
  talk.querySelector(".choices:not(.old) button")?.focus({ preventScroll: true });
}
