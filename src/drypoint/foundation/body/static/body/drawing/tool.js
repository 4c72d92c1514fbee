// The drawing tool: binds brushes, figure, strokes and saving together. Everything it needs stands in the page
// (templates/body/drawing/tool.html); without it the list of places below does the same.

import { Box, Gesture, History, erased } from "./strokes.js";
import { Painter } from "./paint.js";
import { Saver } from "./saving.js";
import { Stage } from "./stage.js";

const ERASER = 16;

class Tool {
  constructor(root) {
    this.root = root;
    this.input = root.querySelector("[data-strokes]");
    this.form = this.input.form;
    this.data = JSON.parse(document.getElementById(root.dataset.source).textContent);
    this.views = new Map(this.data.views.map((view) => [view.name, view]));
    this.history = new History(this.stored());
    this.frame = root.querySelector("[data-frame]");
    this.stage = new Stage(this.frame, root.querySelector("[data-figure]"), this.data.figures);
    const [wash, marks] = root.querySelectorAll("canvas");
    this.painter = new Painter(wash, marks, root.querySelector("[data-probe]"));
    this.pointers = new Map();
    // The gesture that is painted, which outlives the hand's lifting by a frame, and how far each stroke has got.
    this.drawing = { strokes: [] };
    this.grown = new WeakMap();
    this.mode = "draw";
    this.view = "front";
    this.status = root.querySelector("[data-status]");
    this.saver = new Saver(this.form, (state) => this.say(state));
  }

  stored() {
    try {
      return JSON.parse(this.input.value);
    } catch {
      return [];
    }
  }

