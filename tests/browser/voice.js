// A device with a Vietnamese voice that only writes down what it would say.
globalThis.spoken = [];
class Utterance {
  constructor(text) {
    this.text = text;
  }
}
Object.defineProperty(globalThis, "SpeechSynthesisUtterance", { value: Utterance });
Object.defineProperty(globalThis, "speechSynthesis", {
  value: {
    getVoices: () => [{ lang: "en-US" }, { lang: "vi-VN" }],
    speak: (utterance) => spoken.push(utterance.text),
    cancel: () => (spoken.length = 0),
    addEventListener() {},
  },
});
