// Paints strokes on two canvases that lie over the figure: below, the wash, whose depth is the intensity; above it the
// marks that tell the qualities apart without colour. A stroke that grows is painted piece by piece.

const INK_EVERY = { burning: 1.0, tingling: 0.62, numb: 0.8, stabbing: 1.15 };

function channels(element, property) {
  const found = getComputedStyle(element)[property].match(/[\d.]+/g);
  return found ? found.slice(0, 3).map(Number) : [0, 0, 0];
}

export class Painter {
  constructor(wash, marks, probe) {
    this.wash = wash;
    this.marks = marks;
    this.probe = probe;
    this.washContext = wash.getContext("2d");
    this.marksContext = marks.getContext("2d");
    this.walked = new WeakMap();
    this.readColours();
  }

  // Takes the colours of the page, light or dark: full copper for 10, nearly paper for 0.
  readColours() {
    const copper = channels(this.probe, "color");
    const paper = channels(this.probe, "backgroundColor");
    this.colours = Array.from({ length: 11 }, (_, intensity) => {
      const share = 0.22 + 0.078 * intensity;
      return `rgb(${copper.map((value, i) => Math.round(value * share + paper[i] * (1 - share))).join(" ")})`;
    });
    this.ink = `rgb(${channels(this.probe, "borderTopColor").join(" ")})`;
  }

  resize(width, height) {
    this.ratio = Math.min(3, devicePixelRatio || 1);
    for (const canvas of [this.wash, this.marks]) {
      canvas.width = Math.round(width * this.ratio);
      canvas.height = Math.round(height * this.ratio);
    }
  }

  // place turns units of the figure into pixels of the stage: {scale, x, y}.
  setPlace(place, box) {
    this.place = place;
    this.box = box;
  }

  clear() {
    for (const context of [this.washContext, this.marksContext]) {
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    }
  }

  // The strongest lies on top, as the server reads it too.
  all(strokes) {
    this.clear();
    const sorted = strokes.map((stroke, at) => [stroke, at]).sort(([a, i], [b, j]) => a.intensity - b.intensity || i - j);
    for (const [stroke] of sorted) this.grow(stroke, 0);
  }

  // Paints what a stroke has got since the point of this number.
  grow(stroke, from) {
    const { ratio, place, box } = this;
    const factor = place.scale * ratio;
    const toX = (share) => (box.x(share) * place.scale + place.x) * ratio;
    const toY = (share) => (box.y(share) * place.scale + place.y) * ratio;
    const width = Math.max(2 * ratio, box.length(stroke.width) * factor);
    const points = stroke.points;
    const first = Math.max(0, from - 2);
    const context = this.washContext;
    context.lineWidth = width;
    context.lineCap = "round";
    context.lineJoin = "round";
    context.strokeStyle = this.colours[stroke.intensity];
    context.beginPath();
    context.moveTo(toX(points[first]), toY(points[first + 1]));
    for (let i = first; i < points.length; i += 2) context.lineTo(toX(points[i]), toY(points[i + 1]));
    context.stroke();
    if (stroke.quality !== "aching") this.stamp(stroke, from, toX, toY, width);
  }

  stamp(stroke, from, toX, toY, width) {
    const context = this.marksContext;
    const size = Math.max(3 * this.ratio, Math.min(width * 0.3, 11 * this.ratio));
    const step = Math.max(size * 2.6, width) * INK_EVERY[stroke.quality];
    context.strokeStyle = this.ink;
    context.fillStyle = this.ink;
    context.lineWidth = Math.max(1.25 * this.ratio, size * 0.24);
    context.lineCap = "round";
    context.lineJoin = "round";
    context.beginPath();
    const points = stroke.points;
    let walked = from === 0 ? step / 2 : this.walked.get(stroke) ?? step / 2;
    if (from === 0) shapes[stroke.quality](context, toX(points[0]), toY(points[1]), size, 0);
    for (let i = Math.max(2, from); i < points.length; i += 2) {
      const [ax, ay] = [toX(points[i - 2]), toY(points[i - 1])];
      const [dx, dy] = [toX(points[i]) - ax, toY(points[i + 1]) - ay];
      const length = Math.hypot(dx, dy);
      let along = step - walked;
      for (; along <= length; along += step) {
        const share = along / length;
        shapes[stroke.quality](context, ax + dx * share, ay + dy * share, size, Math.atan2(dy, dx));
      }
      walked = length - (along - step);
    }
    this.walked.set(stroke, walked);
    if (stroke.quality === "tingling") context.fill();
    else context.stroke();
  }
}

// One mark each: a flame's tongue, a dot, two bars across, a cross. Aching is the plain wash.
const shapes = {
  burning(context, x, y, size) {
    context.moveTo(x - size, y + size * 0.7);
    context.lineTo(x - size * 0.33, y - size * 0.7);
    context.lineTo(x + size * 0.33, y + size * 0.7);
    context.lineTo(x + size, y - size * 0.7);
  },
  tingling(context, x, y, size) {
    context.moveTo(x + size * 0.36, y);
    context.arc(x, y, size * 0.36, 0, 2 * Math.PI);
  },
  numb(context, x, y, size, angle) {
    const [ox, oy] = [-Math.sin(angle) * size, Math.cos(angle) * size];
    context.moveTo(x - ox, y - oy);
    context.lineTo(x + ox, y + oy);
  },
  stabbing(context, x, y, size) {
    const half = size * 0.62;
    context.moveTo(x - half, y - half);
    context.lineTo(x + half, y + half);
    context.moveTo(x + half, y - half);
    context.lineTo(x - half, y + half);
  },
};
