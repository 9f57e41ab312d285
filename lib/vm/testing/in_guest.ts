/** Variable that every command in a guest has. */
const GUEST_VARIABLE = "KTSTR_GUEST";

/** Whether this program runs in a guest of ktstr. */
export function isInGuest(): boolean {
  const { state } = Deno.permissions.querySync({ name: "env", variable: GUEST_VARIABLE });
  return state === "granted" && Deno.env.has(GUEST_VARIABLE);
}

/** What a test in a guest writes to the event pipe when its body begins. */
export const TEST_BEGAN = '{"ktstr_test":"began"}';
