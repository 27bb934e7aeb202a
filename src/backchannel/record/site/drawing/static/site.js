"use strict";
// Day or night, as the reader chose it here last; else as their system has it.
(() => {
  const root = document.documentElement;
  const kept = "backchannel-light";
  const remembered = () => {
    try { return localStorage.getItem(kept) || ""; } catch { return ""; }
  };
  const remember = (light) => {
    try { localStorage.setItem(kept, light); } catch { /* then until the next page */ }
  };
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isNight = () => (root.dataset.light || (system.matches ? "night" : "day")) === "night";
  const chosen = remembered();
  if (chosen === "day" || chosen === "night") root.dataset.light = chosen;

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("light");
    const tell = () => {
      button.textContent = isNight() ? "By day" : "By night";
    };
    button.hidden = false;
    tell();
    system.addEventListener("change", tell);
    button.addEventListener("click", () => {
      root.dataset.light = isNight() ? "day" : "night";
      remember(root.dataset.light);
      tell();
    });
  });
})();
