/**
 * Local stand-in for the parts of `@std/yaml` that this project uses, over `npm:yaml`.
 *
 * @module
 */
import { Document, parseDocument } from "yaml";

/** What `@std/yaml` reads beyond the core schema: `<<`, dates and base64. */
const MORE_TAGS = ["merge", "timestamp", "binary"] as const;

/** Options for {@linkcode stringify}. */
export interface StringifyOptions {
  /**
   * Spaces per level.
   *
   * @default {2}
   */
  indent?: number;
  /**
   * Column at which long text is folded; -1 never folds.
   *
   * @default {80}
   */
  lineWidth?: number;
}

/**
 * Reads one YAML document.
 *
 * @param content The text.
 * @returns What the document says; `null` for an empty one.
 * @throws {SyntaxError} If the text is not one valid YAML document.
 */
export function parse(content: string): unknown {
  const document = parseDocument(content, { customTags: [...MORE_TAGS], prettyErrors: true });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem !== undefined) throw new SyntaxError(problem.message, { cause: problem });
  try {
    return document.toJS();
  } catch (error) {
    // An alias without an anchor, or so many aliases that they would fill the memory.
    throw new SyntaxError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/**
 * Writes a value as YAML.
 *
 * @param data A value of plain objects, arrays, text, numbers, booleans, dates and `null`.
 * @param options How to lay it out.
 * @returns The text with a newline at its end.
 * @throws {TypeError} If the value holds a function or a symbol.
 */
export function stringify(data: unknown, options: StringifyOptions = {}): string {
  const { indent = 2, lineWidth = 80 } = options;
  refuseUnwritable(data, new Set());
  return new Document(data, { customTags: [...MORE_TAGS] })
    .toString({ indent, lineWidth: lineWidth === -1 ? 0 : lineWidth });
}

function refuseUnwritable(value: unknown, seen: Set<object>): void {
  if (typeof value === "function" || typeof value === "symbol" || value === undefined) {
    throw new TypeError(`Cannot stringify a value of type ${typeof value}`);
  }
  if (typeof value !== "object" || value === null || seen.has(value)) return;
  seen.add(value);
  for (const item of Object.values(value)) refuseUnwritable(item, seen);
}
