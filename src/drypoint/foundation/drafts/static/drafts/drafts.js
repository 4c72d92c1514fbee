// Keep what is typed on the desk as it is typed, put back what was not sent, and ask who else has the page open.
// Without this an ended session's form is kept when it is sent.

const REST_MS = 900;
const HERE_MS = 30_000;
const place = document.getElementById("drafts");
const TYPED = "textarea, input:not([type]), input[type=text], input[type=email], input[type=tel], input[type=number], input[type=date], input[type=time], input[type=datetime-local], input[type=url], input[type=search]";

const addressOf = (form) => {
  const address = new URL(form.getAttribute("action") || location.href, location.href);
  return address.pathname + address.search;
};

class Keeper {
  constructor(form) {
    this.form = form;
    this.timer = 0;
    this.saving = null;
    this.isDirty = false;
    this.isRefused = false;
    this.said = document.createElement("p");
    this.said.className = "hint";
    this.said.setAttribute("role", "status");
    form.append(this.said);
    form.addEventListener("input", () => this.touch());
    form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("pagehide", () => this.leave());
  }

  touch() {
    if (this.isRefused) return;
    this.isDirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), REST_MS);
  }

  body() {
    const body = new FormData(this.form);
    for (const [name, value] of [...body]) if (typeof value !== "string") body.delete(name);
    body.set("draft-address", addressOf(this.form));
    body.set("draft-page", location.pathname + location.search);
    return body;
  }

  save() {
    this.isDirty = false;
    this.saving = this.send().finally(() => {
      this.saving = null;
    });
  }

  async send(keepalive = false) {
    try {
      const answer = await fetch(place.dataset.url, { method: "POST", body: this.body(), redirect: "manual", keepalive });
      if (answer.type === "opaqueredirect") this.signedOut();
      else if (answer.status === 404) this.isRefused = true;
      else if (answer.ok || answer.status === 413) this.said.textContent = (await answer.json()).said;
      else this.isDirty = true;
    } catch {
      this.isDirty = true; // a dead network: the next stroke tries again, and so does leaving
    }
  }

  signedOut() {
    const link = document.createElement("a");
    link.href = `/account/login/?next=${encodeURIComponent(location.pathname + location.search)}`;
    link.textContent = place.dataset.signIn;
    this.said.replaceChildren(`${place.dataset.out} `, link);
  }

  // What is still under way would come after the form and be kept though it was sent.
  submit(event) {
    clearTimeout(this.timer);
    this.isDirty = false;
    if (!this.saving || event.defaultPrevented) return;
    event.preventDefault();
    this.saving.then(() => this.form.requestSubmit(event.submitter));
  }

  leave() {
    clearTimeout(this.timer);
    if (this.isDirty && !this.isRefused) this.send(true);
  }
}

const putBack = (form, left) => {
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden" || field.type === "file") continue;
    const values = left.typed[field.name];
    if (field.type === "checkbox" || field.type === "radio") field.checked = values?.includes(field.value) ?? false;
    else if (field.tagName === "SELECT" && values) {
      for (const option of field.options) option.selected = values.includes(option.value);
    } else if (values) field.value = values[0];
  }
  form.closest("details")?.setAttribute("open", "");
  const line = document.querySelector(`.unsent[data-key="${left.key}"]`);
  if (!line) return;
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "button quiet small";
  drop.textContent = place.dataset.drop;
  drop.addEventListener("click", async () => {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    await fetch(`/desk/drafts/${left.key}/drop/`, { method: "POST", body, redirect: "manual" });
    location.reload();
  });
  line.replaceChildren(`${place.dataset.back} `, drop);
  line.setAttribute("role", "status");
  form.prepend(line);
};

const warning = (said) => {
  const line = document.createElement("p");
  line.className = "panel warning";
  line.textContent = said;
  return line;
};

if (place) {
  const forms = [...document.querySelectorAll("main form[method=post]")].filter(
    (form) => form.querySelector(TYPED) && !form.matches(".sheet"),
  );
  const left = JSON.parse(document.getElementById("drafts-left").textContent);
  for (const form of forms) {
    const own = left.find((one) => one.address === addressOf(form));
    if (own) putBack(form, own);
    new Keeper(form);
  }

  const others = place.querySelector(".who-else");
  const token = document.querySelector("main [name=csrfmiddlewaretoken]");
  const here = async () => {
    if (document.hidden) return;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", token.value);
    body.set("path", place.dataset.path);
    try {
      const answer = await fetch(place.dataset.here, { method: "POST", body, redirect: "manual" });
      if (!answer.ok) return;
      const { said } = await answer.json();
      if (others.textContent !== said) others.replaceChildren(...(said ? [warning(said)] : []));
    } catch {
      // a dead network: nobody can be seen
    }
  };
  if (place.dataset.here && token) {
    here();
    setInterval(here, HERE_MS);
  }
}
