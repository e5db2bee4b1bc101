"use strict";
// Text from the diagnosis reaches the page as textContent or on a canvas, never as
// markup. What is shown lives in the address (#focus=…&steps=2), so it can be shared.

const data = JSON.parse(document.getElementById("graph-data").textContent);
const nodes = new Map(data.nodes.map((node) => [node.id, node]));
const linksOf = new Map(data.nodes.map((node) => [node.id, []]));
for (const link of data.links) {
  linksOf.get(link.cause).push(link);
  linksOf.get(link.effect).push(link);
}
const classes = ["operational", "strategic", "structural", "leadership"];
const glyphs = { operational: "■", strategic: "●", structural: "▲", leadership: "◆" };
const mostShown = 35;
const column = 214;
const $ = (id) => document.getElementById(id);
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

// ---- what to show ---------------------------------------------------------------

let state;
let selected = "";
let chosen = false; // whether a selection decides what is shown

function readAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const off = (asked.get("without") || "").split(",");
  return {
    focus: nodes.has(asked.get("focus")) ? asked.get("focus") : "",
    steps: Math.min(3, Math.max(1, Number(asked.get("steps")) || 1)),
    all: asked.get("show") === "all",
    select: asked.get("select") ?? (asked.has("focus") || asked.has("show") ? "" : data.selection),
    without: classes.filter((name) => off.includes(name)),
  };
}

function writeAddress(change) {
  const next = { ...state, ...change };
  const asked = new URLSearchParams();
  if (next.all) asked.set("show", "all");
  else if (next.focus && !next.select) { asked.set("focus", next.focus); asked.set("steps", next.steps); }
  else if (next.select !== data.selection) asked.set("select", next.select);
  if (next.without.length) asked.set("without", next.without.join(","));
  const hash = asked.toString();
  if (`#${hash}` === location.hash || (!hash && !location.hash)) show();
  else location.hash = hash;
}

const allowed = (id) => !state.without.includes(nodes.get(id).group);

// Nearest first, then the most believed, until the map is full.
function around(focus, steps) {
  const distance = new Map([[focus, 0]]);
  let rim = [focus];
  for (let step = 1; step <= steps; step += 1) {
    const found = new Map();
    for (const id of rim) {
      for (const link of linksOf.get(id)) {
        const forward = link.cause === id;
        const other = forward ? link.effect : link.cause;
        // Keep on one side: causes of causes and effects of effects.
        if (distance.has(other) || !allowed(other)) continue;
        if (distance.get(id) > 0 && !forward) continue;
        if (distance.get(id) < 0 && forward) continue;
        if (!found.has(other)) found.set(other, forward ? step : -step);
      }
    }
    const order = [...found.keys()].sort((a, b) => nodes.get(b).belief - nodes.get(a).belief || (a < b ? -1 : 1));
    rim = order.slice(0, Math.max(0, mostShown - nodes.get(focus).metrics.length - distance.size));
    rim.forEach((id) => distance.set(id, found.get(id)));
  }
  return distance;
}

const height = (node) => (node.lines.length + node.figures.length) * 18 + 34;

// Columns by steps from the focus; rows keep the order of the whole layout.
function focusView(focus, steps) {
  const columns = new Map();
  for (const [id, at] of around(focus, steps)) {
    if (!columns.has(at)) columns.set(at, []);
    columns.get(at).push(id);
  }
  const places = {};
  const headings = [];
  const rank = (id) => data.whole.places[id].y;
  for (const [at, ids] of columns) {
    ids.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
    let top = -ids.reduce((sum, id) => sum + height(nodes.get(id)), 0) / 2;
    for (const id of ids) {
      places[id] = { x: at * column, y: top + height(nodes.get(id)) / 2 };
      top += height(nodes.get(id));
    }
    const away = `${Math.abs(at)} step${Math.abs(at) === 1 ? "" : "s"}`;
    headings.push({ x: at * column, text: at === 0 ? "In focus" : `${away} ${at < 0 ? "before" : "after"}` });
  }
  return { places, headings };
}

