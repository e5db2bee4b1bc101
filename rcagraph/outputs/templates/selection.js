"use strict";
// The language of --select, for the page: rcagraph/graph/selection.py says what it
// means, and a test holds the two against each other. chooseNodes(data, text) returns a
// Set of ids or throws a SelectionProblem with the place of the mistake.

class SelectionProblem extends Error {
  constructor(message, at) {
    super(message);
    this.at = at;
  }
}

const bareName = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
const compared = {
  ">": (one, other) => one > other,
  ">=": (one, other) => one >= other,
  "<": (one, other) => one < other,
  "<=": (one, other) => one <= other,
  "=": (one, other) => one === other,
};

// The known word that shares most pairs of letters, if that is more than half.
function nearest(word, known) {
  const pairs = (text) => new Set([...bareName(text)].map((letter, at, all) => letter + (all[at + 1] || "")));
  const own = pairs(word);
  let best = ["", 0.5];
  for (const each of known) {
    const other = pairs(each);
    const shared = (2 * [...own].filter((pair) => other.has(pair)).length) / (own.size + other.size);
    if (shared > best[1]) best = [each, shared];
  }
  return best[0] ? `; did you mean “${best[0]}”?` : "";
}

// text → [[{negated, up, down, what, at}]]: choices of terms.
function parseSelection(text) {
  let at = 0;
  const refuse = (message) => { throw new SelectionProblem(message, at); };
  const match = (pattern) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const links = (digits) => (digits && digits.length <= 4 ? Number(digits) : Infinity);
  const word = (expected) => {
    const start = at;
    const quote = match(/["']/y);
    let found;
    if (quote) {
      const end = text.indexOf(quote[0], at);
      if (end < 0) { at = start; refuse(`The quotation has no end: expected another ${quote[0]}.`); }
      found = text.slice(at, end);
      at = end + 1;
    } else found = match(/[^\s,+!:<>="']+/y)?.[0] || "";
    if (!/[\p{L}\p{N}*]/u.test(found)) { at = start; refuse(`Something is missing: expected ${expected}.`); }
    return [found, Boolean(quote)];
  };
  const term = () => {
    const negated = Boolean(match(/!/y));
    const before = match(/([0-9]*)\+/y);
    const place = at;
    const [name, quoted] = word("a node, ops_*, class:structural, belief>0.6 or the like");
    let what = { node: name, pattern: !quoted && name.includes("*") };
    if (!quoted && match(/:/y)) what = { property: name, place: at, value: word(`a word after ${name}:`)[0] };
    else if (!quoted) {
      const sign = match(/>=|<=|>|<|=/y);
      if (sign) {
        const number = match(/[0-9]{1,9}(?:\.[0-9]{1,9})?(?=[\s,+]|$)/y);
        if (!number) refuse(`Not a number: expected one after ${sign[0]}, such as 0.6.`);
        what = { measure: name, holds: compared[sign[0]], number: Number(number[0]) };
      }
    }
    const after = match(/\+([0-9]*)/y);
    return { negated, what, at: place, up: before ? links(before[1]) : 0, down: after ? links(after[1]) : 0 };
  };
  const choices = [];
  match(/\s*/y);
  if (at === text.length) refuse("The selection is empty.");
  while (at < text.length) {
    const terms = [term()];
    while (match(/,/y)) terms.push(term());
    choices.push(terms);
    if (at < text.length && !match(/\s+/y)) refuse("Cannot read on: expected a space between two choices, or a comma without spaces.");
  }
  return choices;
}

function findNode(data, name, at) {
  const wanted = bareName(name);
  const alike = (text) => wanted && bareName(text) === wanted;
  const ways = [(node) => node.id === name, (node) => alike(node.id), (node) => alike(node.id.slice(node.id.indexOf("_") + 1 || node.id.length)), (node) => alike(node.name)];
  for (const way of ways) {
    const found = data.nodes.filter(way).map((node) => node.id);
    if (found.length === 1) return found;
    if (found.length) throw new SelectionProblem(`“${name}” is ambiguous: one of ${found.join(", ")}.`, at);
  }
  const known = data.nodes.flatMap((node) => [node.id, node.name]);
  throw new SelectionProblem(`No node is named “${name}”${nearest(name, known)}`, at);
}

function startNodes(data, { what, at }) {
  const ids = (test) => data.nodes.filter(test).map((node) => node.id);
  const cannot = (name, known) => { throw new SelectionProblem(`“${name}” cannot be asked: one of ${known.join(", ")}.`, at); };
  if (what.property) {
    const known = data.words[what.property] || cannot(what.property, Object.keys(data.words));
    const meant = known.filter((word) => bareName(word) === bareName(what.value));
    if (!meant.length) throw new SelectionProblem(`Unknown ${what.property} “${what.value}”${nearest(what.value, known)}`, what.place);
    return ids((node) => (node.words[what.property] || []).some((word) => meant.includes(word)));
  }
  if (what.measure) {
    if (!data.measures.includes(what.measure)) cannot(what.measure, data.measures);
    return ids((node) => what.measure in node.numbers && what.holds(node.numbers[what.measure], what.number));
  }
  if (!what.pattern) return findNode(data, what.node, at);
  const parts = what.node.toLowerCase().split("*").map((part) => part.replace(/[^\p{L}\p{N}_]/gu, "\\$&"));
  const fits = new RegExp(`^${parts.join(".*")}$`, "s");
  const found = ids((node) => fits.test(node.id.toLowerCase()));
  if (!found.length) throw new SelectionProblem(`No node fits “${what.node}”.`, at);
  return found;
}

function withinLinks(data, start, most, from, to) {
  const reached = new Set(start);
  let rim = reached;
  for (let step = 0; step < most && rim.size; step += 1) {
    rim = new Set(data.links.filter((link) => rim.has(link[from]) && !reached.has(link[to])).map((link) => link[to]));
    rim.forEach((id) => reached.add(id));
  }
  return reached;
}

function chooseNodes(data, text) {
  let wanted;
  const avoided = new Set();
  for (const terms of parseSelection(text)) {
    let choice;
    const unwanted = new Set();
    for (const term of terms) {
      const start = startNodes(data, term);
      const found = new Set([...withinLinks(data, start, term.up, "effect", "cause"), ...withinLinks(data, start, term.down, "cause", "effect")]);
      if (term.negated) found.forEach((id) => unwanted.add(id));
      else choice = choice ? new Set([...choice].filter((id) => found.has(id))) : found;
    }
    if (!choice) unwanted.forEach((id) => avoided.add(id));
    else {
      wanted = wanted || new Set();
      choice.forEach((id) => { if (!unwanted.has(id)) wanted.add(id); });
    }
  }
  const all = wanted ? [...wanted] : data.nodes.map((node) => node.id);
  return new Set(all.filter((id) => !avoided.has(id)));
}
