/** Every key of a type once, in the order in which it is written. */
export type KeyOrder<T> = Readonly<Record<keyof T, true>>;

/**
 * Copies an object with its keys in a fixed order, so that equal results are equal texts.
 *
 * @param value The object.
 * @param order Its keys; the type checker sees to it that none is missing.
 * @returns A copy; keys that the order does not know follow in their own order.
 */
export function inOrder<T extends object>(value: T, order: KeyOrder<T>): T {
  const known = Object.keys(order).filter((key) => Object.hasOwn(value, key));
  const unknown = Object.keys(value).filter((key) => !Object.hasOwn(order, key));
  const entries = [...known, ...unknown].map((key) => [key, value[key as keyof T]] as const);
  return Object.fromEntries(entries) as T;
}
