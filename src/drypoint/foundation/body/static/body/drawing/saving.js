// Keeps the sheet on the server while somebody draws. Each save carries a key of its own, so that one that was sent
// twice counts once, and the revision it was made from, so that another window is never written over.

const DELAY = 900;
const LONGEST_DELAY = 30000;

const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export class Saver {
  // say(state) is told "saved", "saving", "waiting" (no connection, tried again), "elsewhere", "closed" or "failed".
  constructor(form, say) {
    this.form = form;
    this.say = say;
    this.isDirty = false;
    this.isOver = false;
    this.running = null;
    this.sent = new Set();
    this.delay = DELAY;
    addEventListener("beforeunload", (event) => {
      if (this.isDirty && !this.isOver) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.isDirty) this.flush();
    });
    addEventListener("online", () => this.isDirty && this.flush());
    form.addEventListener("submit", (event) => this.beforeSubmit(event));
  }

  touch() {
    this.isDirty = true;
    this.key = null;
    this.schedule(DELAY);
  }

  schedule(delay) {
    clearTimeout(this.timer);
    if (!this.isOver) this.timer = setTimeout(() => this.flush(), delay);
  }

  // Saves what is not saved yet; resolves when nothing is under way.
  flush() {
    clearTimeout(this.timer);
    this.running ??= this.send().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  async send() {
    while (this.isDirty && !this.isOver) {
      this.say("saving");
      this.key ??= newKey();
      const key = this.key;
      this.sent.add(key);
      const body = new FormData(this.form);
      body.set("do", "autosave");
      body.set("save_key", key);
      let answer;
      try {
        answer = await fetch(this.form.action, {
          method: "POST",
          body: new URLSearchParams(body),
          headers: { Accept: "application/json" },
        });
      } catch {
        return this.later();
      }
      if (answer.status >= 500 || answer.status === 429) return this.later();
      const told = await answer.json().catch(() => ({}));
      if (answer.ok) this.kept(told.revision, key);
      else if (answer.status === 409 && this.sent.has(told.last_save)) this.form.elements.revision.value = told.revision;
      else return this.stop({ 409: "elsewhere", 410: "closed" }[answer.status] ?? "failed");
    }
  }

  kept(revision, key) {
    this.form.elements.revision.value = revision;
    this.delay = DELAY;
    if (this.key !== key) return;
    this.isDirty = false;
    this.say("saved");
  }

  later() {
    this.delay = Math.min(LONGEST_DELAY, this.delay * 2);
    this.say("waiting");
    this.schedule(this.delay);
  }

  stop(state) {
    this.isOver = true;
    this.say(state);
  }

  // A form that is sent while a save is under way would carry an old revision: wait for it, then send.
  async beforeSubmit(event) {
    clearTimeout(this.timer);
    if (!this.running) {
      this.isDirty = false;
      return;
    }
    event.preventDefault();
    const { submitter } = event;
    await this.running;
    clearTimeout(this.timer);
    this.isDirty = false;
    this.form.requestSubmit(submitter);
  }
}
