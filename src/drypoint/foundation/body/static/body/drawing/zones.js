// Shows on the map where the muscle that is pointed at, or has the focus, makes pain felt. Every candidate also has a
// link that shows the same without this.

const areas = [...document.querySelectorAll("[data-chart] [data-region]")];
const shown = areas.map((area) => area.dataset.zone ?? "");

function show(candidate) {
  const zones = new Map();
  for (const strength of ["spill_over", "essential"]) {
    const listed = candidate?.dataset[strength === "essential" ? "essential" : "spillOver"] ?? "";
    for (const region of listed.split(" ")) zones.set(region, strength);
  }
  areas.forEach((area, at) => {
    const zone = candidate ? zones.get(area.dataset.region) : shown[at];
    if (zone) area.dataset.zone = zone;
    else delete area.dataset.zone;
  });
}

for (const candidate of document.querySelectorAll("[data-candidate]")) {
  candidate.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && show(candidate));
  candidate.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && show(null));
  candidate.addEventListener("focusin", () => show(candidate));
  candidate.addEventListener("focusout", () => show(null));
}
