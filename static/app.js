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
