// What everything on the page is made of. Text goes in as text, never as HTML.

const element = (tag, className, ...children) => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
};

const many = (count, word) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;

const button = (label, className, act) => {
  const made = element("button", `button ${className}`, label);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
};
const copyButton = (text) => {
  const made = button("Copy", "", async () => {
    await navigator.clipboard.writeText(text());
    made.textContent = "Copied";
    setTimeout(() => { made.textContent = "Copy"; }, 1500);
  });
  return made;
};