// The columns of the whole graph, closed up.
function chosenView(ids) {
  const columns = new Map();
  for (const [id, place] of Object.entries(data.whole.places)) {
    if (!ids.has(id)) continue;
    if (!columns.has(place.x)) columns.set(place.x, []);
    columns.get(place.x).push(id);
  }
  const places = {};
  const headings = [];
  for (const at of [...columns.keys()].sort((a, b) => a - b)) {
    const x = headings.length * column;
    let top = -columns.get(at).reduce((sum, id) => sum + height(nodes.get(id)), 0) / 2;
    for (const id of columns.get(at)) {
      places[id] = { x, y: top + height(nodes.get(id)) / 2 };
      top += height(nodes.get(id));
    }
    headings.push({ x, text: data.whole.headings.find((each) => each.x === at).text });
  }
  return { places, headings };
}

// The nodes that a selection chooses; a mistake is shown with its place instead.
function choose(text) {
  $("problem").textContent = "";
  if (!text) return undefined;
  try { return chooseNodes(data, text); } catch (error) {
    if (!(error instanceof SelectionProblem)) throw error;
    $("problem").textContent = `${error.message}\n    ${text}\n    ${" ".repeat(error.at)}^`;
    return undefined;
  }
}

function currentView() {
  const ids = choose(state.all ? "" : state.select);
  chosen = Boolean(ids);
  const view = state.all ? data.whole : ids ? chosenView(ids)
    : state.focus ? focusView(state.focus, state.steps) : data.opening;
  const kept = Object.entries(view.places).filter(([id]) => allowed(id) || id === state.focus);
  return { places: Object.fromEntries(kept), headings: view.headings };
}

// ---- the map --------------------------------------------------------------------

const drawn = { nodes: new vis.DataSet(), edges: new vis.DataSet() };
const face = { face: "Arial", size: 14, color: colour("ink") };
const map = new vis.Network($("map"), drawn, {
  physics: false,
  layout: { randomSeed: 1, improvedLayout: false },
  interaction: { dragNodes: false, zoomView: false, hover: false, selectConnectedEdges: true },
  nodes: { shape: "box", margin: 8, widthConstraint: { minimum: 150, maximum: 168 }, font: { ...face, align: "left" }, borderWidthSelected: 4, chosen: true },
  edges: { arrows: { to: { enabled: true, scaleFactor: 0.6 } }, selectionWidth: 1.5 },
});
// The table serves the keyboard; a canvas would be a stop without a name.
$("map").querySelector(".vis-network").tabIndex = -1;
map.on("click", (event) => { if (nodes.has(event.nodes[0])) select(event.nodes[0]); });
map.on("doubleClick", (event) => { if (nodes.has(event.nodes[0])) writeAddress({ focus: event.nodes[0], all: false, select: "" }); });

function box(node, place) {
  const edge = colour(node.group === "symptom" ? "state" : node.group);
  const fill = colour(node.id === shownFocus() ? "band" : "paper");
  return {
    id: node.id, x: place.x, y: place.y,
    label: [...node.lines, ...node.figures].join("\n"),
    borderWidth: { state: 1, symptom: 4 }[node.group] || 2.5,
    shapeProperties: { borderRadius: node.group === "state" ? 12 : 1 },
    color: { border: edge, background: fill, highlight: { border: edge, background: colour("focus") } },
  };
}

// Links to the next column stand out; those within a column or across several are
// faint, so that the steps can be read.
function arrow(link) {
  const ahead = drawn.nodes.get(link.effect).x - drawn.nodes.get(link.cause).x;
  const step = Math.abs(ahead) === column;
  const straight = { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.9 };
  return {
    id: `${link.cause}→${link.effect}`, from: link.cause, to: link.effect,
    width: step ? 0.6 + 3 * link.strength : 1,
    color: { color: colour("quiet"), highlight: colour("ink"), opacity: step ? 0.8 : 0.4 },
    dashes: link.feedback ? [2, 5] : link.contested ? [9, 6] : false,
    smooth: link.feedback || !ahead ? { enabled: true, type: "curvedCW", roundness: 0.3 } : straight,
  };
}

// The figures of the focused node hang below it, or above when it stands alone.
function figures(focus, view) {
  const node = nodes.get(focus);
  const at = view.places[focus];
  const same = Object.values(view.places).filter((place) => place.x === at.x);
  let y = Math.max(...same.map((place) => place.y)) + height(node) / 2 + 24;
  for (const [index, [name, value]] of node.metrics.entries()) {
    const id = `figure ${index}`;
    const label = `${wrap(name, 26)}\n${wrap(value, 26)}`;
    y += label.split("\n").length * 8;
    drawn.nodes.add({ id, x: at.x, y, label, borderWidth: 0, margin: 2, color: colour("paper"), chosen: false, font: { ...face, size: 12, color: colour("quiet") } });
    drawn.edges.add({ id, from: id, to: focus, arrows: { to: { enabled: false } }, width: 1, dashes: [1, 4], smooth: false });
    y += label.split("\n").length * 8 + 14;
  }
}

