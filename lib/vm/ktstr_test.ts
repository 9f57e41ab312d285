import type { CheckLimits } from "../check/mod.ts";
import { bootTest } from "./testing/boot_test.ts";
import { isInGuest } from "./testing/in_guest.ts";
import { type KtstrTestContext, runBody } from "./testing/test_context.ts";

/** Options for {@linkcode ktstrTest}. */
export interface KtstrTestOptions {
  /** Name of the test; no two of a file may have the same. */
  readonly name: string;
  /**
   * CPUs of the machine, as `--topology` takes them: `1n2l4c2t` or the name of a preset.
   *
   * @default {"1n1l2c1t"}
   */
  readonly topology?: string;
  /** The kernel, as `--kernel` takes it; without it the newest cached one with sched_ext. */
  readonly kernel?: string;
  /** Memory that the machine has at least, with a unit: `2GiB`. */
  readonly memory?: string;
  /**
   * Time that the machine is given, with a unit: `90s`.
   *
   * @default {"10m"}
   */
  readonly timeout?: string;
  /** Limits that stand in for those of every scenario that the test runs. */
  readonly checks?: Partial<CheckLimits>;
  /**
   * Files and directories that the test reads or runs in the machine, relative to the test's file.
   * The modules that it imports are there without being named.
   *
   * @default {[]}
   */
  readonly includes?: readonly string[];
  /**
   * Permission flags of `deno test` in the machine; the default is everything but foreign native
   * libraries.
   */
  readonly permissions?: readonly string[];
  /**
   * Whether to leave the test out.
   *
   * @default {false}
   */
  readonly ignore?: boolean;
  /**
   * Whether to leave all other tests out.
   *
   * @default {false}
   */
  readonly only?: boolean;
}

/** What a test does in its machine; it fails by throwing. */
export type KtstrTestBody = (context: KtstrTestContext) => void | Promise<void>;

/**
 * Declares a test that runs in a virtual machine of its own.
 *
 * It appears as one ordinary `Deno.test`. Outside, that test boots the machine, runs the same file
 * in it with this test alone, and fails with what the machine printed. Inside, it runs the body.
 *
 * @param options What the test is called, and the machine that it needs.
 * @param body What it does there.
 *
 * @example A scheduler that must be fair on two caches
 * ```ts ignore
 * import { ktstrTest } from "@ktstr/ktstr/vm";
 *
 * ktstrTest(
 *   { name: "equal load is shared equally", topology: "1n2l2c1t", checks: { max_spread_pct: 10 } },
 *   async ({ run }) => {
 *     await run("steady");
 *   },
 * );
 * ```
 */
export function ktstrTest(options: KtstrTestOptions, body: KtstrTestBody): void {
  const { name, ignore = false, only = false } = options;
  const fn = isInGuest()
    ? (t: Deno.TestContext) => runBody(t, options, body)
    : (t: Deno.TestContext) => bootTest(t, options);
  Deno.test({ name, ignore, only, fn });
}
