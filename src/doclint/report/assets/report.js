"use strict";
// Everything from pages goes through `make`, which sets text and never markup.
const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const LEVELS = ["error", "warning", "info"];
const shownLevel = { error: "error", warning: "warning", info: "note" };
const STEP = 100, HUNKS = 6, PRINTED = 50;

function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "onclick") node.addEventListener("click", value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function drawn(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// The state of the filters, and what it lets through.
const all = { pack: "", rule: "", text: "", band: "", severity: new Set(LEVELS), confidence: new Set(["high", "medium", "low"]), order: "worst" };
let state = { ...all }, listed = [], current = null, at = -1;
const pages = data.pages.map((page) => ({ ...page, numbers: page.hunks.flatMap((hunk) => hunk.findings), score: data.scores[page.path] }));
data.findings.forEach((one, number) => { one.number = number; one.pack = one.rule.split("/")[0]; });
const words = (page, one) => (one.words ??= [page.path, one.rule, one.message, one.quote].join("\n").toLowerCase());

function passes(page, one) {
  return (!state.pack || one.pack === state.pack) && (!state.rule || one.rule === state.rule) &&
    state.severity.has(one.severity) && state.confidence.has(one.confidence) &&
    (!state.text || words(page, one).includes(state.text));
}

const filtered = () => state.pack || state.rule || state.text || state.severity.size < 3 || state.confidence.size < 3;
const ORDERS = {
  worst: (a, b) => b.tally.error - a.tally.error || b.tally.warning - a.tally.warning || (b.score?.score || 0) - (a.score?.score || 0) || b.tally.info - a.tally.info,
  most: (a, b) => b.seen.length - a.seen.length,
  score: (a, b) => (b.score?.score || 0) - (a.score?.score || 0),
  path: (a, b) => (a.path < b.path ? -1 : 1),
};

function refresh() {
  listed = pages.filter((page) => {
    page.seen = page.numbers.filter((number) => passes(page, data.findings[number]));
    page.tally = { error: 0, warning: 0, info: 0 };
    for (const number of page.seen) page.tally[data.findings[number].severity]++;
    return (page.seen.length || (page.score && !filtered())) && (!state.band || page.score?.band === state.band);
  });
  listed.sort(ORDERS[state.order]);
  const count = listed.reduce((sum, page) => sum + page.seen.length, 0);
  $("status").textContent = `${count.toLocaleString("en")} finding${count === 1 ? "" : "s"} on ${listed.length.toLocaleString("en")} page${listed.length === 1 ? "" : "s"}`;
  for (const button of document.querySelectorAll("[data-pack], [data-rule]"))
    button.setAttribute("aria-pressed", String(button.dataset.pack ? button.dataset.pack === state.pack : button.dataset.rule === state.rule));
  $("pages").replaceChildren();
  grow($("pages"), listed, STEP, entry, "li");
  open(listed.includes(current) ? current : listed[0]);
}

// Long lists grow while one reads: the next part is made when the end of the last comes near.
const watch = new IntersectionObserver((seen) => {
  for (const one of seen) if (one.isIntersecting) { watch.unobserve(one.target); one.target.more(); }
}, { rootMargin: "800px" });

function grow(parent, items, step, form, tag) {
  let from = 0;
  const end = make(tag, { class: "more" });
  end.more = () => {
    end.remove();
    parent.append(...items.slice(from, from += step).map(form));
    if (from < items.length) { end.textContent = `${items.length - from} more`; parent.append(end); watch.observe(end); }
  };
  parent.grown = (number) => { while (from <= number && from < items.length) { watch.unobserve(end); end.more(); } };
  end.more();
}

const tally = (counts) => LEVELS.filter((level) => counts[level]).map((level) => make("b", { class: level }, `${counts[level]} ${shownLevel[level]}${counts[level] > 1 ? "s" : ""}`, " "));
const path = (page) => make("bdi", {}, data.below + page.path);

function entry(page) {
  const score = page.score && page.score.band !== "abstained" ? make("span", { class: "count" }, `score ${page.score.score}`) : null;
  page.button = make("button", { type: "button", onclick: () => { open(page); show($("detail")); } },
    make("bdi", { class: "name" }, page.title || page.path), score, make("span", { class: "path" }, path(page)), make("span", { class: "tally" }, ...tally(page.tally)));
  if (page === current) page.button.setAttribute("aria-current", "true");
  return make("li", {}, page.button);
}

const show = (node) => { if (node.getBoundingClientRect().top < 0 || matchMedia("(max-width: 48rem)").matches) node.scrollIntoView(); };

function open(page) {
  current?.button?.removeAttribute("aria-current");
  [current, at] = [page, -1];
  if (!page) return $("detail").replaceChildren(make("p", { class: "empty" }, filtered() ? "Nothing passes these filters. Clear one of them." : "No findings."));
  page.button?.setAttribute("aria-current", "true");
  const body = make("div");
  $("detail").replaceChildren(head(page, "h2"), body);
  grow(body, stretches(page), HUNKS, (hunk) => stretch(page, hunk), "p");
}

function head(page) {
  return make("div", { class: "head" }, make("h2", {}, make("bdi", {}, page.title || page.path)), make("p", { class: "path" }, path(page)),
    make("p", { class: "sum tally" }, ...tally(page.tally)), page.score ? score(page.score) : null);
}

// Stretches without a finding that passes are folded away with the lines around them.
function stretches(page) {
  const seen = new Set(page.seen), kept = [];
  let folded = [], from = 1;
  const add = (lines) => { folded = typeof lines === "number" || typeof folded === "number" ? (folded.length ?? folded) + (lines.length ?? lines) : [...folded, ...lines]; };
  for (const hunk of page.hunks) {
    add(hunk.folded);
    if (hunk.findings.some((number) => seen.has(number))) {
      kept.push({ ...hunk, folded, from, seen });
      [folded, from] = [[], hunk.first + hunk.lines.length];
    } else if (hunk.findings.length) add(hunk.lines.map((pieces) => pieces.map((piece) => (typeof piece === "string" ? piece : piece[0])).join("")));
  }
  if (folded.length || folded > 0) kept.push({ folded, from, lines: [], findings: [], seen });
  return kept;
}

function stretch(page, hunk) {
  const parts = [];
  const count = hunk.folded.length ?? hunk.folded;
  if (count) parts.push(fold(hunk, count));
  const cards = hunk.findings.filter((number) => hunk.seen.has(number)).map((number) => card(page, data.findings[number]));
  if (cards.length) parts.push(make("div", { class: "hunk" },
    hunk.lines.length ? make("div", { class: "source" }, ...hunk.lines.map((pieces, row) => line(hunk.first + row, pieces, hunk.seen))) : make("p", { class: "meta" }, "The source is not in this report."),
    make("div", { class: "cards" }, ...cards)));
  return make("div", {}, ...parts);
}

function fold(hunk, count) {
  const name = `${count.toLocaleString("en")} line${count === 1 ? "" : "s"}`;
  if (!hunk.folded.length) return make("p", { class: "fold still" }, `⋯ ${name} not in this report`);
  const button = make("button", { type: "button", class: "fold" }, `⋯ show ${name}`);
  button.addEventListener("click", () => {
    const box = make("div", { class: "source unfolded" });
    button.replaceWith(box);
    grow(box, hunk.folded.map((text, row) => [hunk.from + row, [text]]), 500, ([no, pieces]) => line(no, pieces, hunk.seen), "p");
  });
  return button;
}

function line(no, pieces, seen) {
  return make("div", { class: "row" }, make("span", { class: "no" }, String(no)), make("span", { class: "words", dir: "auto" }, ...pieces.map((piece) => marked(piece, seen))));
}

function marked(piece, seen) {
  if (typeof piece === "string") return piece;
  const numbers = piece[1].filter((number) => seen.has(number));
  if (!numbers.length) return piece[0];
  const worst = LEVELS.find((level) => numbers.some((number) => data.findings[number].severity === level));
  return make("mark", { class: worst, "data-of": numbers.join(" "), onclick: () => go(current.seen.indexOf(numbers[0])) }, piece[0]);
}

function card(page, one) {
  const rule = data.rules[one.rule];
  const node = make("article", { class: `card ${one.severity}`, "data-number": one.number, tabindex: "-1" },
    make("p", { class: "meta" }, make("span", { class: `sign ${one.severity}` }, shownLevel[one.severity]), ` · line ${one.line}:${one.column} · ${one.confidence} confidence`),
    make("h3", { dir: "auto" }, one.message),
    make("p", { class: "meta" }, make("code", {}, one.rule)),
    ...one.evidence.map((each) => proof(page, one, each)));
  if (one.fix) node.append(fix(one.fix));
  if (rule) node.append(reason(rule));
  return node;
}

function proof(page, one, each) {
  const ours = each.kind === "page" || each.kind === "version";
  const place = (ours ? data.below : "") + each.where + (each.line ? `:${each.line}` : "") + (each.version ? ` at ${each.version}` : "");
  const box = make("div", { class: "proof" }, make("p", {}, where(each, ours, place), `: ${each.note}`));
  if (ours && each.quote.split(" ").length > 3) box.append(pair(page, one, each, place));
  else if (each.quote) box.append(make("blockquote", { dir: "auto" }, each.quote));
  return box;
}

function where(each, ours, place) {
  const target = ours && each.kind === "page" && pages.find((page) => page.path === each.where && page !== current && page.seen?.length);
  if (target) return make("button", { type: "button", class: "linked", onclick: () => open(target) }, make("bdi", {}, place));
  if (/^https?:\/\/[^\s]+$/i.test(each.where)) return make("a", { href: each.where, rel: "noopener noreferrer nofollow", target: "_blank" }, make("bdi", {}, place));
  return make("bdi", { class: "place" }, place);
}

// Both versions under each other, with the words that only one of them has.
function pair(page, one, each, place) {
  const mine = sentence(page, one, each.quote), [left, right] = differing(mine, each.quote);
  return make("div", { class: "pair" },
    make("div", {}, make("p", { class: "whose" }, `this page, line ${one.line}`), make("p", { dir: "auto" }, ...left.map(([text, same]) => (same ? text : make("ins", {}, text))))),
    make("div", {}, make("p", { class: "whose" }, make("bdi", {}, place)), make("p", { dir: "auto" }, ...right.map(([text, same]) => (same ? text : make("del", {}, text))))));
}

function sentence(page, one, other) {
  if (one.quote.length * 2 > other.length) return one.quote;
  const hunk = page.hunks.find((each) => each.findings.includes(one.number)), row = hunk.lines[one.line - hunk.first];
  const text = row ? row.map((piece) => (typeof piece === "string" ? piece : piece[0])).join("") : "";
  const column = row ? row.slice(0, row.findIndex((piece) => piece[1]?.includes?.(one.number))).map((piece) => (typeof piece === "string" ? piece : piece[0])).join("").length : 0;
  let from = 0;
  for (const part of text.match(/.+?(?:[.!?](?=\s)\s*|$)/g) || []) { from += part.length; if (column < from) return part.trim(); }
  return one.quote;
}

function differing(a, b) {
  const x = a.split(/(\s+)/).slice(0, 300), y = b.split(/(\s+)/).slice(0, 300);
  const longest = Array.from({ length: x.length + 1 }, () => new Uint16Array(y.length + 1));
  for (let i = x.length; i--;) for (let j = y.length; j--;) longest[i][j] = x[i] === y[j] ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
  const left = [], right = [];
  let i = 0, j = 0;
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && x[i] === y[j]) { left.push([x[i++], true]); right.push([y[j++], true]); }
    else if (j >= y.length || (i < x.length && longest[i + 1][j] >= longest[i][j + 1])) left.push([x[i++], false]);
    else right.push([y[j++], false]);
  }
  return [left, right];
}

