import type { RunEvent } from "../scenario/mod.ts";
import type { ReporterFormat } from "./reporter.ts";

/** Stands in an event for a number that JSON has no word for. */
const NUMBER_KEY = "$number";

/**
 * Every event as it happens, a line of JSON each: what a run in a virtual machine tells the `ktstr`
 * outside, which draws the reports and the live line from it.
 */
export const EVENTS: ReporterFormat = {
  name: "events",
  summary: "Every event as it happens, one line of JSON each.",
  showsProgress: true,
  create: (output) => ({
    event: (event) => output.write(`${formatRunEvent(event)}\n`),
    saved() {},
    close: () => output.close(),
  }),
};

/**
 * Writes an event as JSON without loss.
 *
 * @param event The event.
 * @returns One line without its newline.
 */
export function formatRunEvent(event: RunEvent): string {
  return JSON.stringify(event, (_key, value) => {
    const special = typeof value === "number" && !Number.isFinite(value);
    return special ? { [NUMBER_KEY]: String(value) } : value;
  });
}

/**
 * Reads what {@linkcode formatRunEvent} has written.
 *
 * @param line The line.
 * @returns The event.
 * @throws {SyntaxError} The line is no event.
 */
export function parseRunEvent(line: string): RunEvent {
  const event = JSON.parse(line, (_key, value) => {
    const special = typeof value === "object" && value !== null && NUMBER_KEY in value;
    return special ? Number(value[NUMBER_KEY]) : value;
  });
  if (typeof event?.type !== "string" || !(Object.hasOwn(EVENT_TYPES, event.type))) {
    throw new SyntaxError(`This is no event of a run: ${line.slice(0, 80)}`);
  }
  return event;
}

/** Complete, or the compiler complains. */
const EVENT_TYPES: Record<RunEvent["type"], true> = {
  start: true,
  phase: true,
  progress: true,
  note: true,
  end: true,
};
