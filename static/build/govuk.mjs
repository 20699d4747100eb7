// The scripts of govuk-frontend's parts that do something here, started by app.js.
import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { CharacterCount } from "govuk-frontend/dist/govuk/components/character-count/character-count.mjs";
import { Checkboxes } from "govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { ExitThisPage } from "govuk-frontend/dist/govuk/components/exit-this-page/exit-this-page.mjs";
import { NotificationBanner } from "govuk-frontend/dist/govuk/components/notification-banner/notification-banner.mjs";
import { Radios } from "govuk-frontend/dist/govuk/components/radios/radios.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";

const parts = [Button, CharacterCount, Checkboxes, ErrorSummary, ExitThisPage, NotificationBanner, Radios, SkipLink];

// Starts what is on the page and has not started yet, so it can be called again after a swap.
// A part that cannot start leaves the others and the plain page as they are.
globalThis.startGovukParts = () => {
  for (const Part of parts) {
    const fresh = `[data-module="${Part.moduleName}"]:not([data-${Part.moduleName}-init])`;
    for (const element of document.querySelectorAll(fresh)) {
      try {
        new Part(element);
      } catch (problem) {
        console.error(problem);
      }
    }
  }
};