function fix({ safe, edits }) {
  const parts = edits.slice(0, 5).flatMap(([text, no]) => [` line ${no}: `, text ? make("code", {}, text) : "remove the marked words", ";"]);
  return make("p", { class: "proof fix" }, safe ? "Safe fix," : "Proposed fix,", ...parts.slice(0, -1), safe ? " (doclint check --fix)" : "");
}

function reason(rule) {
  const facts = rule.facts.map((one) => make("blockquote", {}, one.quote ? `“${one.quote}” ` : "", one.fact, one.source ? ` (${one.source})` : ""));
  const sure = rule.precision ? make("p", {}, `Right in ${Math.round(rule.precision.value * 100)} of 100, measured on ${rule.precision.on}.`) : null;
  return make("details", {}, make("summary", {}, "Why this rule"), make("p", {}, rule.summary), make("p", {}, rule.why), ...facts, sure);
}

function score(one) {
  if (one.band === "abstained") return make("p", { class: "score" }, `No score: ${one.words} words are too few.`);
  const families = Object.entries(one.families).filter(([, points]) => points).sort((a, b) => b[1] - a[1]), most = families[0]?.[1] || 1;
  const points = one.points.map((point) => make("li", {},
    make("b", {}, `${point.signal}: +${point.points}`), ` lines ${point.line}–${point.end_line} `, rare(point),
    make("blockquote", { dir: "auto" }, point.quote), point.elsewhere.length ? make("p", { class: "meta" }, `also ${point.elsewhere.slice(0, 5).join(", ")}`) : null));
  return make("div", { class: "score" }, make("h3", {}, `Score ${one.score} of ${one.highest}: ${one.band === "none" ? "nothing to review" : one.band}`),
    make("ul", { class: "families" }, ...families.map(([name, value]) => make("li", {}, make("span", {}, name),
      drawn("svg", { class: "bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" }, drawn("rect", { class: "info", width: 100 * value / most, height: 8 })), make("span", { class: "count" }, String(value))))),
    make("details", {}, make("summary", {}, `What the score rests on (${one.points.length})`), make("ol", { class: "points" }, ...points)));
}

