// The list of requests, as they come.

const byId = (id) => document.getElementById(id);
const ROWS = 300;

const state = { requests: [], nodes: new Map(), rows: ROWS, wanted: null, current: null, about: {}, dropped: 0 };

const clock = (time) => new Date(time).toLocaleTimeString([], { hour12: false });
const title = (request) => {
  if (request.activity_names.length) return request.activity_names.join(", ");
  if (request.fault) return request.fault[0].toUpperCase() + request.fault.slice(1);
  return request.status === 404 || request.status === 405 ? `${request.method} ${request.path}` : "Not readable";
};

const row = (request) => {
  const time = element("time", "", clock(request.time));
  time.dateTime = request.time;
  const meta = [
    many(request.event_count, "event"),
    request.errors && many(request.errors, "error"),
    request.warnings && many(request.warnings, "warning"),
    request.scheme && `scheme ${request.scheme}`,
    request.asset,
    request.fault && request.accepted && "answer dropped",
  ].filter(Boolean).join(" · ");
  const made = element("button", "row new", badge(request), element("span", "title", title(request)), time,
    element("span", "meta", meta));
  if (request.reason) made.append(element("span", "why", request.reason));
  made.type = "button";
  made.addEventListener("click", () => open(request.id));
  const item = element("li", "", made);
  item.dataset.id = request.id;
  return item;
};

const wanted = () => state.requests.filter((request) => !state.wanted || state.wanted.has(request.id));

const sync = () => {
  const matching = wanted();
  const list = byId("list");
  matching.slice(0, state.rows).forEach((request, index) => {
    if (!state.nodes.has(request.id)) state.nodes.set(request.id, row(request));
    const node = state.nodes.get(request.id);
    if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
  });
  while (list.children.length > Math.min(matching.length, state.rows)) list.lastElementChild.remove();
  for (const item of list.children) {
    item.firstElementChild.setAttribute("aria-current", String(Number(item.dataset.id) === state.current));
  }
  byId("older").hidden = matching.length <= state.rows;
  byId("none").hidden = !state.wanted || matching.length > 0;
  const events = matching.reduce((sum, request) => sum + (request.accepted ? request.event_count : 0), 0);
  byId("counts").textContent = `${many(matching.length, "request")}, ${many(events, "event")} received`;
  const bound = `The newest ${many(state.about.keep ?? 0, "request")} are kept, in ${Math.round((state.about.max_bytes ?? 0) / 2 ** 20)} MB of memory at most.`;
  byId("bounds").textContent = state.dropped ? `${bound} ${many(state.dropped, "older one")} had to go.` : bound;
  document.body.classList.toggle("empty", state.requests.length === 0);
  if (state.requests.length === 0) welcome();
  else if (state.current === null) choose();
};

let scheduled = false;
const schedule = () => {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => { scheduled = false; sync(); });
};

const choose = () => {
  if (byId("detail").dataset.shows === "choose") return;
  byId("detail").dataset.shows = "choose";
  byId("detail").replaceChildren(element("div", "welcome", element("h2", "", "Open a request"),
    element("p", "", "Click one, or walk through them with the arrow keys.")));
};

const tryCard = (name, text, ...more) => element("div", "card", element("h3", "", name, ...more),
  element("div", "try", element("code", "", text), copyButton(() => text)));

const welcome = async () => {
  const detail = byId("detail");
  if (detail.dataset.shows === "welcome" || !state.about.endpoint) return;
  state.current = null;
  detail.dataset.shows = "welcome";
  const sample = await (await fetch("/sample.json")).json();
  if (detail.dataset.shows !== "welcome") return;
  const send = button("Send a sample event", "main push", () =>
    fetch(new URL(state.about.endpoint).pathname, { method: "POST", headers: sample.headers, body: sample.body }));
  detail.replaceChildren(element("div", "welcome",
    element("h2", "", "Waiting for the first request"),
    element("p", "", "Point your integration here. Each request shows up as it comes: decrypted, checked, and with what is wrong with it."),
    tryCard("The endpoint", state.about.endpoint),
    tryCard("Try it with curl", sample.curl, ...(state.about.schemes.length ? [send] : [])),
    tryCard("Or send a file", sample.send)));
};

