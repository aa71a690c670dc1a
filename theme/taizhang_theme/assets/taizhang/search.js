// The search page. Pagefind finds what stands in the text; the table of each shard says what it can be narrowed and sorted by.
const { facets, said } = JSON.parse(document.getElementById("tz-search-data").textContent);
const form = document.querySelector(".tz-search");
const explorer = document.querySelector(".tz-explorer");
const within = (selector) => explorer.querySelector(selector);
const [status, sort, chosen, narrow, hits, none, browse] = [
  ".tz-explorer__status", "select", ".tz-explorer__chosen", ".tz-explorer__facets div", ".tz-hits", ".tz-explorer__none", ".tz-explorer__browse a",
].map(within);
const say = (key, values = {}) => said[key].replace(/\{(\w+)[^}]*\}/g, (_, name) => values[name] ?? "");
const home = new URL("./", location.href);
const EVERY = '"00a"'; // the first word of every record
const STEP = 10;
const SMALL = 5000; // so many records are searched without being asked to

// --- spelling: as the index has it, one Chinese character a word ---

let simplified = new Map(); // traditional characters are looked up only where nothing was found without
const fold = (text) =>
  [...text].map((sign) => {
    const code = sign.charCodeAt(0);
    const plain = code > 0xff00 && code < 0xff5f ? String.fromCharCode(code - 0xfee0) : sign;
    return /[\p{L}\p{N}]/u.test(plain) ? (simplified.get(plain) ?? plain) : sign;
  }).join("");
const words = (text) => fold(text).toLowerCase().match(/[a-z]+|[0-9]+|[\p{L}\p{N}_]/gu) ?? [];

// What was typed as phrases, each a list of words: blanks and the ends of sentences part them, quotation marks hold them together.
const phrases = (typed) =>
  (typed.match(/["“”][^"“”]+["“”]|[^\s。！？；!?;"“”]+/g) ?? []).map(words).filter((phrase) => phrase.length);

async function learnTraditional() {
  if (simplified.size) return false;
  const lines = (await (await fetch(new URL(explorer.dataset.traditional, home))).text()).split("\n");
  const to = [...lines[1]];
  simplified = new Map([...lines[0]].map((sign, n) => [sign, to[n]]));
  return true;
}

// --- the index: its shards, loaded one after the other, and the rows of their tables ---

let engine, listed;
const rows = [];
const loaded = [];
const byHit = new Map(); // a hit's score is the number of its shard, as every phrase that stands there scores one

async function read(address) {
  const response = await fetch(new URL(address, home));
  if (!response.ok) throw new Error(`${response.status} ${address}`);
  return response;
}

async function unpack(address) {
  const bytes = await (await read(address)).arrayBuffer();
  const isPacked = new Uint8Array(bytes)[0] === 0x1f; // a server may have unpacked it already
  const body = new Response(bytes).body;
  return new Response(isPacked ? body.pipeThrough(new DecompressionStream("gzip")) : body).json();
}

const list = async () => (listed ??= await (await read(`shards.json?${Date.now()}`)).json());

// One after the other: a shard's number is its place among the loaded ones.
let loading = Promise.resolve();
const load = (shard) => (loading = loading.catch(() => {}).then(() => loaded.includes(shard.name) || add(shard)));

async function add({ name, count }) {
  const own = { indexWeight: loaded.length + 1, mergeFilter: { shard: name }, metaCacheTag: listed.digest };
  const folder = new URL(`${name}/`, home).pathname;
  const table = unpack(`${name}/table.pack?${listed.digest}`);
  if (engine) await engine.mergeIndex(folder, own);
  else {
    const { createInstance } = await import(new URL(`pagefind.js?${listed.digest}`, home));
    engine = createInstance({ basePath: folder, noWorker: true, ...own });
  }
  const { results } = await engine.search(EVERY, { filters: { shard: name } });
  if (results.length !== count) throw new Error(`${name}: ${results.length} of ${count}`);
  const columns = Object.entries(await table);
  results.forEach((result, n) => {
    const row = { result, n: rows.length };
    for (const [column, [values, codes]] of columns) row[column] = values[codes[n]];
    byHit.set(`${own.indexWeight} ${result.id}`, row);
    rows.push(row);
  });
  loaded.push(name);
}

// The shards still to be loaded, the newest first: only those of the years that are chosen, and none but the first where no issues are wanted.
const missing = () => {
  const [years, kinds] = [asked.get("year"), asked.get("kind")];
  const isWanted = ({ name }, n) => n === 0 || ((!years || years.has(name.slice(1, 5))) && (!kinds || kinds.has("issue") || kinds.has("part")));
  return listed.shards.filter((shard, n) => isWanted(shard, n) && !loaded.includes(shard.name));
};

