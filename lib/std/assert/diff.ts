/** Above this many lines a table of all pairs would be large: everything is shown as changed. */
const MAX_LINES = 2000;

/**
 * Shows how two lists of lines differ: `-` is only in the actual, `+` only in the expected one.
 *
 * @param actual Lines of what there is.
 * @param expected Lines of what there should be.
 * @returns The lines of both with their marks, under a heading that explains them.
 */
export function diff(actual: readonly string[], expected: readonly string[]): string {
  const body = actual.length > MAX_LINES || expected.length > MAX_LINES
    ? [...actual.map((line) => `-   ${line}`), ...expected.map((line) => `+   ${line}`)]
    : markedLines(actual, expected);
  return ["    [Diff] Actual (-) / Expected (+)", "", ...body].join("\n");
}

function markedLines(actual: readonly string[], expected: readonly string[]): string[] {
  // common[i][j]: the longest common subsequence of what follows actual[i] and expected[j].
  const common = Array.from(
    { length: actual.length + 1 },
    () => new Uint16Array(expected.length + 1),
  );
  const at = (i: number, j: number) => common[i]?.[j] ?? 0;
  for (let i = actual.length - 1; i >= 0; i--) {
    const row = common[i];
    for (let j = expected.length - 1; row !== undefined && j >= 0; j--) {
      row[j] = actual[i] === expected[j]
        ? at(i + 1, j + 1) + 1
        : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const result: string[] = [];
  let i = 0;
  let j = 0;
  while (i < actual.length || j < expected.length) {
    if (i < actual.length && j < expected.length && actual[i] === expected[j]) {
      result.push(`    ${actual[i]}`);
      i++;
      j++;
    } else if (j >= expected.length || (i < actual.length && at(i + 1, j) >= at(i, j + 1))) {
      result.push(`-   ${actual[i++]}`);
    } else {
      result.push(`+   ${expected[j++]}`);
    }
  }
  return result;
}
