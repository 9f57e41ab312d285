import { decodeBitMask, describeIds, encodeBitMask } from "./bit_mask.ts";
import { native } from "./library.ts";
import { check } from "./syscall_error.ts";

/** Memory policies with the numbers that the kernel gives them. */
export const MPOL = {
  DEFAULT: 0,
  PREFERRED: 1,
  BIND: 2,
  INTERLEAVE: 3,
  LOCAL: 4,
  PREFERRED_MANY: 5,
  WEIGHTED_INTERLEAVE: 6,
} as const;

/** Name of a memory policy. */
export type MemoryPolicyMode = keyof typeof MPOL;

/** Flags of a memory policy, as bits. */
export const MPOL_FLAG = {
  /** Let NUMA balancing move pages within the nodes of `BIND`. */
  NUMA_BALANCING: 1 << 13,
  /** The nodes count from the first one of the thread's cpuset. */
  RELATIVE_NODES: 1 << 14,
  /** The nodes do not follow when the cpuset changes. */
  STATIC_NODES: 1 << 15,
} as const;

/** Flags for pages that are already there, as bits. */
export const MPOL_MF = {
  /** Fail with `EIO` if a page is where the policy does not allow it. */
  STRICT: 1 << 0,
  /** Move the pages that only this process uses. */
  MOVE: 1 << 1,
  /** Move all pages; needs `CAP_SYS_NICE`. */
  MOVE_ALL: 1 << 2,
} as const;

/** From which NUMA nodes memory is taken. */
export interface MemoryPolicy {
  /** The policy. */
  readonly mode: MemoryPolicyMode;
  /** The nodes that it names, ascending. */
  readonly nodes: readonly number[];
  /** Bits of {@linkcode MPOL_FLAG}. */
  readonly flags: number;
}

const FLAG_MASK = MPOL_FLAG.NUMA_BALANCING | MPOL_FLAG.RELATIVE_NODES | MPOL_FLAG.STATIC_NODES;

/** Room for 1024 nodes, the most that kernels are built for. */
export const NODE_MASK_BYTES = 128;

/** What the native functions take for a policy. */
export interface EncodedPolicy {
  /** Mode and flags in one number. */
  readonly mode: number;
  /** Bit mask of the nodes; empty without nodes. */
  readonly nodes: Uint8Array<ArrayBuffer>;
}

/** Writes a policy for the kernel; what is not given is empty. */
export function encodePolicy(
  policy: Partial<MemoryPolicy> & Pick<MemoryPolicy, "mode">,
): EncodedPolicy {
  const nodes = policy.nodes ?? [];
  return {
    mode: MPOL[policy.mode] | (policy.flags ?? 0),
    nodes: nodes.length === 0 ? new Uint8Array() : encodeBitMask(nodes),
  };
}

/**
 * Reads a policy of the kernel.
 *
 * @throws {RangeError} If the mode has no name here.
 */
export function decodePolicy({ mode, nodes }: EncodedPolicy): MemoryPolicy {
  const flags = mode & FLAG_MASK;
  for (const [name, value] of Object.entries(MPOL)) {
    if (value === (mode & ~FLAG_MASK)) {
      return { mode: name as MemoryPolicyMode, nodes: decodeBitMask(nodes), flags };
    }
  }
  throw new RangeError(`The kernel has a memory policy ${mode & ~FLAG_MASK} without a name here`);
}

/** Writes a policy for an error message. */
export function describePolicy(
  policy: Partial<MemoryPolicy> & Pick<MemoryPolicy, "mode">,
): string {
  const nodes = policy.nodes ?? [];
  const where = nodes.length === 0 ? "" : ` on nodes ${describeIds(nodes)}`;
  return `MPOL_${policy.mode}${where}`;
}

/**
 * Sets the memory policy of the calling thread. Processes that it starts inherit the policy.
 *
 * @param policy The policy; what is not given is empty.
 * @throws {SyscallError} `EINVAL` if the nodes do not exist or are outside the cpuset.
 */
export function setMemoryPolicy(
  policy: Partial<MemoryPolicy> & Pick<MemoryPolicy, "mode">,
): void {
  const { mode, nodes } = encodePolicy(policy);
  check(
    native().ktstr_set_mempolicy(mode, nodes, nodes.byteLength),
    "set_mempolicy",
    () => `setting the memory policy ${describePolicy(policy)}`,
  );
}

/** Tells the memory policy of the calling thread. */
export function getMemoryPolicy(): MemoryPolicy {
  const nodes = new Uint8Array(NODE_MASK_BYTES);
  const mode = check(
    native().ktstr_get_mempolicy(nodes, nodes.byteLength),
    "get_mempolicy",
    () => "reading the memory policy",
  );
  return decodePolicy({ mode, nodes });
}