const called = (name) => {
  const [, year, quarter, month] = name.match(/^s(\d{4})(?:-q(\d)|-(\d\d))?$/) ?? [];
  if (!year) return said.search_pages;
  return say(quarter ? "period_quarter" : month ? "period_month" : "period_year", { year, number: Number(quarter ?? month) });
};

// --- looking up ---

// The rows in which every phrase stands, each with how many of them stand in its title.
async function found(query) {
  let kept = new Map(query.length ? [] : rows.map((row) => [row, 0]));
  for (const [n, phrase] of query.entries()) {
    const { results } = await engine.search(`"${phrase.join(" ")}"`);
    const these = new Map();
    for (const { score, id, words: [first] } of results) {
      const row = byHit.get(`${score} ${id}`);
      if (n && !kept.has(row)) continue;
      these.set(row, (kept.get(row) ?? 0) + (first <= row.head ? 1 : 0));
    }
    kept = these;
  }
  return kept;
}

// What is typed as phrases, and the rows that hold them all. Without any word there is nothing to be found.
async function answer(typed) {
  let query = phrases(typed);
  if (typed && !query.length) return { query, kept: new Map() };
  let kept = await found(query);
  if (!kept.size && (await learnTraditional())) {
    query = phrases(typed);
    kept = await found(query);
  }
  return { query, kept };
}

const passes = (row, except) => [...asked].every(([key, values]) => key === except || values.has(row[key]));

const newest = ([a], [b]) => (b.received > a.received) - (b.received < a.received) || a.n - b.n;
const isIssue = (row) => row.kind === "issue";
const ORDERS = {
  // what stands in the title first, of pages before issues; of texts the issues', newest first, then pages'
  relevance: (a, b) => b[1] - a[1] || (a[1] ? isIssue(a[0]) - isIssue(b[0]) : isIssue(b[0]) - isIssue(a[0])) || newest(a, b),
  newest,
  due: (a, b) => !a[0].due - !b[0].due || (a[0].due > b[0].due) - (a[0].due < b[0].due) || newest(a, b),
};

// What is seen of the rows found: those that pass the filters, in order, and how many each value of each filter would leave.
function look(kept) {
  const counts = facets.map(({ key }) => {
    const count = new Map();
    for (const row of kept.keys()) if (row[key] && passes(row, key)) count.set(row[key], (count.get(row[key]) ?? 0) + 1);
    return count;
  });
  return { counts, all: [...kept].filter(([row]) => passes(row)).sort(ORDERS[sort.value]).map(([row]) => row) };
}

// --- what is asked: in the address, so that it can be sent and gone back to ---

const asked = new Map();
let shown = STEP;
let turn = 0;

const usualOrder = () => (form.q.value.trim() ? "relevance" : "newest");

function readAddress() {
  const given = new URLSearchParams(location.search);
  asked.clear();
  for (const { key } of facets) {
    const values = given.getAll(key).filter(Boolean);
    if (values.length) asked.set(key, new Set(values));
  }
  form.q.value = given.get("q") ?? "";
  const order = given.get("sort");
  sort.value = order in ORDERS ? order : usualOrder();
}

function writeAddress() {
  const given = new URLSearchParams();
  if (form.q.value.trim()) given.set("q", form.q.value.trim());
  for (const [key, values] of asked) for (const value of values) given.append(key, value);
  if (sort.value !== usualOrder()) given.set("sort", sort.value);
  const address = `${location.pathname}${given.size ? `?${given}` : ""}`;
  if (address !== location.pathname + location.search) history.pushState(null, "", address);
  shown = STEP;
}

const remember = () => history.replaceState({ shown, loaded: loaded.length, y: scrollY }, "");

function choose(key, value, isOn) {
  const values = asked.get(key) ?? new Set();
  if (isOn) values.add(value);
  else values.delete(value);
  if (values.size) asked.set(key, values);
  else asked.delete(key);
  writeAddress();
  search();
}

// --- an exact id leads straight to its record ---

async function jump(typed) {
  const id = fold(typed).trim().toLowerCase().replace(/[‐-―－]/g, "-");
  if (!/^(?=.*\d)[a-z0-9][a-z0-9_-]{0,63}$/.test(id)) return false;
  const { ids } = await list();
  let number = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(id)) number = Math.imul(number ^ byte, 0x01000193) >>> 0;
  const address = (await (await read(`ids/${number % ids}.json?${listed.digest}`)).json())[id];
  if (address) location.replace(new URL(`../${address}`, home));
  return Boolean(address);
}

