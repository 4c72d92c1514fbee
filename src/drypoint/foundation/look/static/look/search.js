// The search in the bar of the desk: results while somebody types. Without this the form opens a page of results.

const WAIT_MS = 120;
const form = document.querySelector("form.desk-search");

if (form) {
  const field = form.querySelector("input");
  const list = form.querySelector("[role=listbox]");
  const told = form.querySelector("[role=status]");
  let timer = 0;
  let asking = null;
  let shownFor = "";

  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");

  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  };

  const close = () => {
    asking?.abort();
    clearTimeout(timer);
    list.hidden = true;
    list.replaceChildren();
    told.textContent = "";
    shownFor = "";
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  const ask = async () => {
    const words = field.value.trim();
    asking?.abort();
    if (!words) {
      close();
      return;
    }
    asking = new AbortController();
    const address = `${form.action}?part=hits&q=${encodeURIComponent(words)}`;
    try {
      // Whoever is signed out is led to the sign-in when they open the page of results, not behind their back.
      const answer = await fetch(address, { signal: asking.signal, redirect: "manual" });
      if (!answer.ok) {
        close();
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.querySelector("[data-found]");
      list.replaceChildren(...(found ? found.childNodes : []));
      told.textContent = page.querySelector("[data-told]")?.textContent ?? "";
      shownFor = words;
      const isAny = options().length > 0;
      list.hidden = !isAny;
      field.setAttribute("aria-expanded", String(isAny));
      field.removeAttribute("aria-activedescendant");
    } catch (fault) {
      if (fault.name !== "AbortError") close();
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });

  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
      return;
    }
    if (event.key === "Enter" && chosen()) {
      event.preventDefault();
      window.location.assign(chosen().href);
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const all = options();
    if (!all.length) return;
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    const place = all.indexOf(chosen());
    choose(all[(place < 0 && step < 0 ? all.length - 1 : place + step + all.length) % all.length]);
  });

  field.addEventListener("focus", () => {
    if (field.value.trim() && field.value.trim() !== shownFor) ask();
  });

  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });

  // A click in the list must not take the focus away before the link is followed.
  list.addEventListener("mousedown", (event) => event.preventDefault());

  // Everybody may turn the keys off for themselves (WCAG 2.1.4); then the page does not name them.
  if (field.hasAttribute("aria-keyshortcuts")) document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
    const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping;
    const isCtrlK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (isSlash || isCtrlK) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });
}
