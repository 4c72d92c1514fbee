// A map above a list to tick (templates/body/drawing/picker.html). For regions a touch ticks the place; for muscles it
// leaves of the list those whose pain is felt there. The list itself works without this.

class Picker {
  constructor(root) {
    this.root = root;
    this.isRegions = root.dataset.picker === "regions";
    this.map = root.querySelector("[data-map]");
    this.boxes = [...root.querySelectorAll("input[type=checkbox]")];
    this.groups = [...root.querySelectorAll("details")];
    this.all = root.querySelector("[data-all]");
    this.told = root.querySelector("[data-told]");
  }

  get sex() {
    return this.root.closest("form")?.elements.sex?.value || "neutral";
  }

  async start() {
    try {
      await Promise.all([...this.root.querySelectorAll("[data-view]")].map((place) => this.load(place)));
    } catch {
      return;
    }
    this.map.hidden = false;
    this.map.addEventListener("click", (event) => {
      const area = event.target.closest("[data-region]");
      if (area) this.choose(area.dataset.region);
    });
    this.root.addEventListener("change", () => this.show());
    this.all?.addEventListener("click", () => this.filter(""));
    this.show();
  }

  async load(place) {
    const url = this.root.dataset.figures.replace("SEX", this.sex).replace("VIEW", place.dataset.view);
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`A figure was answered with ${answer.status}.`);
    const parsed = new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement;
    place.replaceChildren(document.importNode(parsed, true));
  }

  choose(region) {
    if (!this.isRegions) {
      this.filter(region);
      return;
    }
    const box = this.boxes.find((one) => one.value === region);
    if (!box) return;
    box.checked = !box.checked;
    box.closest("details").open = true;
    this.show();
  }

  // Marks on the map what is ticked in the list.
  show() {
    const marked = new Set();
    for (const box of this.boxes) if (box.checked) for (const region of box.dataset.regions.split(" ")) marked.add(region);
    for (const area of this.map.querySelectorAll("[data-region]")) {
      if (area.dataset.region === this.region) area.dataset.zone = "essential";
      else if (marked.has(area.dataset.region)) area.dataset.zone = "spill_over";
      else delete area.dataset.zone;
    }
  }

  filter(region) {
    this.region = region;
    for (const row of this.root.querySelectorAll("li")) {
      const boxes = [...row.querySelectorAll("input")];
      row.hidden = region !== "" && !boxes.some((box) => box.checked || box.dataset.regions.split(" ").includes(region));
    }
    for (const group of this.groups) {
      const isEmpty = [...group.querySelectorAll("li")].every((row) => row.hidden);
      group.hidden = isEmpty;
      group.open = region !== "" && !isEmpty;
    }
    const name = this.map.querySelector(`[data-region="${CSS.escape(region || "none")}"] title`)?.textContent ?? "";
    this.told.textContent = region ? `${this.told.dataset.shown} ${name}` : "";
    this.all.hidden = region === "";
    this.show();
  }
}

for (const root of document.querySelectorAll("[data-picker]")) new Picker(root).start();
