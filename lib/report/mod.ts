/**
 * Everything that leaves the process as text: reports, the live display, lists, errors, and the
 * results that are saved.
 *
 * @module
 */
export * from "./create_reporter.ts";
export * from "./error_text.ts";
export { formatRunEvent, parseRunEvent } from "./events_reporter.ts";
export * from "./formats.ts";
export * from "./json.ts";
export * from "./live_display.ts";
export { renderLiveLine } from "./live_line.ts";
export * from "./plan.ts";
export * from "./pretty.ts";
export * from "./process_terminal.ts";
export * from "./progress_line.ts";
export * from "./reporter.ts";
export * from "./reporter_group.ts";
export * from "./reporter_option.ts";
export * from "./run_directory.ts";
export * from "./scenario_list.ts";
export * from "./style.ts";
export * from "./summary.ts";
export * from "./terminal.ts";
export * from "./topology_tree.ts";
export { type ByteSink, writeAll } from "./write_all.ts";