// The value on this page, and the ticks that 95 and 99 in 100 pages by people stay below.
function rare(point) {
  const top = Math.max(point.value, point.p99, point.p95) * 1.1 || 1, x = (value) => 120 * value / top;
  return drawn("svg", { class: "rare", viewBox: "0 0 120 12", role: "img", "aria-label": `${point.value} here; 95 in 100 pages by people stay below ${point.p95}, 99 below ${point.p99}` },
    drawn("rect", { class: "track", y: 4, width: 120, height: 4 }), drawn("rect", { class: "value", y: 4, width: x(point.value), height: 4 }),
    ...[point.p95, point.p99].map((value) => drawn("line", { class: "tick", x1: x(value), x2: x(value), y1: 0, y2: 12 })));
}

// Moving about.
function go(next) {
  if (!current?.seen.length) return;
  at = Math.max(0, Math.min(next, current.seen.length - 1));
  const number = current.seen[at], body = $("detail").lastChild;
  body.grown?.(stretches(current).findIndex((hunk) => hunk.findings.includes(number)));
  for (const node of $("detail").querySelectorAll(".at")) node.classList.remove("at");
  for (const node of $("detail").querySelectorAll(`[data-of~="${number}"]`)) node.classList.add("at");
  const node = $("detail").querySelector(`[data-number="${number}"]`);
  node.classList.add("at");
  node.focus({ preventScroll: true });
  node.scrollIntoView({ block: "center" });
}

