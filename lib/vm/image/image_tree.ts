import { dirname } from "@std/path";

/** One thing in a guest image. */
export type ImageEntry =
  | { readonly kind: "directory"; readonly mode: number }
  | { readonly kind: "symlink"; readonly target: string }
  | {
    readonly kind: "device";
    readonly mode: number;
    readonly major: number;
    readonly minor: number;
  }
  /** A file with the content of a file of the host. */
  | { readonly kind: "file"; readonly mode: number; readonly source: string }
  /** A file with a content of its own. */
  | { readonly kind: "text"; readonly mode: number; readonly text: string };

/** Symbolic links to follow before a path is taken for a loop, as many as the kernel does. */
const MAX_LINKS = 40;

/**
 * The files of a guest image, or of one layer of it, before they are packed.
 *
 * A path whose directories are symbolic links of the tree (`/bin` on most distributions) is put
 * where the links lead, as a kernel would.
 */
export class ImageTree {
  readonly #entries = new Map<string, ImageEntry>();

  /**
   * Puts an entry into the tree; directories above it are made. A later entry replaces an
   * earlier one, but a directory stays one.
   *
   * @param path Absolute path in the guest, without `.` and `..`.
   * @param entry What shall be there.
   */
  add(path: string, entry: ImageEntry): void {
    const place = this.#resolveParent(path);
    if (place === "/") return;
    for (let dir = dirname(place); dir !== "/"; dir = dirname(dir)) {
      if (this.#entries.get(dir)?.kind === "directory") break;
      this.#entries.set(dir, { kind: "directory", mode: 0o755 });
    }
    if (this.#entries.get(place)?.kind === "directory" && entry.kind !== "directory") return;
    this.#entries.set(place, entry);
  }

  /** Whether something is at a path. */
  has(path: string): boolean {
    return this.#entries.has(this.#resolveParent(path));
  }

  /** What is at a path. */
  get(path: string): ImageEntry | undefined {
    return this.#entries.get(this.#resolveParent(path));
  }

  /** All entries in an order that has each directory before what it holds. */
  entries(): [path: string, entry: ImageEntry][] {
    return [...this.#entries].sort(([a], [b]) => a < b ? -1 : 1);
  }

  /** Follows the links of all directories of a path, not of its last part. */
  #resolveParent(path: string): string {
    let rest = path.split("/").filter((part) => part !== "");
    let place = "";
    for (let links = 0; rest.length > 1;) {
      place += `/${rest.shift()}`;
      const entry = this.#entries.get(place);
      if (entry?.kind !== "symlink") continue;
      if (++links > MAX_LINKS) {
        throw new Error(`Cannot put ${path} into the guest image: too many symbolic links`);
      }
      rest = [...linkTarget(place, entry.target).split("/").filter(Boolean), ...rest];
      place = "";
    }
    return `${place}/${rest[0] ?? ""}`;
  }
}

/**
 * Where a symbolic link leads.
 *
 * @param path Absolute path of the link.
 * @param target What it holds.
 * @returns An absolute path without `.` and `..`.
 */
export function linkTarget(path: string, target: string): string {
  const parts: string[] = [];
  const whole = target.startsWith("/") ? target : `${dirname(path)}/${target}`;
  for (const part of whole.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
