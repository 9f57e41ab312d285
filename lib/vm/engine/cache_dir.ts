import { join } from "@std/path";
import { UnavailableError } from "../../errors/mod.ts";

/**
 * Where things are kept that can be made again: kernels, guest images, what KVM can do here.
 *
 * @param variable Looks up an environment variable.
 * @returns `ktstr` below `$XDG_CACHE_HOME`, or below `~/.cache`.
 * @throws {UnavailableError} Neither `XDG_CACHE_HOME` nor `HOME` is set.
 */
export function defaultCacheDir(
  variable: (name: string) => string | undefined = (name) => Deno.env.get(name),
): string {
  const cache = variable("XDG_CACHE_HOME");
  // The base directory specification says that a relative path is to be ignored.
  if (cache?.startsWith("/")) return join(cache, "ktstr");
  const home = variable("HOME");
  if (home?.startsWith("/")) return join(home, ".cache", "ktstr");
  throw new UnavailableError(
    "Cannot tell where to keep kernels and images: neither XDG_CACHE_HOME nor HOME is set. " +
      "Set one of them to an absolute path",
  );
}
