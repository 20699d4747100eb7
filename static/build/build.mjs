// Makes static/vendor and tests/vendor from the packages in package.json. See README.md.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, "node_modules");
const pages = join(here, "..", "vendor");
const tests = join(here, "..", "..", "tests", "vendor");

const govukCss = () =>
  // Without the byte-order mark, which would stand before the layer when files are joined.
  compile(join(here, "govuk.scss"), { loadPaths: [here, packages], style: "compressed", charset: false, quietDeps: true }).css + "\n";

const govukJs = async () => {
  const made = await build({
    entryPoints: [join(here, "govuk.mjs")],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2020",
    legalComments: "none",
    write: false,
  });
  return made.outputFiles[0].text;
};

const copied = (path) => readFileSync(join(packages, path), "utf8");

const shipped = {
  [pages]: {
    "govuk.css": { package: "govuk-frontend", text: govukCss() },
    "govuk.js": { package: "govuk-frontend", text: await govukJs() },
    "htmx.min.js": { package: "htmx.org", text: copied("htmx.org/dist/htmx.min.js") },
  },
  [tests]: {
    "axe.min.js": { package: "axe-core", text: copied("axe-core/axe.min.js") },
  },
};

// The package of govuk-frontend holds no licence text: ours is a copy of the one in its repository.
const licences = {
  "govuk-frontend": { folder: pages, from: join(here, "govuk-frontend-licence.txt") },
  "htmx.org": { folder: pages, from: join(packages, "htmx.org", "LICENSE") },
  "axe-core": { folder: tests, from: join(packages, "axe-core", "LICENSE") },
};

for (const [folder, files] of Object.entries(shipped)) {
  mkdirSync(join(folder, "licences"), { recursive: true });
  const manifest = {};
  for (const [name, { package: source, text }] of Object.entries(files)) {
    const plain = text.replace(/\n\/\/# sourceMappingURL=.*\n?$/, "\n");
    writeFileSync(join(folder, name), plain);
    const { version, license } = JSON.parse(copied(`${source}/package.json`));
    manifest[name] = {
      package: source,
      version,
      licence: license,
      licence_text: `licences/${source}.txt`,
      sha256: createHash("sha256").update(plain).digest("hex"),
    };
  }
  writeFileSync(join(folder, "MANIFEST.json"), JSON.stringify(manifest, null, 2) + "\n");
}

for (const [name, { folder, from }] of Object.entries(licences)) {
  copyFileSync(from, join(folder, "licences", `${name}.txt`));
}
