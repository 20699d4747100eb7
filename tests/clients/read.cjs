// What ical.js and node-ical show of each calendar in a folder: node read.cjs FOLDER, with NODE_PATH where they are.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const ICAL = require("ical.js");
const nodeIcal = require("node-ical");

const seconds = (date) => Math.round(date.getTime() / 1000);

function byIcalJs(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    const status = component.getFirstPropertyValue("status");
    const [start, end] = [event.startDate, event.endDate].map((time) => seconds(time.toJSDate()));
    return [event.uid, start, end, event.summary, event.location, status];
  });
}

function byNodeIcal(text) {
  const entries = Object.values(nodeIcal.sync.parseICS(text));
  return entries
    .filter((entry) => entry.type === "VEVENT")
    .map((entry) => [entry.uid, seconds(entry.start), seconds(entry.end), entry.summary, entry.location, entry.status]);
}

const folder = process.argv[2];
const shown = { "ical.js": {}, "node-ical": {} };
for (const file of fs.readdirSync(folder).filter((name) => name.endsWith(".ics"))) {
  const text = fs.readFileSync(path.join(folder, file), "utf8");
  const name = path.basename(file, ".ics");
  shown["ical.js"][name] = byIcalJs(text);
  shown["node-ical"][name] = byNodeIcal(text);
}
process.stdout.write(JSON.stringify(shown));