function wrap(text, width) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length > width && lines.at(-1)) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.join("\n");
}

function draw(view) {
  drawn.edges.clear();
  drawn.nodes.clear();
  const ids = Object.keys(view.places);
  if (!ids.length) return;
  drawn.nodes.add(ids.map((id) => box(nodes.get(id), view.places[id])));
  drawn.edges.add(data.links.filter((link) => view.places[link.cause] && view.places[link.effect]).map(arrow));
  const top = Math.min(...ids.map((id) => view.places[id].y - height(nodes.get(id)) / 2)) - 20;
  drawn.nodes.add(view.headings.map((heading, index) => ({
    id: `heading ${index}`, x: heading.x, y: top, label: heading.text, shape: "text", chosen: false, font: { ...face, size: 15, bold: true },
  })));
  if (shownFocus() && view.places[shownFocus()]) figures(shownFocus(), view);
  fit();
}

// As wide as the page allows and as tall as that makes it, but never too small to read.
function fit() {
  const corners = drawn.nodes.getIds().map((id) => map.getBoundingBox(id));
  if (!corners.length) return;
  const left = Math.min(...corners.map((each) => each.left)) - 12;
  const right = Math.max(...corners.map((each) => each.right)) + 12;
  const top = Math.min(...corners.map((each) => each.top)) - 12;
  const bottom = Math.max(...corners.map((each) => each.bottom)) + 12;
  const width = $("map").clientWidth;
  const fitting = Math.min(1.1, width / (right - left));
  const scale = state.all ? Math.max(0.2, fitting) : fitting < 0.75 ? 1 : fitting;
  const tall = Math.round(Math.min(Math.max((bottom - top) * scale, 416), 4000));
  map.setSize("100%", `${tall}px`);
  const half = width / scale / 2;
  const focus = shownFocus() ? map.getPosition(shownFocus()).x : left;
  const x = right - left <= 2 * half ? (left + right) / 2 : Math.min(Math.max(focus, left + half), right - half);
  map.moveTo({ position: { x, y: (top + bottom) / 2 }, scale, animation: false });
  map.redraw();
}

// ---- words ----------------------------------------------------------------------

const shownFocus = () => (state.all || chosen ? "" : state.focus || data.focus);

function element(tag, text, ...children) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

function list(title, items) {
  return items.length ? [element("h3", title), element("ul", "", ...items)] : [];
}

function linkItem(link, other) {
  const marks = [`strength ${link.strength}`, link.lag, link.feedback ? "feedback" : "", link.contested ? "contested" : ""];
  const item = element("li", "", button(nodes.get(other).name, () => select(other)), ` ${marks.filter(Boolean).join(", ")}`);
  for (const claim of link.claims) {
    const against = claim.contested ? ` Against: ${claim.contested}` : "";
    const line = element("p", `${claim.why}${against} `);
    line.className = "quiet";
    if (claim.address) {
      const source = element("a", claim.source);
      source.href = claim.address;
      source.rel = "noreferrer";
      line.append(source);
    } else line.append(claim.source);
    if (claim.source !== claim.evidence.replace("-", " ")) line.append(` (${claim.evidence})`);
    item.append(line);
  }
  return item;
}

function button(text, action) {
  const made = element("button", text);
  made.type = "button";
  made.addEventListener("click", action);
  return made;
}

function fillPanel(id) {
  const node = nodes.get(id);
  const facts = element("dl", "");
  for (const [term, words] of node.facts) facts.append(element("dt", term), element("dd", words));
  const kind = element("p", node.word);
  kind.className = "quiet";
  const links = linksOf.get(id);
  $("panel").replaceChildren(
    element("h2", node.name), kind,
    button("Show what is around it", () => writeAddress({ focus: id, all: false, select: "" })),
    facts,
    ...list("Evidence of its own", node.evidence.map(([weight, note]) => element("li", `${weight}: ${note}`))),
    ...list("Figures that show it", node.metrics.map(([name, value]) => element("li", `${name}: ${value}`))),
    ...list("Brought about by", links.filter((link) => link.effect === id).map((link) => linkItem(link, link.cause))),
    ...list("Acts on", links.filter((link) => link.cause === id).map((link) => linkItem(link, link.effect))),
  );
  $("panel").scrollTop = 0;
}

