// Keeps what is new in sight, from its beginning: a long lesson starts at its first line, not at its last.
// Whoever scrolls up to read again is left in peace and finds a button back.

const talk = document.getElementById("talk");
const newest = document.getElementById("newest");
const NEAR = 60;
const SAME_BREATH = 4000;
const MARGIN = 12;

let follows = true;
let anchor = null;
let anchoredAt = 0;
let last = 0;

export function start() {
  talk.addEventListener("scroll", noticeScroll, { passive: true });
  newest.addEventListener("click", () => toEnd());
  new ResizeObserver(adjust).observe(talk);
  // Phones shrink only the visible part when the keyboard opens; the composer must stay above it.
  globalThis.visualViewport?.addEventListener("resize", () => {
    if (visualViewport.scale !== 1) return;
    document.documentElement.style.setProperty("--full", `${visualViewport.height}px`);
    scrollTo(0, 0);
  });
}

/** Something new is on the screen. What comes in the same breath belongs to the same beginning. */
export function reveal(node, isOwn) {
  const now = performance.now();
  if (isOwn || !anchor?.isConnected || now - anchoredAt > SAME_BREATH) anchor = node;
  anchoredAt = now;
  if (isOwn) follows = true;
  adjust();
}

/** Something grew or shrank; whoever follows goes on following. */
export function adjust() {
  if (follows) settle();
  else showButton();
}

export function toEnd() {
  anchor = null;
  follows = true;
  settle();
}

function settle() {
  talk.scrollTop = target();
  last = talk.scrollTop;
  showButton();
}

/** The end, if the answer fits on the screen; otherwise its first line, so that its first button is not far below. */
function target() {
  const end = talk.scrollHeight - talk.clientHeight;
  if (!anchor?.isConnected) return end;
  const answer = anchor.classList.contains("me") ? anchor.nextElementSibling || anchor : anchor;
  return Math.min(end, answer.offsetTop - MARGIN);
}

/** Only the person's own scrolling says whether they follow; ours left its place in `last`. */
function noticeScroll() {
  if (Math.abs(talk.scrollTop - last) < 2) return;
  last = talk.scrollTop;
  follows = distance() < NEAR;
  if (follows) anchor = null;
  showButton();
}

function distance() {
  return talk.scrollHeight - talk.clientHeight - talk.scrollTop;
}

function showButton() {
  newest.hidden = distance() < NEAR;
}
