/**
 * Local stand-in for the parts of `@std/path` that this project uses, over `node:path`.
 *
 * @module
 */
import * as nodePath from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/**
 * Joins path segments and normalizes the result.
 *
 * @param path The first segment.
 * @param paths Further segments.
 * @returns The joined path, `.` when every segment is empty.
 */
export function join(path: string, ...paths: string[]): string {
  return nodePath.join(path, ...paths);
}

/**
 * Makes an absolute path of segments, read from the right until one is absolute.
 *
 * @param pathSegments The segments; the current directory stands before the first one.
 * @returns The absolute, normalized path.
 */
export function resolve(...pathSegments: string[]): string {
  return nodePath.resolve(...pathSegments);
}

/**
 * Resolves `.` and `..` segments and repeated separators.
 *
 * @param path The path to tidy.
 * @returns The same place in its shortest form.
 */
export function normalize(path: string): string {
  return nodePath.normalize(path);
}

/**
 * Tells how to get from one place to another.
 *
 * @param from Where to start.
 * @param to Where to end.
 * @returns The relative path, empty when both are the same place.
 */
export function relative(from: string, to: string): string {
  return nodePath.relative(from, to);
}

/**
 * Gives the directory part of a path.
 *
 * @param path The path.
 * @returns Everything before the last segment, `.` when there is nothing.
 */
export function dirname(path: string): string {
  return nodePath.dirname(path);
}

/**
 * Gives the last segment of a path.
 *
 * @param path The path.
 * @param suffix An ending to leave out.
 * @returns The last segment without the suffix.
 */
export function basename(path: string, suffix: string = ""): string {
  return nodePath.basename(path, suffix);
}

/**
 * Gives the extension of the last segment.
 *
 * @param path The path.
 * @returns The extension with its dot, empty when there is none.
 */
export function extname(path: string): string {
  return nodePath.extname(path);
}

/**
 * Tells whether a path starts at the root.
 *
 * @param path The path.
 * @returns Whether it is absolute.
 */
export function isAbsolute(path: string): boolean {
  return nodePath.isAbsolute(path);
}

/**
 * Turns a `file:` URL into a path.
 *
 * @param url The URL; percent escapes are decoded.
 * @returns The path.
 * @throws {TypeError} If it is not a `file:` URL.
 */
export function fromFileUrl(url: string | URL): string {
  return fileURLToPath(url);
}

/**
 * Turns an absolute path into a `file:` URL.
 *
 * @param path The path.
 * @returns The URL with special characters escaped.
 * @throws {TypeError} If the path is not absolute.
 */
export function toFileUrl(path: string): URL {
  if (!nodePath.isAbsolute(path)) throw new TypeError(`Path must be absolute: received "${path}"`);
  return pathToFileURL(path);
}
