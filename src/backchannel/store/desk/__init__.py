"""How the desk was left on this machine; no other desk hears of it."""
