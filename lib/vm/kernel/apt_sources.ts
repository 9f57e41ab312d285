/** Where apt gets packages from, as one entry of its sources says. */
export interface AptSource {
  /** Base of the archive, for example a mirror's address; may use any of apt's methods. */
  readonly uri: string;
  /** Suites or codenames. */
  readonly suites: readonly string[];
  readonly components: readonly string[];
  /** Paths of the keyrings that must have signed it; empty where apt's own ones count. */
  readonly keyrings: readonly string[];
}

/**
 * Reads a file in apt's one-line format (`sources.list`).
 *
 * @param text Lines like `deb [signed-by=/path] URI suite component…`.
 * @returns One source a `deb` line; other lines are left out.
 */
export function parseOneLineSources(text: string): AptSource[] {
  return text.split("\n").flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+([^#]+)/.exec(line);
    const [, options = "", uri, rest = ""] = match ?? [];
    const [suite, ...components] = rest.trim().split(/\s+/);
    if (uri === undefined || suite === undefined) return [];
    const signedBy = /(?:^|\s)signed-by=(\S+)/i.exec(options)?.[1] ?? "";
    return [{ uri, suites: [suite], components, keyrings: keyringPaths(signedBy.split(",")) }];
  });
}

/**
 * Reads a file in apt's deb822 format (`*.sources`).
 *
 * @param text Paragraphs of fields; a line that begins with a blank goes on with the field above.
 * @returns One source for each URI of each enabled paragraph of packages.
 */
export function parseDeb822Sources(text: string): AptSource[] {
  const withoutComments = text.replaceAll(/^#.*\n?/gm, "");
  return withoutComments.split(/\n(?:[ \t]*\n)+/).flatMap((paragraph) => {
    const fields = new Map<string, string[]>();
    for (const [, name = "", value = ""] of paragraph.matchAll(/^([\w-]+):(.*(?:\n[ \t].*)*)/gm)) {
      fields.set(name.toLowerCase(), value.trim().split(/\s+/));
    }
    const field = (name: string) => fields.get(name) ?? [];
    const disabled = /^(?:no|false|without|off|disable)$/i.test(field("enabled")[0] ?? "");
    if (disabled || !field("types").includes("deb")) return [];
    return field("uris").map((uri) => ({
      uri,
      suites: field("suites"),
      components: field("components"),
      keyrings: keyringPaths(field("signed-by")),
    }));
  });
}

/** A fingerprint or a key that stands there itself is none. */
function keyringPaths(words: readonly string[]): string[] {
  return words.filter((word) => word.startsWith("/"));
}
