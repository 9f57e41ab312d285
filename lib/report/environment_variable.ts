/**
 * Reads an environment variable that output can do without.
 *
 * @param name Name of the variable.
 * @returns Its value; `undefined` when it is not set, or when ktstr runs without the permission.
 */
export function readVariable(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}
