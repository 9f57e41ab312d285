import { renderJson } from "./json.ts";
import type { ReporterFormat } from "./reporter.ts";

/** Every figure for programs: a line of JSON for each scenario, written as soon as it ends. */
export const JSON_LINES: ReporterFormat = {
  name: "json",
  summary: "Every figure, one line of JSON for each scenario.",
  create: (output) => ({
    event(event) {
      if (event.type === "end") output.write(renderJson(event.result));
    },
    saved() {},
    close: () => output.close(),
  }),
};
