// The figure in its frame: fetches a view's drawing, knows where each unit of it lies on the screen, zooms and pans.

const MOST_ZOOM = 6;

export class Stage {
  constructor(frame, figure, address) {
    this.frame = frame;
    this.figure = figure;
    this.address = address;
    this.drawings = new Map();
    this.reset();
  }

  reset() {
    this.zoom = 1;
    this.panX = 0;
    this.panY = 0;
  }

  // Puts a view's drawing into the frame; each is fetched once.
  async show(sex, view) {
    const url = this.address.replace("SEX", sex).replace("VIEW", view);
    if (!this.drawings.has(url)) {
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(`The drawing of the ${view} was answered with ${answer.status}.`);
      this.drawings.set(url, await answer.text());
    }
    const parsed = new DOMParser().parseFromString(this.drawings.get(url), "image/svg+xml").documentElement;
    this.figure.replaceChildren(document.importNode(parsed, true));
    this.reset();
    this.measure();
  }

  // Asks the browser once where the figure lies unzoomed; everything else is arithmetic.
  measure() {
    this.figure.style.transform = "none";
    this.settle();
    const matrix = this.figure.querySelector("[data-region]").getScreenCTM();
    this.base = { scale: matrix.a, x: matrix.e - this.frameBox.left, y: matrix.f - this.frameBox.top };
    this.apply();
  }

  apply() {
    const { width, height } = this.frameBox;
    this.panX = Math.min(0, Math.max(width * (1 - this.zoom), this.panX));
    this.panY = Math.min(0, Math.max(height * (1 - this.zoom), this.panY));
    this.figure.style.transform = `translate(${this.panX}px, ${this.panY}px) scale(${this.zoom})`;
    this.place = {
      scale: this.base.scale * this.zoom,
      x: this.base.x * this.zoom + this.panX,
      y: this.base.y * this.zoom + this.panY,
    };
  }

  // The frame moves when the page scrolls: its corner is asked for when a finger is put down. Figure and canvases
  // begin inside its border.
  settle() {
    const { left, top } = this.frame.getBoundingClientRect();
    const { clientLeft, clientTop, clientWidth, clientHeight } = this.frame;
    this.frameBox = { left: left + clientLeft, top: top + clientTop, width: clientWidth, height: clientHeight };
  }

  toFigure(clientX, clientY) {
    const { scale, x, y } = this.place;
    return [(clientX - this.frameBox.left - x) / scale, (clientY - this.frameBox.top - y) / scale];
  }

  panBy(dx, dy) {
    this.panX += dx;
    this.panY += dy;
    this.apply();
  }

  // Zooms about a point of the screen, or about the middle of the frame.
  zoomBy(factor, clientX, clientY) {
    const { left, top, width, height } = this.frameBox;
    const x = (clientX ?? left + width / 2) - left;
    const y = (clientY ?? top + height / 2) - top;
    const zoom = Math.min(MOST_ZOOM, Math.max(1, this.zoom * factor));
    this.panX = x - ((x - this.panX) * zoom) / this.zoom;
    this.panY = y - ((y - this.panY) * zoom) / this.zoom;
    this.zoom = zoom;
    this.apply();
  }
}