  async start() {
    this.bindControls();
    this.bindFrame();
    this.form.addEventListener("formdata", (event) =>
      event.formData.set(this.input.name, JSON.stringify(this.history.strokes)),
    );
    this.root.hidden = false;
    for (const closed of this.form.querySelectorAll("details[data-other-way]")) closed.open = false;
    const drawn = this.history.strokes[0];
    await this.show(drawn ? drawn.view : "front");
    new ResizeObserver(() => this.place()).observe(this.frame);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.painter.readColours();
      this.repaint();
    });
    this.root.dataset.ready = "yes";
  }

  get sex() {
    return this.form.elements.sex?.value || "neutral";
  }

  get brush() {
    const chosen = (name) => this.root.querySelector(`[name="${name}"]:checked`);
    return {
      quality: chosen("brush-quality").value,
      width: Number(chosen("brush-width").value),
      intensity: Number(this.root.querySelector("[data-intensity]").value),
    };
  }

  async show(name) {
    this.view = name;
    const view = this.views.get(name);
    this.box = new Box(this.data.boxes[this.sex][name]);
    try {
      await this.stage.show(this.sex, name);
    } catch {
      this.say("unloaded");
      return;
    }
    for (const [region, intensity] of Object.entries(this.data.ticks)) {
      const area = this.stage.figure.querySelector(`[data-region="${CSS.escape(region)}"]`);
      if (area) area.dataset.strength = Math.max(1, Math.ceil(intensity / 2));
    }
    const [one, other] = this.root.querySelectorAll("[data-edge]");
    one.textContent = view.edges[0];
    other.textContent = view.edges[1] === view.edges[0] ? "" : view.edges[1];
    for (const button of this.root.querySelectorAll("[data-view]")) {
      button.setAttribute("aria-pressed", String(button.dataset.view === name));
    }
    const insets = this.root.querySelector("[data-insets]");
    insets.value = [...insets.options].some((option) => option.value === name) ? name : "";
    this.place();
  }

  // After a new view, size or zoom: measure, and paint everything anew.
  place() {
    if (!this.stage.figure.firstElementChild) return;
    this.stage.measure();
    this.painter.resize(this.stage.frameBox.width, this.stage.frameBox.height);
    this.repaint();
  }

  repaint() {
    this.frameAsked = false;
    this.painter.setPlace(this.stage.place, this.box);
    const shown = this.strokesNow().filter((stroke) => stroke.view === this.view);
    this.painter.all(shown);
    for (const stroke of shown) this.grown.set(stroke, stroke.points.length);
    this.refreshButtons();
  }

  // At most one painting anew a frame, however many events ask for it.
  repaintSoon() {
    if (this.frameAsked) return;
    this.frameAsked = true;
    requestAnimationFrame(() => this.repaint());
  }

  strokesNow() {
    const under = this.erasing ?? this.history.strokes;
    return this.gesture ? [...under, ...this.gesture.strokes] : under;
  }

  keep(strokes) {
    if (strokes === this.history.strokes) return;
    this.history.keep(strokes);
    this.saver.touch();
    this.refreshButtons();
  }

  refreshButtons() {
    this.root.querySelector("[data-do=undo]").disabled = !this.history.canUndo;
    this.root.querySelector("[data-do=redo]").disabled = !this.history.canRedo;
    this.root.querySelector("[data-do=zoom-out]").disabled = this.stage.zoom <= 1;
  }

  say(state) {
    this.status.textContent = this.status.dataset[state] ?? "";
    this.status.dataset.state = state;
  }

  bindControls() {
    const acts = {
      undo: () => this.step("undo"),
      redo: () => this.step("redo"),
      "zoom-in": () => this.zoom(1.5),
      "zoom-out": () => this.zoom(1 / 1.5),
    };
    for (const button of this.root.querySelectorAll("[data-do]")) {
      button.addEventListener("click", acts[button.dataset.do]);
    }
    for (const button of this.root.querySelectorAll("[data-view]")) {
      button.addEventListener("click", () => this.show(button.dataset.view));
    }
    const insets = this.root.querySelector("[data-insets]");
    insets.addEventListener("change", () => insets.value && this.show(insets.value));
    for (const radio of this.root.querySelectorAll("[name=brush-mode]")) {
      radio.addEventListener("change", () => {
        this.mode = radio.value;
        this.frame.dataset.mode = radio.value;
      });
    }
    const intensity = this.root.querySelector("[data-intensity]");
    const number = this.root.querySelector("[data-number]");
    intensity.addEventListener("input", () => {
      number.textContent = intensity.value;
    });
    this.form.elements.sex?.addEventListener("change", () => {
      this.show(this.view);
      this.saver.touch();
    });
    this.form.elements.note?.addEventListener("input", () => this.saver.touch());
    document.addEventListener("keydown", (event) => this.onKey(event));
  }

  onKey(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.closest?.("textarea, input:not([type=radio], [type=range])")) return;
    const key = event.key.toLowerCase();
    if (key === "z") this.step(event.shiftKey ? "redo" : "undo");
    else if (key === "y") this.step("redo");
    else return;
    event.preventDefault();
  }

  step(which) {
    const before = this.history.strokes;
    this.history[which]();
    if (this.history.strokes === before) return;
    this.drawing = { strokes: [] };
    this.saver.touch();
    this.repaint();
  }

  zoom(factor, x, y) {
    this.stage.settle();
    this.stage.zoomBy(factor, x, y);
    this.repaintSoon();
  }

  bindFrame() {
    this.frame.addEventListener("pointerdown", (event) => this.onDown(event));
    this.frame.addEventListener("pointermove", (event) => this.onMove(event));
    for (const name of ["pointerup", "pointercancel"]) {
      this.frame.addEventListener(name, (event) => this.onUp(event));
    }
    this.frame.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey) return;
        event.preventDefault();
        this.zoom(Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
      },
      { passive: false },
    );
  }

  onDown(event) {
    if (event.button !== 0 && event.button !== 5) return;
    this.frame.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, event);
    this.stage.settle();
    if (this.pointers.size > 1) {
      // A second finger means zooming: what the first one began was no stroke.
      this.gesture = null;
      this.drawing = { strokes: [] };
      this.erasing = null;
      this.pinch = this.pinchNow();
      this.repaintSoon();
      return;
    }
    // The other end of a pen is its eraser.
    this.acting = event.button === 5 ? "erase" : this.mode;
    if (this.acting === "draw") {
      this.grow();
      this.gesture = new Gesture(this.view, this.box, this.brush);
      this.drawing = this.gesture;
      this.draw(event);
    } else if (this.acting === "erase") {
      this.erasing = this.history.strokes;
      this.erase(event);
    }
  }

  onMove(event) {
    const last = this.pointers.get(event.pointerId);
    if (!last) return;
    this.pointers.set(event.pointerId, event);
    if (this.pinch) {
      this.onPinch();
    } else if (this.acting === "move") {
      this.stage.panBy(event.clientX - last.clientX, event.clientY - last.clientY);
      this.repaintSoon();
    } else {
      const events = event.getCoalescedEvents?.() ?? [];
      for (const one of events.length ? events : [event]) {
        if (this.gesture) this.draw(one);
        else if (this.erasing) this.erase(one);
      }
    }
  }

  onUp(event) {
    if (!this.pointers.delete(event.pointerId)) return;
    if (this.pinch) {
      if (this.pointers.size === 0) this.pinch = null;
      return;
    }
    const strokes = this.strokesNow();
    const isLost = event.type === "pointercancel";
    this.gesture = null;
    this.erasing = null;
    if (isLost) {
      this.drawing = { strokes: [] };
      this.repaintSoon();
    } else this.keep(strokes);
  }

  draw(event) {
    const [x, y] = this.stage.toFigure(event.clientX, event.clientY);
    if (this.gesture.add(x, y, event.pressure, event.pointerType === "pen")) this.growSoon();
  }

  // The event only takes the place down; what came since the last frame is painted in one go.
  growSoon() {
    if (this.growthAsked) return;
    this.growthAsked = true;
    requestAnimationFrame(() => this.grow());
  }

  grow() {
    this.growthAsked = false;
    for (const stroke of this.drawing.strokes) {
      const from = this.grown.get(stroke) ?? 0;
      if (from === stroke.points.length) continue;
      this.painter.grow(stroke, from);
      this.grown.set(stroke, stroke.points.length);
    }
  }

  erase(event) {
    const [x, y] = this.stage.toFigure(event.clientX, event.clientY);
    const left = erased(this.erasing, this.view, this.box, x, y, ERASER / this.stage.place.scale);
    if (left === this.erasing) return;
    this.erasing = left;
    this.repaintSoon();
  }

  pinchNow() {
    const [one, two] = [...this.pointers.values()];
    return {
      x: (one.clientX + two.clientX) / 2,
      y: (one.clientY + two.clientY) / 2,
      apart: Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY) || 1,
    };
  }

  onPinch() {
    if (this.pointers.size < 2) return;
    const now = this.pinchNow();
    this.stage.panBy(now.x - this.pinch.x, now.y - this.pinch.y);
    this.stage.zoomBy(now.apart / this.pinch.apart, now.x, now.y);
    this.pinch = now;
    this.repaintSoon();
  }
}

for (const root of document.querySelectorAll("[data-drawing]")) new Tool(root).start();
