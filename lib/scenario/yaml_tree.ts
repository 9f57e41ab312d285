import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  type Tags,
  visit,
  type YAMLMap,
} from "yaml";
import type { Finding } from "./diagnostic.ts";
import type { SourceText, Span } from "./source_text.ts";
import { describeYamlProblem, isMissingQuote } from "./yaml_problem.ts";

/** The way to a value: keys of mappings and positions in lists, from the top. */
export type Path = readonly PropertyKey[];

/** Aliases repeat a part of the file; more of them than this are no help to a reader. */
const MAX_ALIASES = 100;

/** A YAML file: the values that it holds, and where each of them stands. */
export class YamlTree {
  readonly #document: Document.Parsed;
  readonly #pairs = new Map<YAMLMap, ReadonlyMap<string, Pair>>();
  /** What is wrong with the YAML itself. */
  readonly findings: readonly Finding[];
  /** Plain values; `undefined` when they cannot be trusted because the YAML is broken. */
  readonly value: unknown;

  /** @param source The file. */
  constructor(source: SourceText) {
    this.#document = parseDocument(source.text, {
      prettyErrors: false,
      // Keys given twice are found below, with the place of the first one.
      uniqueKeys: false,
      stringKeys: true,
      customTags: withoutOddIntegers,
    });
    try {
      const broken = this.#findBrokenSyntax() ?? this.#findBadAlias();
      this.findings = broken === undefined
        ? [...this.#findWarnings(), ...this.#findDuplicateKeys(source)]
        : [broken];
      if (broken === undefined) this.value = this.#document.toJS();
    } catch (error) {
      this.findings = [{ span: { start: 0, end: 1 }, message: describeExcess(error) }];
    }
  }

  /** Whether the file holds nothing but white space and comments. */
  get isEmpty(): boolean {
    const { contents } = this.#document;
    return contents === null || (isScalar(contents) && contents.source === "");
  }

  /** Where the value at a path stands; `undefined` if there is none. */
  valueSpan(path: Path): Span | undefined {
    const at = this.#find(path);
    if (at === undefined) return undefined;
    const value = spanOf(at.value);
    // A key without a value has nothing to point at but itself.
    return value === undefined || value.start === value.end ? spanOf(at.key) ?? value : value;
  }

  /** Where a key of the mapping at a path stands; `undefined` if it has no such key. */
  keySpan(path: Path, key: string): Span | undefined {
    return spanOf(this.#find([...path, key])?.key);
  }

  /** Where the mapping at a path begins: its first key, or itself when it has none. */
  beginSpan(path: Path): Span | undefined {
    const node = this.#resolve(this.#find(path)?.value);
    const first = isMap(node) ? spanOf(node.items[0]?.key) : undefined;
    return first ?? this.valueSpan(path);
  }

  #find(path: Path): { key?: unknown; value: unknown } | undefined {
    let at: { key?: unknown; value: unknown } | undefined = { value: this.#document.contents };
    for (const step of path) {
      const node = this.#resolve(at.value);
      if (isMap(node)) at = this.#pairsOf(node).get(String(step));
      else if (isSeq(node) && Number(step) in node.items) at = { value: node.items[Number(step)] };
      else return undefined;
      if (at === undefined) return undefined;
    }
    return at;
  }

  /** The pairs of a mapping by key; of a key that is given twice the last one, as in the value. */
  #pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
    let pairs = this.#pairs.get(map);
    if (pairs === undefined) {
      pairs = new Map(map.items.map((pair) => [keyOf(pair), pair]));
      this.#pairs.set(map, pairs);
    }
    return pairs;
  }

  #resolve(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.#document) : node;
  }

  #findBrokenSyntax(): Finding | undefined {
    // Only the first: what follows a broken place is mostly its echo.
    const error = this.#document.errors[0];
    if (error === undefined) return undefined;
    const opening = isMissingQuote(error) ? this.#lastTextBefore(error.pos[0]) : undefined;
    const span = opening ?? { start: error.pos[0], end: error.pos[1] };
    return { span, ...describeYamlProblem(error) };
  }

  #lastTextBefore(offset: number): Span | undefined {
    let last: Span | undefined;
    visit(this.#document, {
      Scalar: (_, scalar) => {
        const span = spanOf(scalar);
        if (span !== undefined && span.start < offset) last = { ...span, end: span.start + 1 };
      },
    });
    return last;
  }

  #findWarnings(): Finding[] {
    return this.#document.warnings.map((warning) => ({
      span: { start: warning.pos[0], end: warning.pos[1] },
      ...describeYamlProblem(warning),
    }));
  }

  #findBadAlias(): Finding | undefined {
    const aliases: Alias[] = [];
    visit(this.#document, { Alias: (_, alias) => void aliases.push(alias) });
    const surplus = aliases[MAX_ALIASES];
    if (surplus !== undefined) {
      return {
        span: spanOf(surplus) ?? { start: 0, end: 0 },
        message: `Too many aliases: a scenario has at most ${MAX_ALIASES}`,
      };
    }
    for (const alias of aliases) {
      const span = spanOf(alias) ?? { start: 0, end: 0 };
      const target = spanOf(alias.resolve(this.#document));
      if (target === undefined) {
        return { span, message: `Nothing before this is called "&${alias.source}"` };
      }
      if (target.start <= span.start && span.end <= target.end) {
        return { span, message: `"*${alias.source}" stands inside what it repeats` };
      }
    }
    return undefined;
  }

  #findDuplicateKeys(source: SourceText): Finding[] {
    const findings: Finding[] = [];
    visit(this.#document, { Map: (_, map) => void findings.push(...duplicatesIn(map, source)) });
    return findings;
  }
}

function duplicatesIn(map: YAMLMap, source: SourceText): Finding[] {
  const firstLine = new Map<string, number>();
  const findings: Finding[] = [];
  for (const pair of map.items) {
    const key = keyOf(pair);
    const span = spanOf(pair.key);
    if (span === undefined) continue;
    const line = firstLine.get(key);
    if (line === undefined) firstLine.set(key, source.positionAt(span.start).line);
    else findings.push({ span, message: `Key "${key}" is given twice: first in line ${line}` });
  }
  return findings;
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value ?? "") : String(pair.key);
}

function spanOf(node: unknown): Span | undefined {
  if (!isNode(node) || !node.range) return undefined;
  return { start: node.range[0], end: node.range[1] };
}

/** The parser counts what nested aliases stand for and gives up on a bomb. */
function describeExcess(error: unknown): string {
  if (error instanceof ReferenceError) return "Aliases repeat too much";
  if (error instanceof RangeError) return "Nested too deeply";
  throw error;
}

/** Numbers are decimal: `0x3` as a CPU list is more likely a mask than CPU 3. */
function withoutOddIntegers(tags: Tags): Tags {
  return tags.filter((tag) =>
    typeof tag !== "object" || !("format" in tag) || (tag.format !== "HEX" && tag.format !== "OCT")
  );
}
