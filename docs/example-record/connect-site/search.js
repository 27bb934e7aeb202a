"use strict";
// Searches the record in the browser. The words are folded as the program folds them, and what they
// are found in is loaded piece by piece: see record/site/index.py.
const found = (() => {
  const FOLDER = "search/";
  const SHOWN = 50;
  const MOST_PIECES = 16;
  const waiting = new Map();
  const pieces = new Map();
  let about = null;

  // What comes from the scripts of the index.
  const all = (told) => { about = told; };
  const piece = (name, told) => { pieces.set(name, told); };

  const load = (name) => {
    if (!waiting.has(name)) {
      waiting.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = `${FOLDER}${name}.js`;
        script.onload = () => resolve(pieces.get(name));
        script.onerror = () => reject(new Error(name));
        document.head.append(script);
      }));
    }
    return waiting.get(name);
  };

  // Folding: accents and other marks that readers leave out, capitals, scripts without spaces.
  const DROPPED = /[\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u2060-\u2064\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\u{1f3fb}-\u{1f3ff}\u{e0001}-\u{e01ef}]/gu;
  const ALONE = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u1aad\u1b00-\u1b7f\u3005-\u3007\u3040-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua980-\ua9ff\uaa60-\uaa7f\uf900-\ufaff\u{1b000}-\u{1b16f}\u{20000}-\u{3ffff}\p{So}]/gu;
  const SPELT = { "ß": "ss", "ς": "σ", "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "æ": "ae", "œ": "oe" };
  const words = (text) => text.normalize("NFKC").normalize("NFKD").toLowerCase()
    .replace(DROPPED, "").normalize("NFC")
    .replace(/[ßςıłøđħæœ]/g, (letter) => SPELT[letter])
    .replace(ALONE, " $& ")
    .split(/[^\p{L}\p{N}\p{M}\p{So}]+/u)
    .filter(Boolean).map((word) => [...word].slice(0, 40).join(""));

  // The pieces in which words may be that begin so.
  const piecesOf = (word) => {
    const numbers = [];
    about.words.forEach((first, n) => {
      const next = about.words[n + 1];
      const mayHold = first <= word ? next === undefined || next >= word : first.startsWith(word);
      if (mayHold) numbers.push(n);
    });
    return numbers;
  };

  // The numbers of the entries that have a word that begins so; null when there are too many.
  const entriesOf = async (word) => {
    const numbers = piecesOf(word);
    if (numbers.length > MOST_PIECES) return null;
    const entries = new Set();
    for (const told of await Promise.all(numbers.map((n) => load(`w${n}`)))) {
      for (const [each, steps] of Object.entries(told)) {
        if (!each.startsWith(word)) continue;
        let at = 0;
        for (const step of steps) entries.add(at += step);
      }
    }
    return entries;
  };

  const search = async (asked) => {
    const sets = [];
    for (const word of words(asked)) {
      const entries = await entriesOf(word);
      if (entries === null) return { tooShort: word };
      sets.push(entries);
    }
    sets.sort((one, other) => one.size - other.size);
    const [first, ...others] = sets;
    const both = first ? [...first].filter((n) => others.every((set) => set.has(n))) : [];
    return { numbers: both.sort((one, other) => other - one) };
  };

  const entry = async (number) => {
    const part = await load(`e${Math.floor(number / about.each)}`);
    return part[number % about.each];
  };

  const line = ([href, who, when, begins]) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = href;
    link.textContent = who;
    link.dir = "auto";
    const words = document.createElement("p");
    words.textContent = begins;
    words.dir = "auto";
    item.append(link, ` ${when}`, words);
    return item;
  };

  const start = async () => {
    const form = document.getElementById("search");
    const input = document.getElementById("asked");
    const list = document.getElementById("found");
    const state = document.getElementById("state");
    const more = document.getElementById("more");
    let turn = 0;
    let left = [];

    const show = async () => {
      const mine = turn;
      const next = left.splice(0, SHOWN);
      const lines = await Promise.all(next.map(async (number) => line(await entry(number))));
      if (mine !== turn) return;
      list.append(...lines);
      more.hidden = left.length === 0;
    };

    const ask = async () => {
      const mine = ++turn;
      const asked = input.value;
      history.replaceState(null, "", asked ? `#${encodeURIComponent(asked)}` : "#");
      let answer = { numbers: [] };
      try {
        answer = await search(asked);
      } catch (error) {
        answer = { lost: error.message };
      }
      if (mine !== turn) return;
      list.replaceChildren();
      more.hidden = true;
      left = answer.numbers || [];
      if (answer.lost) state.textContent = `A file of the search is missing: ${FOLDER}${answer.lost}.js`;
      else if (answer.tooShort) state.textContent = `Very many words begin with “${answer.tooShort}”; type more of it.`;
      else if (!words(asked).length) state.textContent = "";
      else state.textContent = left.length === 1 ? "1 found." : `${left.length.toLocaleString("en")} found, the newest first.`;
      await show();
    };

    form.hidden = false;
    form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });
    input.addEventListener("input", ask);
    more.addEventListener("click", show);
    try {
      input.value = decodeURIComponent(location.hash.slice(1));
    } catch { /* somebody typed half an escape */ }
    try {
      await load("all");
      await ask();
    } catch {
      state.textContent = `A file of the search is missing: ${FOLDER}all.js`;
    }
  };
  document.addEventListener("DOMContentLoaded", start);
  return { all, piece, words, search };
})();
