import { EVENTS } from "./events_reporter.ts";
import { JSON_LINES } from "./json_reporter.ts";
import { PRETTY } from "./pretty_reporter.ts";
import type { ReporterFormat } from "./reporter.ts";

/** Every format of reports; a further one adds a file and a line. */
export const REPORTER_FORMATS: readonly ReporterFormat[] = [PRETTY, JSON_LINES, EVENTS];