// --- showing ---

const make = (tag, values = {}, ...inside) => {
  const { dataset = {}, ...rest } = values;
  const node = Object.assign(document.createElement(tag), rest);
  Object.assign(node.dataset, dataset);
  node.append(...inside);
  return node;
};
const label = (key, value) => (key === "year" ? say("period_year", { year: value }) : (facets.find((facet) => facet.key === key).labels[value] ?? value));

// The places in `text` where a phrase stands, whatever marks are between its words.
function places(text, query) {
  const plain = fold(text);
  return query.flatMap((phrase) => {
    const inner = phrase.map((word) => (/[a-z]/.test(word) ? `(?<![a-z])${word}(?![a-z])` : /[0-9]/.test(word) ? `(?<![0-9])${word}(?![0-9])` : word));
    return [...plain.matchAll(new RegExp(inner.join("[^\\p{L}\\p{N}_]*"), "giu"))].map((match) => [match.index, match.index + match[0].length]);
  }).sort((a, b) => a[0] - b[0]);
}

function marked(text, query) {
  const parts = [];
  let at = 0;
  for (const [start, end] of places(text, query)) {
    if (start < at) continue;
    parts.push(text.slice(at, start), make("mark", { textContent: text.slice(start, end) }));
    at = end;
  }
  return [...parts, text.slice(at)];
}

function excerpt(text, query) {
  const [first] = places(text, query);
  const start = first ? Math.max(0, first[0] - 30) : 0;
  const piece = text.slice(start, start + 110);
  return `${start ? "…" : ""}${piece}${start + 110 < text.length ? "…" : ""}`;
}

async function card(row, query) {
  const { raw_url: address, content, meta } = await row.result.data();
  const text = meta.text?.replaceAll("\n", "¶") ?? content.slice(content.indexOf(" ")).replaceAll(" ", "").replaceAll("␣", " ");
  const [title, ...rest] = text.split("¶");
  const hasId = row.kind === "issue" || row.kind === "part";
  const id = address.match(/([^/]*)\.html$/)?.[1] ?? "";
  const facts = [
    hasId && id,
    row.unit && label("unit", row.unit),
    row.received,
    row.when,
  ].filter(Boolean);
  return make("li", { className: "tz-hit" },
    make("p", { className: "tz-hit__title" },
      make("a", { href: new URL(`../${address}`, home) }, ...marked(title, query)),
      " ", row.state
        ? make("span", { className: `tz-state tz-state--${row.state}`, textContent: label("state", row.state) })
        : make("span", { className: "tz-state", textContent: label("kind", row.kind) }),
      ...(row.warning ? [" ", make("span", { className: `tz-lamp tz-lamp--${row.warning}`, textContent: label("warning", row.warning) })] : [])),
    make("p", { className: "tz-hit__text" }, ...marked(excerpt(rest.filter((line) => !facts.includes(line)).join(" "), query), query)),
    make("p", { className: "tz-hit__facts" }, ...facts.map((fact) => make("span", { textContent: fact }))));
}

function showChosen() {
  const chips = [...asked].flatMap(([key, values]) => [...values].map((value) =>
    make("li", {}, make("button", {
      type: "button", textContent: `${label(key, value)} ×`, ariaLabel: say("search_remove", { what: label(key, value) }),
      dataset: { key, value },
    }))));
  if (chips.length > 1) chips.push(make("li", {}, make("button", { type: "button", textContent: said.search_clear, dataset: { key: "" } })));
  chosen.replaceChildren(...chips);
}

function showFacets(counts) {
  const focus = document.activeElement?.closest?.(".tz-explorer__facets input");
  const groups = facets.map(({ key, title, labels }, n) => {
    const order = Object.keys(labels);
    const values = new Set([...(asked.get(key) ?? []), ...counts[n].keys()]);
    if (!values.size || (values.size === 1 && !asked.has(key))) return "";
    const sorted = [...values].sort((a, b) => (key === "year" ? b.localeCompare(a) : order.indexOf(a) - order.indexOf(b)));
    return make("fieldset", {}, make("legend", { textContent: title }), ...sorted.map((value) => {
      const box = make("input", { type: "checkbox", name: key, value, checked: asked.get(key)?.has(value) ?? false });
      return make("label", {}, box, ` ${label(key, value)} `, make("b", { textContent: counts[n].get(value) ?? 0 }));
    }));
  });
  narrow.replaceChildren(...groups);
  if (focus) narrow.querySelector(`input[name="${focus.name}"][value="${CSS.escape(focus.value)}"]`)?.focus();
}

