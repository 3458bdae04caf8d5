// The talk as this device knows it: the last bubbles, which messages were shown, and what is not sent yet.
// Every tab keeps its own copy and adds what the others stored: browsers let two tabs write over each other.

import { forget, freshId, keep, recall } from "./keep.js";

const BUBBLES_KEPT = 300;
const SHOWN_KEPT = 1000;
const NOTHING = { wiped: 0, list: [] };

let talk = join(NOTHING, recall("history", NOTHING));
let shown = recall("shown", []);

export const entries = () => talk.list;
export const unsaved = () => talk.list.filter((entry) => entry.frame);

/** The highest message seen, for the server's hello. */
export const newestSeq = () => talk.list.reduce((newest, entry) => Math.max(newest, entry.seq || 0), 0);

/** Take in what another tab has stored. */
export function refresh() {
  talk = join(talk, recall("history", NOTHING));
  shown = [...new Set([...recall("shown", []), ...shown])].slice(-SHOWN_KEPT);
}

/** A message from the bot. Returns false when it was shown before: a repeated send must not be seen twice. */
export function hear(message) {
  refresh();
  const key = keyOf(message);
  if (shown.includes(key)) return false;
  if (message.erase) wipe();
  const { seq, text, buttons = [], style = "plain", file, records } = message;
  add({ key, who: "bot", seq, text, buttons, style, file, records });
  shown.push(key);
  keep("shown", shown);
  return true;
}

/** Something the person says: kept here with its frame until the server has it on disk. */
export function say(fields, text) {
  const id = freshId();
  add({ key: `me-${id}`, who: "me", text, frame: { ...fields, id } });
}

export function markSaved(id) {
  edit((entry) => (entry.frame?.id === id ? { ...entry, frame: undefined } : entry));
}

export function markPicked(key, payload) {
  edit((entry) => (entry.key === key ? { ...entry, picked: payload } : entry));
}

/** The cookie is new, so the server knows nothing of the talk before; only what was never sent still counts. */
export function belongsTo(me) {
  if (recall("me", me) !== me) {
    wipe();
    store(talk.list);
    ["joined", "join"].forEach(forget);
  }
  keep("me", me);
}

/** The arrival to tell the server about, the same one until it is saved; null when there is none. */
export function arrival(code) {
  const waiting = recall("join", null);
  if (waiting && (!code || waiting.code === code)) return waiting;
  if (!code && (recall("joined", false) || talk.list.length)) return null;
  const fresh = { id: freshId(), code: code || null };
  keep("join", fresh);
  return fresh;
}

/** Returns true when `id` was the waiting arrival. */
export function markArrived(id) {
  if (recall("join", null)?.id !== id) return false;
  forget("join");
  keep("joined", true);
  return true;
}

function add(entry) {
  refresh();
  store([...talk.list, { ...entry, at: nextMoment() }]);
}

function edit(change) {
  refresh();
  store(talk.list.map(change));
}

/** What the person typed but the server never received was not said yet, so it stays, to be sent. */
function wipe() {
  const wiped = nextMoment();
  talk = { wiped, list: unsaved().map((entry, place) => ({ ...entry, at: wiped + place })) };
  shown = [];
  keep("shown", shown);
}

/** Never the same twice and never backwards, whatever the device's clock does: it is what the talk is ordered by. */
function nextMoment() {
  return talk.list.reduce((latest, entry) => Math.max(latest, entry.at + 1), Math.max(Date.now(), talk.wiped));
}

function store(list) {
  talk = { ...talk, list: trim(list, BUBBLES_KEPT) };
  let kept = talk.list;
  // A full device forgets its oldest bubbles first, and never what is still to be sent.
  while (!keep("history", { ...talk, list: kept }) && kept.length > 1) {
    const fewer = trim(kept, Math.floor(kept.length / 2));
    if (fewer.length === kept.length) return;
    kept = fewer;
  }
}

function trim(list, most) {
  const surplus = list.length - most;
  return surplus > 0 ? list.filter((entry, place) => entry.frame || place >= surplus) : list;
}

/** Both talks as one. A thing sent or picked in either is sent and picked; what came before a wipe is gone. */
function join(ours, theirs) {
  const wiped = Math.max(ours.wiped, theirs.wiped);
  const known = new Map(ours.list.map((entry) => [entry.key, entry]));
  for (const entry of theirs.list) known.set(entry.key, both(entry, known.get(entry.key)));
  const list = [...known.values()].filter((entry) => entry.frame || entry.at >= wiped);
  return { wiped, list: trim(list.sort((one, other) => one.at - other.at), BUBBLES_KEPT) };
}

function both(theirs, ours) {
  if (!ours) return theirs;
  return {
    ...theirs,
    at: Math.max(theirs.at, ours.at),
    frame: theirs.frame && ours.frame,
    picked: theirs.picked ?? ours.picked,
  };
}

/** The same number with other words is another message: the server's counting has begun anew. */
function keyOf(message) {
  let hash = 2166136261;
  for (const letter of message.text) hash = Math.imul(hash ^ letter.codePointAt(0), 16777619);
  return `bot-${message.seq}-${(hash >>> 0).toString(36)}`;
}
