// JSON as it was received: numbers, escapes and double keys as they stand, each problem at its field.

const escapeKey = (key) => key.replaceAll("~", "~0").replaceAll("/", "~1");

// Where one JSON value ends; the text is known to be JSON.
const endOfValue = (text, at) => {
  if (text[at] === '"') return endOfString(text, at);
  if (text[at] !== "{" && text[at] !== "[") {
    while (at < text.length && !",]} \t\r\n".includes(text[at])) at += 1;
    return at;
  }
  for (let depth = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"') at = endOfString(text, at) - 1;
    else if (sign === "{" || sign === "[") depth += 1;
    else if ((sign === "}" || sign === "]") && --depth === 0) return at + 1;
  }
  return at;
};

const endOfString = (text, at) => {
  for (at += 1; text[at] !== '"'; at += 1) {
    if (at >= text.length) throw new SyntaxError("this is not JSON");
    if (text[at] === "\\") at += 1;
  }
  return at + 1;
};

const skipSpace = (text, at) => {
  while (at < text.length && " \t\r\n".includes(text[at])) at += 1;
  return at;
};

// The elements of an array, or the one value that there is, each as its own text.
const splitEvents = (text) => {
  let at = skipSpace(text, 0);
  if (text[at] !== "[") return { events: [text.slice(at, endOfValue(text, at))], isArray: false };
  const events = [];
  for (at = skipSpace(text, at + 1); at < text.length && text[at] !== "]";) {
    const end = endOfValue(text, at);
    events.push(text.slice(at, end));
    at = skipSpace(text, end);
    if (text[at] === ",") at = skipSpace(text, at + 1);
  }
  return { events, isArray: true };
};

// Problems by the pointer that they are at, and the pointers by their parent, for fields that are not there.
class Marks {
  constructor(problems) {
    this.at = new Map();
    this.under = new Map();
    for (const problem of problems) {
      if (!this.at.has(problem.pointer)) {
        this.at.set(problem.pointer, []);
        const parent = problem.pointer.slice(0, Math.max(0, problem.pointer.lastIndexOf("/")));
        this.under.set(parent, [...(this.under.get(parent) ?? []), problem.pointer]);
      }
      this.at.get(problem.pointer).push(problem);
    }
  }

  within(pointer) {
    return [...this.at].filter(([at]) => at === pointer || at.startsWith(`${pointer}/`)).flatMap(([, some]) => some);
  }
}

class JsonView {
  constructor(text, marks) {
    this.text = text;
    this.marks = marks;
    this.at = 0;
    this.shown = new Set();
  }

  render(pointer) {
    const view = element("div", "json");
    this.at = skipSpace(this.text, 0);
    this.value(view, [], pointer, "");
    return view;
  }

  line(parent, spans, pointer) {
    const line = element("div", "line", ...spans);
    parent.append(line);
    const problems = this.shown.has(pointer) ? [] : (this.marks.at.get(pointer) ?? []);
    this.shown.add(pointer);
    if (problems.length) {
      line.classList.add(problems.some((problem) => problem.severity === "error") ? "error" : "warning");
      line.dataset.pointer = pointer;
    }
    for (const problem of problems) parent.append(element("div", `note ${problem.severity}`, problem.message));
    return line;
  }

  value(parent, before, pointer, after) {
    const sign = this.text[this.at];
    if (sign === "{" || sign === "[") return this.container(parent, before, pointer, sign === "{");
    const end = endOfValue(this.text, this.at);
    const source = this.text.slice(this.at, end);
    this.at = end;
    const kind = sign === '"' ? "s" : "-0123456789".includes(sign) ? "n" : "w";
    return this.line(parent, [...before, element("span", kind, source), after], pointer);
  }

  container(parent, before, pointer, isObject) {
    const [open, close] = isObject ? ["{", "}"] : ["[", "]"];
    this.at = skipSpace(this.text, this.at + 1);
    if (this.text[this.at] === close && !this.marks.under.has(pointer)) {
      this.at += 1;
      return this.line(parent, [...before, open + close], pointer);
    }
    const first = this.line(parent, [...before, open], pointer);
    const block = element("div", "block");
    parent.append(block);
    for (let index = 0; this.text[this.at] !== close; index += 1) this.member(block, pointer, isObject, index);
    this.at += 1;
    for (const missing of this.marks.under.get(pointer) ?? []) if (!this.shown.has(missing)) this.ghost(block, missing);
    parent.append(element("div", "line", close));
    return first;
  }

  member(block, pointer, isObject, index) {
    let before = [];
    let key = String(index);
    if (isObject) {
      const end = endOfString(this.text, this.at);
      const source = this.text.slice(this.at, end);
      key = escapeKey(JSON.parse(source));
      before = [element("span", "k", source), ": "];
      this.at = skipSpace(this.text, skipSpace(this.text, end) + 1);
    }
    this.value(block, before, `${pointer}/${key}`, "");
    this.at = skipSpace(this.text, this.at);
    if (this.text[this.at] === ",") this.at = skipSpace(this.text, this.at + 1);
  }

  ghost(block, pointer) {
    const key = pointer.slice(pointer.lastIndexOf("/") + 1).replaceAll("~1", "/").replaceAll("~0", "~");
    const line = this.line(block, [element("span", "k", JSON.stringify(key)), ": ", "missing"], pointer);
    line.classList.add("missing");
  }
}
