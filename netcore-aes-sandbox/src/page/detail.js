// One request, opened.

const EVENTS = 100;
const OPEN = 5;
const PROBLEMS = 200;

const tone = (request) => {
  if (request.fault) return "odd";
  return request.status >= 200 && request.status < 300 ? "good" : "bad";
};
const badge = (request) => {
  const made = element("span", `badge ${tone(request)}`, request.status === null ? "cut" : String(request.status));
  made.title = request.fault ?? (request.status < 300 ? "accepted" : "refused");
  return made;
};

const problemList = (problems, total) => {
  const shown = problems.slice(0, PROBLEMS);
  const card = element("div", "card", element("h3", "", "Problems", element("span", "count",
    total > shown.length ? `the first ${shown.length} of ${total.toLocaleString("en")}` : String(total))));
  for (const problem of shown) {
    const isEvent = problem.where === "events";
    const where = element(isEvent ? "button" : "span", "where", isEvent ? problem.pointer || "payload" : problem.where);
    if (isEvent) {
      where.type = "button";
      where.addEventListener("click", () => goTo(problem));
    }
    const isError = problem.severity === "error";
    const mark = element("span", `mark ${isError ? "bad" : "odd"}`, isError ? "×" : "!");
    mark.setAttribute("role", "img");
    mark.setAttribute("aria-label", problem.severity);
    card.append(element("div", "problem", mark, where, element("span", "what", problem.message)));
  }
  return card;
};

const goTo = (problem) => {
  const card = byId("detail").querySelector(".events");
  const index = problem.event ?? 0;
  while (card && card.querySelectorAll(".event").length <= index && card.querySelector(".more")) card.querySelector(".more").click();
  const event = card?.querySelectorAll(".event")[index];
  if (!event) return;
  event.open = true;
  event.fill();
  const line = [...event.querySelectorAll("[data-pointer]")].find((some) => some.dataset.pointer === problem.pointer) ?? event;
  line.classList.add("found");
  setTimeout(() => line.classList.remove("found"), 1800);
  line.scrollIntoView({ block: "center" });
};

const pills = (problems) => ["error", "warning"].flatMap((severity) => {
  const count = problems.filter((problem) => problem.severity === severity).length;
  return count ? [element("span", `pill ${severity === "error" ? "bad" : "odd"}`, many(count, severity))] : [];
});

const eventView = (text, index, isArray, marks, isOpen) => {
  const pointer = isArray ? `/${index}` : "";
  let value = null;
  try { value = JSON.parse(text); } catch { /* It is shown as it is. */ }
  const has = (name) => (value && typeof value === "object" && ["string", "number"].includes(typeof value[name]) ? String(value[name]) : "");
  const view = element("details", "event", element("summary", "",
    element("span", "index", `#${index}`), element("span", "name", has("activity_name") || "an event without a name"),
    element("span", "about", [has("identity") || has("anonid"), has("timestamp")].filter(Boolean).join(" · ")),
    ...pills(marks.within(pointer))));
  view.fill = () => {
    if (view.children.length === 1) view.append(new JsonView(text, marks).render(pointer));
  };
  view.addEventListener("toggle", view.fill);
  view.open = isOpen;
  if (isOpen) view.fill();
  return view;
};

const eventsCard = (plaintext, problems) => {
  const { events, isArray } = splitEvents(plaintext);
  const ofEvents = problems.filter((problem) => problem.where === "events");
  const marks = new Marks(ofEvents);
  const copy = copyButton(() => plaintext);
  copy.classList.add("push");
  const card = element("div", "card events", element("h3", "", "Events", element("span", "count", events.length.toLocaleString("en")), copy));
  // Those with problems are open; if there are none, the first ones.
  const ill = [...new Set(ofEvents.map((problem) => problem.event).filter((event) => event !== null))].slice(0, OPEN);
  const isOpen = (index) => (ill.length ? ill.includes(index) : index < OPEN);
  let next = 0;
  const more = () => {
    card.querySelector(".more")?.remove();
    for (const end = Math.min(events.length, next + EVENTS); next < end; next += 1) {
      card.append(eventView(events[next], next, isArray, marks, isOpen(next)));
    }
    if (next < events.length) card.append(button(`Show more of ${events.length.toLocaleString("en")}`, "wide more", more));
  };
  more();
  return card;
};

const rawCard = (plaintext) => element("div", "card", element("h3", "", "Decrypted, but not JSON"),
  element("pre", "raw", plaintext.slice(0, 200_000)));

const payload = (entry) => {
  if (entry.plaintext === null) return [];
  try {
    JSON.parse(entry.plaintext);
    return [eventsCard(entry.plaintext, entry.problems)];
  } catch {
    return [rawCard(entry.plaintext)];
  }
};

const facts = (entry) => {
  const list = element("dl", "facts");
  const rows = { Time: new Date(entry.time).toLocaleString([], { hour12: false }), Request: `${entry.method} ${entry.path}`,
    Scheme: entry.scheme, Asset: entry.asset, Body: many(entry.bytes, "byte") };
  for (const [name, value] of Object.entries(rows)) {
    if (value) list.append(element("div", "", element("dt", "", name), element("dd", "", String(value))));
  }
  return list;
};

const headline = (entry) => {
  if (entry.fault) return entry.fault[0].toUpperCase() + entry.fault.slice(1);
  if (entry.status < 300) return `${many(entry.event_count, "event")} accepted`;
  if (entry.event_count) return `${many(entry.event_count, "event")} refused`;
  return "Refused";
};

const headerCard = (headers) => {
  const table = element("table", "headers");
  for (const [name, value] of headers) {
    const head = element("th", "", name);
    head.scope = "row";
    table.append(element("tr", "", head, element("td", "", value)));
  }
  return element("details", "card", element("summary", "", "Headers", element("span", "count", String(headers.length))), table);
};

const show = (entry) => {
  const detail = byId("detail");
  const parts = [button("← All requests", "back", close), element("div", "head", badge(entry), element("h2", "", headline(entry))), facts(entry)];
  if (entry.diagnosis.length) {
    const list = element("ul", "", ...entry.diagnosis.map((fault) => element("li", "", fault.advice)));
    parts.push(element("div", "card diagnosis", element("h3", "", "What to change"), list));
  }
  if (entry.problems.length) parts.push(problemList(entry.problems, entry.errors + entry.warnings));
  detail.replaceChildren(...parts, ...payload(entry), headerCard(entry.headers));
  detail.scrollTop = 0;
};
