import { monotonicNs } from "../native/mod.ts";
import type { TimelineEntry } from "./scenario_result.ts";

/** Stamps what happens during a run. */
export class Timeline {
  readonly entries: TimelineEntry[] = [];
  readonly #beganNs = monotonicNs();

  /** Notes an event of a step, now. */
  stamp(step: number, event: string, detail: string): void {
    this.entries.push({ at_ns: monotonicNs() - this.#beganNs, step, event, detail });
  }
}
