import type { RunEvent, RunPhase } from "./run_event.ts";
import type { Scenario } from "./scenario.ts";
import { Timeline } from "./timeline.ts";

/** What every part of a running scenario needs. */
export class RunContext {
  readonly timeline: Timeline = new Timeline();

  /**
   * @param progressIntervalMs How often the workers are looked at while they run, in ms.
   * @param signal Ends the run early; everything is still stopped, collected and removed.
   */
  constructor(
    readonly scenario: Scenario,
    readonly seed: number,
    readonly progressIntervalMs: number,
    readonly observer: (event: RunEvent) => void,
    readonly signal: AbortSignal,
  ) {}

  /** Marks the beginning of a stage of a step. */
  enter(phase: RunPhase, workers: number, step: number): void {
    this.timeline.stamp(step, phase, workers === 0 ? "" : `${workers} workers`);
    this.observer({ type: "phase", phase, workers });
  }

  /** Tells something that a reader of the output should know. */
  note(text: string): void {
    this.observer({ type: "note", text });
  }
}
