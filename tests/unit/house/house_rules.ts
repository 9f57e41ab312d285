import { dirname, join, normalize } from "@std/path";

/**
 * Rooms of `lib/`, from the street to the cellar. A room imports rooms of its own level or below,
 * never above, and no rooms import each other in a circle.
 */
const LEVELS: readonly (readonly string[])[] = [
  ["cli"],
  ["scenario", "vm", "report", "probe"],
  ["workload", "scheduler", "check"],
  ["cgroup", "topology", "ready"],
  ["native", "std"],
  ["units", "errors"],
];

/** Words that only one room may use, and why. */
const RESERVED: readonly { word: RegExp; room: string; why: string }[] = [
  { word: /\bDeno\.dlopen\b/, room: "native", why: "one place binds the native library" },
  { word: /\bconsole\./, room: "report", why: "all console output goes through one room" },
  {
    word: /\bDeno\.(stdout|stderr)\b/,
    room: "report",
    why: "all console output goes through one room",
  },
  {
    word: /\b(writeKernelFile|createKernelDirectory|removeKernelDirectory)\b/,
    room: "cgroup",
    why: "one room writes below the cgroup mount",
  },
];

/** One `import` or `export … from`, static or dynamic. */
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)"([^"]+)"/g;

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly file: string;
}

/**
 * Checks source files against the rules of the house.
 *
 * @param files Text of each TypeScript file by its path from the root, such as `lib/cli/run.ts`.
 * @returns One sentence for each violation.
 */
export function houseViolations(files: ReadonlyMap<string, string>): string[] {
  const violations: string[] = [];
  const arrows: Arrow[] = [];
  for (const [file, text] of files) {
    const room = roomOf(file);
    if (room === null) continue;
    if (levelOf(room) < 0) violations.push(`${file}: "${room}" is not a room of the house`);
    for (const target of imports(file, withoutComments(text))) {
      if (file === "lib/ready/worker_ready.ts") {
        violations.push(`${file}: imports ${target}, but it may import nothing`);
      }
      const to = roomOf(target);
      if (to === null || to === room) continue;
      arrows.push({ from: room, to, file });
      if (target !== `lib/${to}/mod.ts`) {
        violations.push(`${file}: imports ${target}, but the door is lib/${to}/mod.ts`);
      }
      if (levelOf(to) < levelOf(room)) {
        violations.push(`${file}: "${room}" imports "${to}", which is above it`);
      }
    }
    violations.push(...reservedWords(file, room, withoutComments(text)));
  }
  return [...violations, ...circles(arrows)];
}

function reservedWords(file: string, room: string, text: string): string[] {
  return RESERVED
    .filter((rule) => room !== rule.room && rule.word.test(text))
    // The library that defines a word may say it.
    .filter((rule) => !(room === "native" && rule.room === "cgroup"))
    .map((rule) => `${file}: uses ${rule.word.source}, but ${rule.why}: lib/${rule.room}`);
}

function imports(file: string, text: string): string[] {
  return [...text.matchAll(IMPORT)]
    .map((match) => match[1] ?? "")
    .map((target) => target.startsWith(".") ? normalize(join(dirname(file), target)) : target);
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}

function roomOf(file: string): string | null {
  return /^lib\/([^/]+)\//.exec(file)?.[1] ?? null;
}

function levelOf(room: string): number {
  return LEVELS.findIndex((level) => level.includes(room));
}

/** Finds rooms that reach themselves, by following the arrows from each. */
function circles(arrows: readonly Arrow[]): string[] {
  const next = Map.groupBy(arrows, (arrow) => arrow.from);
  const rooms = [...next.keys()];
  return rooms
    .filter((room) => reachable(room, next).has(room))
    .map((room) => `lib/${room}: is part of a circle of imports`);
}

function reachable(start: string, next: Map<string, readonly Arrow[]>): Set<string> {
  const seen = new Set<string>();
  const open = [start];
  for (let room = open.pop(); room !== undefined; room = open.pop()) {
    for (const { to } of next.get(room) ?? []) {
      if (!seen.has(to)) {
        seen.add(to);
        open.push(to);
      }
    }
  }
  return seen;
}
