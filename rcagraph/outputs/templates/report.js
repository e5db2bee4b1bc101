"use strict";
// Closed parts would be missing on paper, and a link may lead into one.
const parts = [...document.querySelectorAll("details")];
let closed = [];

addEventListener("beforeprint", () => {
  closed = parts.filter((part) => !part.open);
  closed.forEach((part) => { part.open = true; });
});
addEventListener("afterprint", () => {
  closed.forEach((part) => { part.open = false; });
});

function reveal() {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let part = place?.closest("details"); part; part = part.parentElement.closest("details")) {
    part.open = true;
  }
  place?.scrollIntoView();
}
addEventListener("hashchange", reveal);
reveal();