function turn(by) {
  const place = Math.max(0, Math.min(listed.indexOf(current) + by, listed.length - 1));
  $("pages").grown(place);
  open(listed[place]);
  current?.button?.scrollIntoView({ block: "nearest" });
  show($("detail"));
}

function theme(next) {
  if (next === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  $("theme").textContent = `Theme: ${next}`;
  try { localStorage.setItem("doclint-theme", next); } catch { /* a file may have no storage */ }
}
const nextTheme = () => theme({ auto: "light", light: "dark", dark: "auto" }[document.documentElement.dataset.theme || "auto"]);

function clear() {
  state = { ...all, severity: new Set(all.severity), confidence: new Set(all.confidence), order: state.order };
  for (const id of ["pack", "rule", "text", "band"]) $(id).value = "";
  for (const box of document.querySelectorAll(".chip input")) box.checked = true;
  refresh();
}

function choose(name, value) { state[name] = $(name).value = value; refresh(); }

const KEYS = { j: () => go(at + 1), k: () => go(at - 1), n: () => turn(1), p: () => turn(-1), "/": () => $("text").focus(), x: clear, t: nextTheme, "?": () => $("keys").showModal() };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !$("keyed").checked || $("keys").open) return;
  if (event.target.matches("input:not([type=checkbox]), select")) { if (event.key === "Escape") event.target.blur(); return; }
  if (KEYS[event.key]) { event.preventDefault(); KEYS[event.key](); }
});

for (const name of ["pack", "rule"]) {
  for (const value of [...new Set(data.findings.map((one) => one[name]))].sort()) $(name).append(make("option", { value }, value));
}
for (const name of ["pack", "rule", "band", "order"]) $(name).addEventListener("change", () => choose(name, $(name).value));
for (const name of ["severity", "confidence"]) $(name).addEventListener("change", () => {
  state[name] = new Set([...$(name).querySelectorAll(":checked")].map((box) => box.value));
  refresh();
});
let wait;
$("text").addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(() => { state.text = $("text").value.trim().toLowerCase(); refresh(); }, 100); });
for (const button of document.querySelectorAll("[data-pack], [data-rule]")) button.addEventListener("click", () => {
  const name = button.dataset.pack ? "pack" : "rule", value = button.dataset[name];
  choose(name, state[name] === value ? "" : value);
});
document.querySelector(".filters").addEventListener("submit", (event) => event.preventDefault());
$("clear").addEventListener("click", clear);
$("theme").addEventListener("click", nextTheme);
$("help").addEventListener("click", () => $("keys").showModal());
addEventListener("beforeprint", () => {
  $("print").replaceChildren(...listed.slice(0, PRINTED).map((page) => make("div", { class: "sheet" }, head(page), ...stretches(page).slice(0, PRINTED).map((hunk) => stretch(page, hunk)))),
    make("p", {}, listed.length > PRINTED ? `The first ${PRINTED} of ${listed.length} pages.` : ""));
});
addEventListener("afterprint", () => $("print").replaceChildren());

document.body.classList.add("scripted");
if (Object.keys(data.scores).length) {
  $("banded").hidden = false;
  $("order").append(make("option", { value: "score" }, "highest score"));
}
let kept = "auto";
try { kept = localStorage.getItem("doclint-theme") || "auto"; } catch { /* a file may have no storage */ }
theme(["light", "dark"].includes(kept) ? kept : "auto");
refresh();
