/**
 * Compares two values by content.
 *
 * NaN equals NaN, 0 equals -0, an object without prototype equals a plain one, and a key that is
 * absent differs from one that holds `undefined`.
 *
 * @param a One value.
 * @param b The other one.
 * @returns Whether they say the same.
 */
export function equal(a: unknown, b: unknown): boolean {
  return compare(a, b, new Map());
}

function compare(a: unknown, b: unknown, seen: Map<object, unknown>): boolean {
  if (a === b || Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (a instanceof Date && b instanceof Date) return compare(a.getTime(), b.getTime(), seen);
  if (a instanceof RegExp && b instanceof RegExp) return String(a) === String(b);
  if (a instanceof URL && b instanceof URL) return a.href === b.href;
  if (kind(a) !== kind(b)) return false;
  if (a instanceof ArrayBuffer && b instanceof ArrayBuffer) {
    return compare(new Uint8Array(a), new Uint8Array(b), seen);
  }
  if (a instanceof Error && b instanceof Error && a.message !== b.message) return false;
  // A pair that is already under comparison further up is equal unless something else differs.
  if (seen.get(a) === b) return true;
  seen.set(a, b);
  if (a instanceof Map && b instanceof Map) return sameEntries([...a], [...b], seen);
  if (a instanceof Set && b instanceof Set) return sameEntries([...a], [...b], seen);
  const keys = Reflect.ownKeys(a).filter((key) => isEnumerable(a, key));
  if (keys.length !== Reflect.ownKeys(b).filter((key) => isEnumerable(b, key)).length) return false;
  return keys.every((key) =>
    isEnumerable(b, key) && compare(Reflect.get(a, key), Reflect.get(b, key), seen)
  );
}

/** The class of an object; one without a prototype counts as plain. */
function kind(value: object): unknown {
  return value.constructor ?? Object;
}

function isEnumerable(value: object, key: PropertyKey): boolean {
  return Object.prototype.propertyIsEnumerable.call(value, key);
}

/** Whether each item of one list finds a partner of its own in the other, in any order. */
function sameEntries(a: unknown[], b: unknown[], seen: Map<object, unknown>): boolean {
  if (a.length !== b.length) return false;
  const left = [...b];
  return a.every((item) => {
    // A failed attempt must leave no trace of the pairs it assumed to be equal.
    const partner = left.findIndex((other) => compare(item, other, new Map(seen)));
    if (partner === -1) return false;
    left.splice(partner, 1);
    return true;
  });
}
