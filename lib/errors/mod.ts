/**
 * Errors that a user meets, and the exit statuses they lead to.
 *
 * @module
 */
export * from "./exit_status.ts";
export * from "./user_error.ts";
