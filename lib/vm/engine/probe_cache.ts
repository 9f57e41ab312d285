import { dirname } from "@std/path";

/** What a boot with KVM has shown. */
export interface ProbeAnswer {
  /** Whether the machine ran its code in time. */
  readonly works: boolean;
  /** Why it is so, as a part of a sentence. */
  readonly reason: string;
}

/** An answer in the file. */
interface StoredAnswer extends ProbeAnswer {
  readonly probedAt: string;
}

interface StoredAnswers {
  readonly version: 1;
  readonly kvm: Readonly<Record<string, StoredAnswer>>;
}

/**
 * A "no" is forgotten after a day, in ms: a host that was too busy, or another program that held
 * the processor's virtual machine support, must not count for ever.
 */
const NO_IS_VALID_MS = 24 * 60 * 60 * 1000;

/**
 * Looks up what an earlier boot has shown.
 *
 * @param path The file.
 * @param key What the answer depends on.
 * @param nowMs The time, in ms since 1970.
 * @returns The answer; `null` where there is none, or none that is still good.
 */
export async function recallProbe(
  path: string,
  key: string,
  nowMs: number = Date.now(),
): Promise<ProbeAnswer | null> {
  const answer = (await readAnswers(path)).kvm[key];
  if (typeof answer?.works !== "boolean" || typeof answer.reason !== "string") return null;
  const ageMs = nowMs - Date.parse(answer.probedAt);
  if (!answer.works && !(ageMs >= 0 && ageMs < NO_IS_VALID_MS)) return null;
  return { works: answer.works, reason: answer.reason };
}

/**
 * Remembers what a boot has shown. The file is replaced as a whole.
 *
 * @param path The file.
 * @param key What the answer depends on.
 * @param answer What was found.
 * @param nowMs The time, in ms since 1970.
 */
export async function rememberProbe(
  path: string,
  key: string,
  answer: ProbeAnswer,
  nowMs: number = Date.now(),
): Promise<void> {
  const stored = { ...answer, probedAt: new Date(nowMs).toISOString() };
  const known = await readAnswers(path);
  const text = JSON.stringify({ ...known, kvm: { ...known.kvm, [key]: stored } }, null, 2);
  await Deno.mkdir(dirname(path), { recursive: true });
  const temporary = await Deno.makeTempFile({ dir: dirname(path), prefix: ".kvm-" });
  try {
    await Deno.writeTextFile(temporary, `${text}\n`);
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}

/** A file that is missing or damaged holds no answers: the next boot fills it again. */
async function readAnswers(path: string): Promise<StoredAnswers> {
  const none: StoredAnswers = { version: 1, kvm: {} };
  try {
    const stored = JSON.parse(await Deno.readTextFile(path));
    const usable = stored?.version === 1 && typeof stored.kvm === "object" && stored.kvm;
    return usable ? stored : none;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return none;
    throw error;
  }
}
