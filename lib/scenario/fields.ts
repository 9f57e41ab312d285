import { z } from "zod";
import { CpuListError, parseCpuList } from "../topology/mod.ts";
import { formatDuration, formatSize, parseDuration, parseSize, UnitError } from "../units/mod.ts";

// What a message looks like decides how it is shown: one that begins with a small letter ("must be
// …") gets the key before it and the value behind it, every other one is a sentence of its own.

/** Longest name of a scenario, a cgroup or a tag: it becomes part of file names. */
const MAX_NAME_LENGTH = 64;

/** A word that can be a file name on every system and a directory of a cgroup hierarchy. */
export function nameField(): z.ZodType<string, string> {
  const error = `must be 1 to ${MAX_NAME_LENGTH} letters, digits, "_" or "-", ` +
    "beginning with a letter or a digit";
  const pattern = new RegExp(`^[A-Za-z0-9][A-Za-z0-9_-]{0,${MAX_NAME_LENGTH - 1}}$`);
  return z.string({ error }).regex(pattern, { error });
}

/** Says what a mapping should have been; leaves what is wrong inside one to its fields. */
export function mappingError(what: string): (issue: { code?: string }) => string | undefined {
  return ({ code }) => code === "invalid_type" ? `must be a mapping ${what}` : undefined;
}

/** Any text. */
export function textField(): z.ZodType<string, string> {
  return z.string({ error: "must be text" });
}

/** A whole number. */
export function countField(min: number, max: number): z.ZodType<number, number> {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.int({ error }).gte(min, { error }).lte(max, { error });
}

/** A duration with its unit, in ns. */
export function durationField(minNs: number, maxNs: number): z.ZodType<number, string> {
  return quantityField(parseDuration, formatDuration, '"5s"', "duration", minNs, maxNs);
}

/** A size with its unit, in bytes. */
export function sizeField(min: number, max: number): z.ZodType<number, string> {
  return quantityField(parseSize, formatSize, '"4MiB"', "size", min, max);
}

function quantityField(
  parse: (text: string) => number,
  format: (amount: number) => string,
  example: string,
  what: string,
  min: number,
  max: number,
): z.ZodType<number, string> {
  const read = (text: string): number | string => {
    try {
      return parse(text);
    } catch (error) {
      if (error instanceof UnitError) return error.message;
      throw error;
    }
  };
  return z.string({
    error: ({ input }) => {
      const problem = typeof input === "number" ? read(String(input)) : undefined;
      return typeof problem === "string"
        ? problem
        : `must be a ${what} with a unit such as ${example}`;
    },
  }).transform((text, context) => {
    const amount = read(text);
    if (typeof amount === "number" && amount >= min && amount <= max) return amount;
    const message = typeof amount === "string"
      ? amount
      : `must be from ${format(min)} to ${format(max)}`;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });
}

/** A share such as `50%`, as a fraction; above 0 and at most 1. */
export function shareField(): z.ZodType<number, string> {
  return z.string({
    error: ({ input }) =>
      typeof input === "number"
        ? `A share needs a percent sign: write "${
          input <= 1 ? input * 100 : input
        }%", not "${input}"`
        : 'must be a share such as "50%"',
  }).transform((text, context) => {
    const percent = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
    const share = percent === undefined ? NaN : Number(percent) / 100;
    if (share > 0 && share <= 1) return share;
    context.addIssue({ code: "custom", message: 'must be a share above 0% and up to "100%"' });
    return z.NEVER;
  });
}

/** A CPU list such as `0-3,8`, as ascending numbers; not empty. */
export function cpuListField(): z.ZodType<number[], string> {
  return z.string({
    error: ({ input }) =>
      typeof input === "number"
        ? `A CPU list is text: write "${input}", in quotes`
        : 'must be a CPU list such as "0-3,8"',
  }).transform((text, context) => {
    try {
      const cpus = parseCpuList(text);
      if (cpus.length > 0) return cpus;
      context.addIssue({ code: "custom", message: "must name at least one CPU" });
    } catch (error) {
      if (!(error instanceof CpuListError)) throw error;
      const part = { offset: error.offset, length: error.length };
      context.addIssue({ code: "custom", message: error.message, params: part });
    }
    return z.NEVER;
  });
}

/** A check that is on or off. */
export function toggleField(): z.ZodType<boolean, boolean> {
  return z.boolean({ error: "must be true or false" });
}

/** A check's limit; `false` turns the check off, `true` stands for the limit that is the default. */
export function limitField<T extends number | false>(
  fallback: T,
  unit: string,
  min: number,
  max: number,
): z.ZodType<number | false, number | boolean> {
  const error = `must be a number from ${min} to ${max} (${unit}), or false to turn the check off`;
  return z.union([z.number({ error }).gte(min, { error }).lte(max, { error }), z.boolean()], {
    error,
  })
    .transform((limit) => limit === true ? fallback : limit);
}
