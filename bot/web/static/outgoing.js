// What goes to the server: one thing at a time, the next only when the one before is on disk. So order is kept,
// nothing is lost on the way, and the same id is said again after a break (the server knows it then).

import { markSaved, unsaved } from "./history.js";

const PATIENCE = 8000;

export class Outgoing {
  constructor(wire, changed) {
    this.wire = wire;
    this.changed = changed;
    this.welcomed = false;
    this.flying = null;
    this.timer = null;
  }

  welcome() {
    this.welcomed = true;
    this.flush();
  }

  flush() {
    if (!this.welcomed || this.flying) return;
    const next = unsaved()[0];
    if (!next) return;
    this.flying = next.frame.id;
    this.wire.send(next.frame);
    this.wait(PATIENCE, () => this.wire.drop());
  }

  saved(id) {
    markSaved(id);
    if (id === this.flying) this.land();
    this.changed();
  }

  slow(seconds) {
    this.wait(seconds * 1000, () => this.land());
  }

  down() {
    this.welcomed = false;
    this.flying = null;
    clearTimeout(this.timer);
  }

  land() {
    clearTimeout(this.timer);
    this.flying = null;
    this.flush();
  }

  wait(pause, act) {
    clearTimeout(this.timer);
    this.timer = setTimeout(act, pause);
  }
}
