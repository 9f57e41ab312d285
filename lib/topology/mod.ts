/**
 * CPUs, last-level caches and NUMA nodes of a machine, and CPU lists.
 *
 * @module
 */
export * from "./cpu_list_error.ts";
export * from "./expected_topology.ts";
export * from "./format_cpu_list.ts";
export * from "./machine_topology.ts";
export * from "./online_cpus.ts";
export * from "./parse_cpu_list.ts";
export * from "./presets.ts";
export * from "./read_topology.ts";
export * from "./topology.ts";