const open = async (id) => {
  state.current = id;
  byId("detail").dataset.shows = String(id);
  document.body.classList.add("open");
  sync();
  const answer = await fetch(`/inbox/${id}.json`);
  if (state.current !== id) return;
  if (answer.ok) show(await answer.json());
  else byId("detail").replaceChildren(element("div", "welcome", element("h2", "", "This request is gone"),
    element("p", "", "Newer ones took its place.")));
};

const close = () => {
  state.current = null;
  document.body.classList.remove("open");
  sync();
};

const find = async () => {
  const query = byId("search").value.trim();
  const found = query ? (await (await fetch(`/search.json?q=${encodeURIComponent(query)}`)).json()).ids : null;
  if (byId("search").value.trim() !== query) return;
  state.wanted = found && new Set(found);
  state.rows = ROWS;
  sync();
};
let waiting;
const findSoon = () => { clearTimeout(waiting); waiting = setTimeout(find, 150); };

const walk = (step) => {
  const matching = wanted().slice(0, state.rows);
  const index = matching.findIndex((request) => request.id === state.current);
  const next = matching[index < 0 ? 0 : Math.min(matching.length - 1, Math.max(0, index + step))];
  if (!next) return;
  open(next.id);
  state.nodes.get(next.id)?.firstElementChild.focus({ preventScroll: true });
  state.nodes.get(next.id)?.scrollIntoView({ block: "nearest" });
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target === byId("search");
  if (event.key === "/" && !typing) byId("search").focus();
  else if (event.key === "Escape" && typing) { byId("search").value = ""; byId("search").blur(); find(); }
  else if (event.key === "Escape" && state.current !== null) close();
  else if (["ArrowDown", "ArrowUp"].includes(event.key) && (typing || !byId("detail").contains(event.target))) walk(event.key === "ArrowDown" ? 1 : -1);
  else return;
  event.preventDefault();
});

byId("search").addEventListener("input", findSoon);
byId("older").addEventListener("click", () => { state.rows += ROWS; sync(); });
byId("clear").addEventListener("click", ({ currentTarget: clear }) => {
  if (clear.classList.toggle("armed")) {
    clear.textContent = "Really clear?";
    setTimeout(() => { clear.classList.remove("armed"); clear.textContent = "Clear"; }, 3000);
  } else {
    clear.textContent = "Clear";
    fetch("/inbox.json", { method: "DELETE" });
  }
});

const source = new EventSource("/events");
const on = (name, act) => source.addEventListener(name, (event) => act(JSON.parse(event.data)));
on("hello", (about) => {
  state.about = about;
  state.requests = about.requests;
  state.dropped = about.dropped;
  state.nodes.clear();
  byId("list").replaceChildren();
  byId("live").className = "live on";
  byId("live").textContent = "live";
  byId("notice").hidden = about.schemes.length > 0;
  byId("notice").textContent = "No key: set NETCORE_AES_KEY and NETCORE_AES_IV and start the sandbox again, so that it can decrypt.";
  const faults = Object.entries(about.faults).map(([name, value]) => `${name} ${value}`).join(", ");
  byId("faults").hidden = !faults;
  byId("faults").textContent = `On demand: ${faults}`;
  if (state.wanted) findSoon();
  sync();
});
on("received", (request) => {
  state.requests.unshift(request);
  while (state.requests.at(-1).id < request.oldest) { state.nodes.delete(state.requests.pop().id); state.dropped += 1; }
  byId("said").textContent = `${title(request)}, ${request.status ?? "dropped"}, ${many(request.event_count, "event")}`;
  if (state.wanted) findSoon();
  schedule();
});
on("cleared", () => {
  state.requests = [];
  state.dropped = 0;
  state.nodes.clear();
  state.current = null;
  document.body.classList.remove("open");
  sync();
});
source.addEventListener("error", () => {
  byId("live").className = "live";
  byId("live").textContent = "not connected";
});
