// Dragging a session to another place of the table. It sends the form that choosing a place sends; every session has
// pages that do the same without it.
const hint = document.getElementById("drag-hint");
let dragged = null;
let over = null;
let dropped = null;

if (hint && matchMedia("(any-pointer: fine)").matches) start();

function start() {
  hint.hidden = false;
  for (const session of document.querySelectorAll("[data-session]")) {
    session.draggable = true;
    // A link is dragged as an address unless it says that it is not.
    for (const link of session.querySelectorAll("a")) link.draggable = false;
  }
}

function place(target) {
  return target instanceof Element ? target.closest("[data-place]") : null;
}

function mark(cell) {
  over?.classList.remove("grid__over");
  over = cell;
  over?.classList.add("grid__over");
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target instanceof Element ? event.target.closest("[data-session]") : null;
  if (!hint || !dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.session);
  dragged.classList.add("placement--dragged");
});

document.addEventListener("dragover", (event) => {
  const cell = place(event.target);
  if (!dragged || !cell) return mark(null);
  event.preventDefault();
  event.dataTransfer.dropEffect = "move";
  mark(cell);
});

document.addEventListener("drop", (event) => {
  const cell = place(event.target);
  if (!dragged || !cell) return;
  event.preventDefault();
  if (!cell.contains(dragged)) dropped = cell;
});

// Last of all, also when the browser gave up, as it does for Escape: then nothing was dropped.
document.addEventListener("dragend", () => {
  const [session, cell] = [dragged, dropped];
  session?.classList.remove("placement--dragged");
  dragged = dropped = null;
  mark(null);
  if (!session || !cell) return;
  const values = { place: cell.dataset.place, seen: session.dataset.seen, back: hint.dataset.day };
  send(`${hint.dataset.all}/${session.dataset.session}/places`, values);
});

function send(action, values) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = action;
  for (const [name, value] of Object.entries(values)) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}