function select(id) {
  selected = id;
  if (id) fillPanel(id);
  else $("panel").replaceChildren(element("p", "No node is chosen."));
  if (drawn.nodes.get(id)) map.selectNodes([id]);
  else map.unselectAll();
  for (const row of $("rows").rows) row.classList.toggle("selected", row.dataset.id === id);
}

function fillTable(view) {
  const order = Object.entries(view.places).sort(([, a], [, b]) => a.x - b.x || a.y - b.y);
  $("rows").replaceChildren(...order.map(([id]) => {
    const node = nodes.get(id);
    const effects = linksOf.get(id).filter((link) => link.cause === id && view.places[link.effect]);
    const head = element("th", `${glyphs[node.group] || ""} ${node.name}`.trim());
    head.scope = "row";
    const words = effects.map((link) => nodes.get(link.effect).name + (link.feedback ? " (feedback)" : "") + (link.contested ? " (contested)" : ""));
    const open = button("Details", () => { select(id); $("panel").focus(); });
    open.setAttribute("aria-label", `Details of ${node.name}`);
    const row = element("tr", "", head, element("td", node.word), element("td", node.figures.join(", ")), element("td", words.join("; ")), element("td", "", open));
    row.dataset.id = id;
    return row;
  }));
}

function leftOut(view) {
  const gone = data.nodes.filter((node) => "contribution" in node.numbers && !view.places[node.id]);
  const share = gone.reduce((sum, node) => sum + node.share, 0);
  return `among them ${gone.length} driver${gone.length === 1 ? "" : "s"} with ${(100 * share).toFixed(1)}% of the observed underperformance`;
}

// ---- together -------------------------------------------------------------------

function show() {
  state = readAddress();
  const view = currentView();
  const count = Object.keys(view.places).length;
  const focus = shownFocus();
  const about = state.all ? "" : chosen ? `, chosen by “${state.select}”` : focus ? `, around “${nodes.get(focus).name}”` : "";
  const hidden = data.nodes.length - count;
  $("status").textContent = `Showing ${count} of ${data.nodes.length} nodes${about}; ${hidden} not shown${chosen ? `, ${leftOut(view)}` : ""}.`;
  $("selection").value = state.select;
  $("search").value = state.focus ? nodes.get(state.focus).name : "";
  $("steps").value = String(state.steps);
  for (const input of $("classes").querySelectorAll("input")) input.checked = !state.without.includes(input.value);
  draw(view);
  fillTable(view);
  select(view.places[selected] ? selected : focus || Object.keys(view.places)[0]);
}

function named(text) {
  const words = text.trim().toLocaleLowerCase();
  const known = [...nodes.values()];
  return words && (known.find((node) => node.name.toLocaleLowerCase() === words || node.id === words)
    || known.find((node) => node.name.toLocaleLowerCase().includes(words)));
}

for (const node of nodes.values()) {
  const option = element("option", "");
  option.value = node.name;
  $("names").append(option);
}
for (const name of classes) {
  const input = element("input", "");
  input.type = "checkbox";
  input.value = name;
  input.addEventListener("change", () => {
    const off = [...$("classes").querySelectorAll("input")].filter((each) => !each.checked);
    writeAddress({ without: off.map((each) => each.value) });
  });
  $("classes").append(element("label", "", input, `${glyphs[name]} ${name}`));
}
$("controls").addEventListener("submit", (event) => {
  event.preventDefault();
  const found = named($("search").value);
  if (found) { selected = found.id; writeAddress({ focus: found.id, steps: Number($("steps").value), all: false, select: "" }); }
  else $("status").textContent = `No node is named “${$("search").value}”.`;
});
$("all").addEventListener("click", () => writeAddress({ all: true }));
$("reset").addEventListener("click", () => { selected = ""; writeAddress({ focus: "", steps: 1, all: false, without: [], select: data.selection }); });
$("chooser").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("selection").value.trim();
  if (!text || choose(text)) writeAddress({ select: text, focus: "", all: false });
});
$("closer").addEventListener("click", () => map.moveTo({ scale: map.getScale() * 1.25 }));
$("further").addEventListener("click", () => map.moveTo({ scale: map.getScale() / 1.25 }));
$("fit").addEventListener("click", fit);
addEventListener("hashchange", show);
addEventListener("resize", fit);
show();
