import { cString } from "./c_string.ts";
import { closeFd } from "./fd.ts";
import { native } from "./library.ts";
import {
  decodePolicy,
  describePolicy,
  encodePolicy,
  type MemoryPolicy,
  NODE_MASK_BYTES,
} from "./mempolicy.ts";
import { check } from "./syscall_error.ts";

/** Options for {@linkcode SharedMemory.create}. */
export interface SharedMemoryOptions {
  /**
   * Whether child processes do without the descriptor.
   *
   * @default {true}
   */
  readonly closeOnExec?: boolean;
}

/** Options for {@linkcode SharedMemory.bind}. */
export interface BindOptions {
  /**
   * First byte, a multiple of the page size.
   *
   * @default {0}
   */
  readonly offset?: number;
  /** Number of bytes; to the end by default. */
  readonly length?: number;
  /**
   * What to do with pages that are already there: bits of `MPOL_MF`.
   *
   * @default {0}
   */
  readonly flags?: number;
}

/**
 * Memory that other processes can map through a descriptor, and that outlives them.
 *
 * Its size is fixed for everybody. Aligned 4- and 8-byte fields are read and written whole, even
 * while another process works on them.
 *
 * @example
 * ```ts ignore
 * using memory = SharedMemory.create("ktstr-slots", 4096);
 * memory.write(16, new Uint8Array([1, 0, 0, 0]));
 * ```
 */
export class SharedMemory implements Disposable {
  /** The memory file, for other processes to map. */
  readonly fd: number;
  /** Size in bytes. */
  readonly byteLength: number;
  #handle: number;

  private constructor(fd: number, byteLength: number, handle: number) {
    this.fd = fd;
    this.byteLength = byteLength;
    this.#handle = handle;
  }

  /**
   * Creates a memory of zeros.
   *
   * @param name What `/proc/PID/maps` shows it as.
   * @param bytes Size in bytes, 1 to 2^32 - 1.
   * @throws {SyscallError} `EMFILE` without a free descriptor, `ENOMEM` without address space.
   */
  static create(name: string, bytes: number, options: SharedMemoryOptions = {}): SharedMemory {
    const fd = check(
      native().ktstr_memfd_create(
        cString(name, "memory file name"),
        bytes,
        Number(options.closeOnExec ?? true),
      ),
      "memfd_create",
      () => `creating the memory file "${name}" of ${bytes} bytes`,
    );
    try {
      return SharedMemory.map(fd, bytes);
    } catch (error) {
      closeFd(fd);
      throw error;
    }
  }

  /**
   * Maps a memory that another process created, and takes over its descriptor.
   *
   * @param fd The inherited descriptor; closed together with this object.
   * @param bytes Bytes to map.
   * @throws {SyscallError} `ERANGE` if the file is shorter, `EBADF` if the descriptor is not open.
   */
  static map(fd: number, bytes: number): SharedMemory {
    const handle = check(
      native().ktstr_memory_map(fd, bytes),
      "mmap",
      () => `mapping ${bytes} bytes of descriptor ${fd}`,
    );
    return new SharedMemory(fd, bytes, handle);
  }

  /**
   * Copies memory into a buffer.
   *
   * @param offset First byte to copy.
   * @param into Filled as a whole.
   * @throws {SyscallError} `ERANGE` if that is not inside the memory, `EBADF` after disposal.
   */
  read(offset: number, into: Uint8Array<ArrayBuffer>): void {
    check(
      native().ktstr_memory_read(this.#handle, offset, into, into.byteLength),
      "memory_read",
      () => this.#range("reading", offset, into.byteLength),
    );
  }

  /**
   * Copies a buffer into memory.
   *
   * @param offset First byte to write.
   * @param bytes What to write.
   * @throws {SyscallError} `ERANGE` if that is not inside the memory, `EBADF` after disposal.
   */
  write(offset: number, bytes: Uint8Array<ArrayBuffer>): void {
    check(
      native().ktstr_memory_write(this.#handle, offset, bytes, bytes.byteLength),
      "memory_write",
      () => this.#range("writing", offset, bytes.byteLength),
    );
  }

  /**
   * Copies the same part of many equally spaced records into a buffer, without gaps.
   *
   * @param offset First byte of the part in the first record.
   * @param stride Bytes from one record to the next.
   * @param length Bytes to copy from each record.
   * @param count Number of records.
   * @param into Filled from its start; room for `count * length` bytes.
   * @throws {SyscallError} `ERANGE` if that is not inside the memory or the buffer.
   */
  gather(
    offset: number,
    stride: number,
    length: number,
    count: number,
    into: Uint8Array<ArrayBuffer>,
  ): void {
    check(
      native().ktstr_memory_gather(
        this.#handle,
        offset,
        stride,
        length,
        count,
        into,
        into.byteLength,
      ),
      "memory_gather",
      () =>
        `copying ${length} bytes of each of ${count} records, ${stride} bytes apart from offset ` +
        `${offset}, out of ${this.byteLength} bytes into ${into.byteLength}`,
    );
  }

  /**
   * Chooses the NUMA nodes of a part of the memory.
   *
   * @param policy The policy; what is not given is empty.
   * @throws {SyscallError} `EINVAL` if the nodes do not exist or the offset is not that of a page.
   */
  bind(
    policy: Partial<MemoryPolicy> & Pick<MemoryPolicy, "mode">,
    options: BindOptions = {},
  ): void {
    const { offset = 0, flags = 0 } = options;
    const length = options.length ?? this.byteLength - offset;
    const { mode, nodes } = encodePolicy(policy);
    check(
      native().ktstr_memory_bind(
        this.#handle,
        offset,
        length,
        mode,
        nodes,
        nodes.byteLength,
        flags,
      ),
      "mbind",
      () => this.#range(`setting the policy ${describePolicy(policy)} for`, offset, length),
    );
  }

  /** Tells the memory policy of the page at an offset. */
  policyAt(offset: number): MemoryPolicy {
    const nodes = new Uint8Array(NODE_MASK_BYTES);
    const mode = check(
      native().ktstr_memory_get_policy(this.#handle, offset, nodes, nodes.byteLength),
      "get_mempolicy",
      () => this.#range("reading the policy of", offset, 1),
    );
    return decodePolicy({ mode, nodes });
  }

  /** Tells which NUMA node holds the page at an offset, and allocates the page if need be. */
  nodeAt(offset: number): number {
    return check(
      native().ktstr_memory_node(this.#handle, offset),
      "get_mempolicy",
      () => this.#range("reading the node of", offset, 1),
    );
  }

  /** Unmaps the memory and closes the descriptor; processes that mapped it keep theirs. */
  [Symbol.dispose](): void {
    if (this.#handle < 0) return;
    check(native().ktstr_memory_unmap(this.#handle), "munmap", () => "unmapping shared memory");
    // The number may soon mean the memory of another object; a negative one is always refused.
    this.#handle = -1;
    closeFd(this.fd);
  }

  #range(what: string, offset: number, length: number): string {
    return `${what} ${length} bytes at offset ${offset} of ${this.byteLength} bytes of shared memory`;
  }
}
