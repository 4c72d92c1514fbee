// Strokes as they are kept and sent: {view, width, intensity, quality, points: [x, y, x, y, …]}, all of it whole
// numbers. Points are ten-thousandths of the view's box, the width ten-thousandths of its height. A stroke that was
// finished is never changed: undo and the eraser make new lists of strokes.

export const UNIT = 10000;
// Points closer than this (in units of the figure, which is about 1000 tall) say nothing that the eye could see.
const LEAST_STEP = 1.6;
const DENSE_STEP = 4;
// A pen's pressure is kept in four steps; each change of step begins a new stroke.
const PRESSURE = [0.55, 0.8, 1.1, 1.5];

const whole = (share) => Math.max(0, Math.min(UNIT, Math.round(share * UNIT)));

export class Box {
  constructor([left, top, width, height]) {
    Object.assign(this, { left, top, width, height });
  }
  toShare(x, y) {
    return [whole((x - this.left) / this.width), whole((y - this.top) / this.height)];
  }
  x(share) {
    return this.left + (share / UNIT) * this.width;
  }
  y(share) {
    return this.top + (share / UNIT) * this.height;
  }
  length(share) {
    return (share / UNIT) * this.height;
  }
}

// One movement of the hand from putting down to lifting off; may hold several strokes where the pressure changed.
export class Gesture {
  constructor(view, box, brush) {
    this.view = view;
    this.box = box;
    this.brush = brush;
    this.strokes = [];
    this.level = -1;
  }

  // Takes a place in units of the figure; returns the stroke it went into, or null where it adds nothing.
  add(x, y, pressure, isPen) {
    const level = isPen && pressure > 0 ? Math.min(3, Math.floor(pressure * 4)) : -1;
    let stroke = this.strokes[this.strokes.length - 1];
    if (stroke && Math.hypot(x - this.lastX, y - this.lastY) < LEAST_STEP) return null;
    const [px, py] = this.box.toShare(x, y);
    if (!stroke || level !== this.level) {
      const start = stroke ? stroke.points.slice(-2) : [];
      const factor = level < 0 ? 1 : PRESSURE[level];
      stroke = {
        view: this.view,
        width: Math.max(1, Math.round(this.brush.width * factor)),
        intensity: this.brush.intensity,
        quality: this.brush.quality,
        points: start,
      };
      this.strokes.push(stroke);
      this.level = level;
    }
    stroke.points.push(px, py);
    this.lastX = x;
    this.lastY = y;
    return stroke;
  }
}

function distanceToSegment(x, y, ax, ay, bx, by) {
  const dx = bx - ax;
  const dy = by - ay;
  const size = dx * dx + dy * dy;
  const share = size ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / size)) : 0;
  return Math.hypot(ax + share * dx - x, ay + share * dy - y);
}

const bounds = new WeakMap();

// In shares of the box, as the points are, so that they hold on whatever figure the stroke is shown next.
function boundsOf(stroke) {
  let found = bounds.get(stroke);
  if (!found) {
    found = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < stroke.points.length; i += 2) {
      const [x, y] = [stroke.points[i], stroke.points[i + 1]];
      found = [Math.min(found[0], x), Math.min(found[1], y), Math.max(found[2], x), Math.max(found[3], y)];
    }
    bounds.set(stroke, found);
  }
  return found;
}

function touches(stroke, box, x, y, reach) {
  const [left, top, right, bottom] = boundsOf(stroke);
  if (x < box.x(left) - reach || x > box.x(right) + reach) return false;
  if (y < box.y(top) - reach || y > box.y(bottom) + reach) return false;
  const points = stroke.points;
  for (let i = 0; i < points.length; i += 2) {
    const j = Math.min(i + 2, points.length - 2);
    const away = distanceToSegment(
      x, y, box.x(points[i]), box.y(points[i + 1]), box.x(points[j]), box.y(points[j + 1]),
    );
    if (away < reach) return true;
  }
  return false;
}

// A long straight piece has points at its ends only; the eraser needs some between.
function dense(points, box) {
  const made = points.slice(0, 2);
  for (let i = 2; i < points.length; i += 2) {
    const [ax, ay, bx, by] = [points[i - 2], points[i - 1], points[i], points[i + 1]];
    const steps = Math.ceil(Math.hypot(box.x(bx) - box.x(ax), box.y(by) - box.y(ay)) / DENSE_STEP);
    for (let step = 1; step < steps; step += 1) {
      made.push(Math.round(ax + ((bx - ax) * step) / steps), Math.round(ay + ((by - ay) * step) / steps));
    }
    made.push(bx, by);
  }
  return made;
}

// Returns the strokes without what lies under the eraser, or the same list where it touches nothing.
export function erased(strokes, view, box, x, y, radius) {
  let isChanged = false;
  const left = [];
  for (const stroke of strokes) {
    const reach = radius + box.length(stroke.width) * 0.35;
    if (stroke.view !== view || !touches(stroke, box, x, y, reach)) {
      left.push(stroke);
      continue;
    }
    isChanged = true;
    let run = [];
    const points = dense(stroke.points, box);
    for (let i = 0; i <= points.length; i += 2) {
      const isKept = i < points.length && Math.hypot(box.x(points[i]) - x, box.y(points[i + 1]) - y) >= reach;
      if (isKept) run.push(points[i], points[i + 1]);
      else if (run.length) {
        left.push({ ...stroke, points: run });
        run = [];
      }
    }
  }
  return isChanged ? left : strokes;
}

// Every state of the sheet, with undo and redo; a state is a list of strokes that is never changed.
export class History {
  constructor(strokes, most = 200) {
    this.states = [strokes];
    this.at = 0;
    this.most = most;
  }
  get strokes() {
    return this.states[this.at];
  }
  get canUndo() {
    return this.at > 0;
  }
  get canRedo() {
    return this.at < this.states.length - 1;
  }
  keep(strokes) {
    if (strokes === this.strokes) return;
    this.states.length = this.at + 1;
    this.states.push(strokes);
    if (this.states.length > this.most) this.states.shift();
    this.at = this.states.length - 1;
  }
  undo() {
    if (this.canUndo) this.at -= 1;
  }
  redo() {
    if (this.canRedo) this.at += 1;
  }
}
