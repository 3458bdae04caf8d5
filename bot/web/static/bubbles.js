// The talk on the screen, drawn from the history. Words of others become text nodes, never HTML.

import { texts } from "./texts.js";

// A link, or a progress bar drawn with block letters, as channels that know only letters need it.
const SPECIAL = /https:\/\/[^\s<>"“”]+|[█▓]*[░▒]+|[█▓]{3,}/g;
const AFTER_LINK = /[.,;:!?)\]}…'’]+$/;
const list = document.getElementById("bubbles");

/** Draws what is missing, takes away what is gone, brings states up to date. Returns the new nodes. */
export function draw(entries, acts) {
  const here = new Map(Array.from(list.children, (node) => [node.dataset.key, node]));
  const wanted = new Set(entries.map((entry) => entry.key));
  for (const [key, node] of here) if (!wanted.has(key)) node.remove();
  const current = firstCurrent(entries);
  const fresh = [];
  entries.forEach((entry, place) => {
    let node = here.get(entry.key);
    if (!node) fresh.push((node = make(entry, acts)));
    if (list.children[place] !== node) list.insertBefore(node, list.children[place] || null);
    refresh(node, entry, place >= current);
  });
  return fresh;
}

/** Sent or not is shown on the bubble; the network decides what "not yet" is called. */
export function showNetwork(isUp) {
  list.dataset.up = isUp;
  for (const node of list.children) if (node.dataset.state) showState(node, node.dataset.state !== "sent");
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** The choices that count now: the last ones offered, as long as the person has not answered after them. */
function firstCurrent(entries) {
  for (let place = entries.length - 1; place >= 0; place -= 1) {
    if (entries[place].who === "me") return entries.length;
    if (entries[place].buttons.length) return place;
  }
  return entries.length;
}

function make(entry, acts) {
  const node = element("li", `${entry.who} fresh ${entry.style || ""}`);
  node.dataset.key = entry.key;
  const bubble = element("div", "bubble");
  bubble.append(element("span", "unseen", `${entry.who === "me" ? texts.me : texts.bot}: `));
  if (entry.style === "warning") bubble.append(warningSign());
  bubble.append(entry.style === "card" ? cardWords(entry.text) : words(entry.text), meta(entry, acts));
  if (entry.file) bubble.append(attached(entry.file));
  node.append(bubble);
  if (entry.records) node.append(recordButton(acts));
  if (entry.buttons?.length) node.append(choices(entry, acts));
  return node;
}

function refresh(node, entry, isCurrent) {
  if (entry.who === "me") showState(node, Boolean(entry.frame));
  node.querySelector(".record")?.toggleAttribute("hidden", !isCurrent);
  const group = node.querySelector(".choices");
  if (!group) return;
  group.classList.toggle("old", !isCurrent);
  for (const button of group.children) {
    const isPicked = button.dataset.payload === entry.picked;
    button.classList.toggle("picked", isPicked);
    if (isPicked) button.setAttribute("aria-label", `${button.textContent} (${texts.chosen})`);
  }
}

function showState(node, isWaiting) {
  const isUp = list.dataset.up !== "false";
  node.dataset.state = isWaiting ? (isUp ? "sending" : "unsent") : "sent";
  node.querySelector(".state").textContent = texts[node.dataset.state];
}

/** The first line of a card is its headline. */
function cardWords(text) {
  const end = text.indexOf("\n");
  const paragraph = words(end < 0 ? "" : text.slice(end));
  paragraph.prepend(element("span", "headline", end < 0 ? text : text.slice(0, end)));
  return paragraph;
}

function words(text) {
  const paragraph = element("p", "words");
  let done = 0;
  for (const found of text.matchAll(SPECIAL)) {
    const part = found[0].replace(AFTER_LINK, "");
    paragraph.append(text.slice(done, found.index), part.startsWith("https:") ? link(part) : bar(part));
    done = found.index + part.length;
  }
  paragraph.append(text.slice(done));
  return paragraph;
}

/** A picture is shown and opens large, a recording plays, a document is a link. All from our own host, or not at all. */
function attached({ url, name, picture, sound }) {
  const anchor = link(/^\/f\/[\w-]+$/.test(url) ? url : "/");
  anchor.className = "file";
  if (sound) return player(anchor);
  if (!picture) {
    anchor.textContent = `📄 ${name}`;
    return anchor;
  }
  const image = element("img", "");
  image.src = anchor.href;
  image.alt = name;
  anchor.replaceChildren(image);
  return anchor;
}

/** Nothing is fetched before it is played. A browser that cannot play it shows the link instead. */
function player(anchor) {
  const audio = element("audio", "file");
  audio.controls = true;
  audio.preload = "none";
  audio.src = anchor.href;
  audio.setAttribute("aria-label", texts.recording);
  anchor.textContent = `🔊 ${texts.recording}`;
  audio.addEventListener("error", () => audio.replaceWith(anchor), { once: true });
  return audio;
}

/** The step waits for a voice message: one press begins, the next one sends it. */
function recordButton(acts) {
  const button = element("button", "record", texts.record);
  button.type = "button";
  button.onclick = () => acts.record(button);
  return button;
}

function link(address) {
  const anchor = element("a", "", address);
  anchor.href = address;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer";
  return anchor;
}

/** The numbers beside it say the same, so a screen reader skips it. */
function bar(blocks) {
  const frame = element("span", "bar");
  const filled = element("span", "");
  filled.style.width = `${(100 * blocks.replace(/[░▒]/g, "").length) / blocks.length}%`;
  frame.setAttribute("aria-hidden", "true");
  frame.append(filled);
  return frame;
}

function meta(entry, acts) {
  const line = element("p", "meta");
  const time = element("time", "", clockTime(entry.at));
  time.dateTime = new Date(entry.at).toISOString();
  line.append(time);
  if (entry.who === "me") line.append(element("span", "state"));
  else if (acts.canRead()) line.append(readButton(entry, acts));
  return line;
}

function readButton(entry, acts) {
  const button = element("button", "read");
  button.type = "button";
  button.setAttribute("aria-label", texts.read);
  button.append(icon("speaker"));
  button.onclick = () => acts.read(entry.text, button);
  return button;
}

function choices(entry, acts) {
  const group = element("div", "choices");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", texts.choices);
  for (const { label, payload } of entry.buttons) {
    const button = element("button", "", label);
    button.type = "button";
    button.dataset.payload = payload;
    button.onclick = () => acts.press(entry, label, payload, button);
    group.append(button);
  }
  return group;
}

function warningSign() {
  const sign = element("p", "sign");
  sign.append(icon("triangle"), texts.warning);
  return sign;
}

function clockTime(at) {
  return new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
}

function element(tag, className, text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className.trim();
  if (text) node.textContent = text;
  return node;
}