// How far it was searched: everything, chosen years, or back to some month.
function showReach() {
  const years = asked.get("year");
  if (years) return say("search_only_years", { years: [...years].sort().map((year) => say("period_year", { year })).join("、") });
  return missing().length ? say("search_since", { from: called(loaded.at(-1)) }) : said.search_whole;
}

async function show({ counts, all }, query) {
  const mine = turn;
  const cards = await Promise.all(all.slice(0, shown).map((row) => card(row, query)));
  if (mine !== turn) return;
  const rest = missing();
  const now = [form.q.value, ...all.slice(0, shown).map((row) => row.n)].join(" ");
  if (hits.dataset.shown !== now) hits.replaceChildren(...cards); // what stands there already keeps the reader's place
  hits.dataset.shown = now;
  none.hidden = all.length > 0 || rest.length > 0;
  status.textContent = `${say("search_found", { n: all.length })}　${showReach()}`;
  const [more, older, whole] = ["more", "older", "all"].map((name) => within(`[data-on=${name}]`));
  more.hidden = all.length <= shown;
  more.textContent = say("search_more", { n: Math.min(STEP, all.length - shown) });
  older.hidden = !rest.length;
  older.textContent = said.search_older;
  whole.hidden = rest.length < 2;
  whole.textContent = said.search_all;
  showChosen();
  showFacets(counts);
}

function showNothing() {
  status.textContent = said.search_nothing;
  none.hidden = true;
  browse.parentNode.hidden = false;
  for (const list of [hits, narrow]) list.replaceChildren();
  delete hits.dataset.shown;
  for (const button of explorer.querySelectorAll("[data-on]")) button.hidden = true;
  showChosen();
}

// Looks up what is asked: in the newest, and on in what is older until a page is full or `upTo` shards are searched; chosen years as a whole.
// So it never says that there is nothing before all was searched.
async function search(upTo = 2) {
  const mine = ++turn;
  explorer.hidden = false;
  const typed = form.q.value.trim();
  if (!typed && !asked.size) return showNothing();
  browse.parentNode.hidden = true;
  explorer.setAttribute("aria-busy", "true");
  try {
    await list();
    const isSmall = listed.shards.reduce((sum, { count }) => sum + count, 0) <= SMALL;
    let wanted = Math.max(upTo, loaded.length);
    for (;;) {
      const [next] = missing();
      if (next && (loaded.length < wanted || isSmall)) {
        status.textContent = say("search_working", { what: called(next.name) });
        await load(next);
      } else {
        const { query, kept } = await answer(typed);
        const seen = look(kept);
        const issues = seen.all.filter(isIssue).length;
        if (mine !== turn) return;
        if (seen.all.length || !next) await show(seen, query);
        const isEnough = !asked.has("year") && (issues >= STEP || (issues && rows.length >= SMALL));
        if (!next || isEnough) break;
        wanted = loaded.length + 1;
      }
      if (mine !== turn) return;
    }
  } catch (problem) {
    if (mine !== turn) return;
    status.textContent = said.search_failed;
    console.info(problem);
  }
  if (mine === turn) explorer.removeAttribute("aria-busy");
}

async function begin() {
  readAddress();
  const before = history.state ?? {};
  shown = before.shown ?? STEP;
  await search(before.loaded);
  if (before.y) scrollTo(0, before.y);
}

history.scrollRestoration = "manual";
explorer.querySelector("details").open = matchMedia("(min-width: 60em)").matches;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const typed = form.q.value;
  try {
    if (await jump(typed)) return;
  } catch {} // the search itself says what is wrong
  if (!new URLSearchParams(location.search).has("sort")) sort.value = usualOrder();
  writeAddress();
  search();
});
sort.addEventListener("change", () => { writeAddress(); search(); });
narrow.addEventListener("change", ({ target }) => choose(target.name, target.value, target.checked));
chosen.addEventListener("click", ({ target: { dataset } }) => {
  if (dataset.key) choose(dataset.key, dataset.value, false);
  else if (dataset.key === "") { asked.clear(); writeAddress(); search(); }
});
explorer.addEventListener("click", ({ target: { dataset } }) => {
  if (dataset.on === "more") { shown += STEP; search(); }
  if (dataset.on === "older") search(loaded.length + 1);
  if (dataset.on === "all") search(Infinity);
});
hits.addEventListener("click", remember);
addEventListener("scrollend", () => { if (!explorer.hasAttribute("aria-busy")) remember(); });
addEventListener("popstate", begin);

const asks = new URLSearchParams(location.search).get("q");
if (!asks || !(await jump(asks).catch(() => false))) begin();

export { answer, rows }; // for the tests
