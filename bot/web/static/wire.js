// The WebSocket: opens, notices when it is dead, opens again after growing pauses.

const PAUSE = 1000;
const LONGEST_PAUSE = 30000;
const OPENING = 10000;
const PONG = 5000;
const STEADY = 30000;

export class Wire {
  /** `on` has: open(), frame(fields), down(), refused(code). */
  constructor(on) {
    this.on = on;
    this.socket = null;
    this.failures = 0;
    this.timers = {};
    addEventListener("online", () => this.wake());
    addEventListener("offline", () => this.drop());
    addEventListener("pageshow", () => this.wake());
    document.addEventListener("visibilitychange", () => document.hidden || this.wake());
    this.connect();
  }

  get isUp() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  send(fields) {
    if (this.isUp) this.socket.send(JSON.stringify(fields));
  }

  connect() {
    this.cancel("pause");
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/ws`);
    this.socket = socket;
    this.after("opening", OPENING, () => this.drop());
    socket.onopen = () => {
      this.cancel("opening");
      this.after("steady", STEADY, () => (this.failures = 0));
      this.on.open();
    };
    socket.onmessage = (event) => this.receive(JSON.parse(event.data));
    socket.onclose = (event) => socket === this.socket && this.fall(event.code);
  }

  receive(fields) {
    this.cancel("pong");
    // A welcome alone proves little: a server that breaks at every message must not be hammered.
    if (fields.t !== "welcome") this.failures = 0;
    this.on.frame(fields);
  }

  /** Let go of a socket that no longer answers; the browser may take minutes to notice by itself. */
  drop() {
    const socket = this.socket;
    if (!socket) return;
    this.fall(1006);
    socket.close();
  }

  fall(code) {
    this.socket = null;
    Object.keys(this.timers).forEach((name) => this.cancel(name));
    this.on.down();
    if (this.on.refused(code)) return;
    const pause = Math.min(LONGEST_PAUSE, PAUSE * 2 ** this.failures);
    this.failures += 1;
    // Half of the pause is chance, so that a whole village does not come back in the same second.
    this.after("pause", pause * (0.5 + Math.random() / 2), () => this.connect());
  }

  /** The network is back, or the person looks at the page again: find out now, not after the pause. */
  wake() {
    if (!this.socket) {
      this.connect();
    } else if (this.isUp) {
      this.send({ t: "ping" });
      this.after("pong", PONG, () => this.drop());
    }
  }

  after(name, pause, act) {
    this.cancel(name);
    this.timers[name] = setTimeout(act, pause);
  }

  cancel(name) {
    clearTimeout(this.timers[name]);
    delete this.timers[name];
  }
}
