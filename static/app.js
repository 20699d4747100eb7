// What scripts add to pages that work without them.
const status = document.getElementById("status");

// The parts of govuk-frontend start only on a body that says so. An inline script, the usual place, is refused here.
document.body.classList.add("govuk-frontend-supported");
startGovukParts();

const say = (text) => {
  // A text that is already there is not read out again.
  status.textContent = "";
  setTimeout(() => {
    status.textContent = text;
  });
};

const hush = () => {
  status.textContent = "";
};

document.addEventListener("htmx:before:request", hush);
document.addEventListener("htmx:error", () => say(status.dataset.lost));
document.addEventListener("htmx:response:error", ({ detail }) => {
  // 422 is a page that says what to mend.
  if (detail.ctx.response.status !== 422) say(status.dataset.refused);
});

document.addEventListener("htmx:after:swap", () => {
  startGovukParts();
  for (const element of document.querySelectorAll("[data-say]")) {
    say(element.dataset.say);
    delete element.dataset.say;
  }
});

// The ballot: a star is a tick too, and goes with it. Before htmx reads the boxes, so that it sends what is seen.
document.addEventListener(
  "change",
  ({ target }) => {
    const { tick, star } = boxes(target.closest(".ballot .card"));
    if (target === star && star.checked) tick.checked = true;
    if (target === tick && star && !tick.checked) star.checked = false;
  },
  true,
);

// What was refused is not saved, and must not look as if it were.
document.addEventListener("htmx:after:swap", () => {
  for (const note of document.querySelectorAll(".ballot__refused[data-ticked]")) {
    const { tick, star } = boxes(note.closest(".card"));
    tick.checked = note.dataset.ticked === "yes";
    if (star) star.checked = note.dataset.starred === "yes";
    delete note.dataset.ticked;
  }
});

function boxes(card) {
  return { tick: card?.querySelector("[name=count_me_in]"), star: card?.querySelector("[name=star]") };
}
