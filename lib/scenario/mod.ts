/**
 * The scenario language, the catalogue of scenarios, and the engine that runs one.
 *
 * @module
 */
export * from "./catalogue.ts";
export { type Diagnostic, formatDiagnostic, formatDiagnostics } from "./diagnostic.ts";
export { loadScenario } from "./load_scenario.ts";
export * from "./nearest.ts";
export * from "./override_scenario.ts";
export * from "./parse_scenario.ts";
export * from "./run_event.ts";
export { runScenario, type RunScenarioOptions } from "./run_scenario.ts";
export * from "./scenario.ts";
export * from "./scenario_result.ts";
export { MAX_WORKERS } from "./work_schema.ts";
