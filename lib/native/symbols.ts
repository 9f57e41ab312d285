/**
 * The functions of `native/ktstr.h` as the FFI sees them.
 *
 * The header is the truth; a test compares every parameter with it.
 */
export const SYMBOLS = {
  ktstr_abi: { parameters: [], result: "i32" },

  ktstr_memfd_create: { parameters: ["buffer", "u32", "u32"], result: "i32" },
  ktstr_memory_map: { parameters: ["i32", "u32"], result: "i32" },
  ktstr_memory_unmap: { parameters: ["i32"], result: "i32" },
  ktstr_memory_read: { parameters: ["i32", "u32", "buffer", "u32"], result: "i32" },
  ktstr_memory_write: { parameters: ["i32", "u32", "buffer", "u32"], result: "i32" },
  ktstr_memory_gather: {
    parameters: ["i32", "u32", "u32", "u32", "u32", "buffer", "u32"],
    result: "i32",
  },

  ktstr_pipe_create: { parameters: ["buffer", "u32", "u32"], result: "i32" },
  ktstr_pipe_set_size: { parameters: ["i32", "u32"], result: "i32" },
  ktstr_pipe_get_size: { parameters: ["i32"], result: "i32" },

  ktstr_fd_close: { parameters: ["i32"], result: "i32" },
  ktstr_fd_set_close_on_exec: { parameters: ["i32", "u32"], result: "i32" },
  ktstr_fd_get_close_on_exec: { parameters: ["i32"], result: "i32" },
  ktstr_fd_set_nonblocking: { parameters: ["i32", "u32"], result: "i32" },
  ktstr_fd_read: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  ktstr_fd_write: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  ktstr_poll: { parameters: ["buffer", "u32", "i32"], result: "i32" },

  ktstr_file_read: { parameters: ["buffer", "buffer", "u32"], result: "i32" },
  ktstr_file_write: { parameters: ["buffer", "buffer", "u32"], result: "i32" },
  ktstr_directory_list: { parameters: ["buffer", "buffer", "u32"], result: "i32" },
  ktstr_directory_create: { parameters: ["buffer", "u32"], result: "i32" },
  ktstr_directory_remove: { parameters: ["buffer"], result: "i32" },

  ktstr_kill: { parameters: ["i32", "i32"], result: "i32" },
  ktstr_killpg: { parameters: ["i32", "i32"], result: "i32" },
  ktstr_pidfd_open: { parameters: ["i32"], result: "i32" },
  ktstr_pidfd_send_signal: { parameters: ["i32", "i32"], result: "i32" },

  ktstr_sched_setaffinity: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  ktstr_sched_getaffinity: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  ktstr_sched_setattr: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  ktstr_sched_getattr: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  ktstr_setpriority: { parameters: ["i32", "i32"], result: "i32" },
  ktstr_getpriority: { parameters: ["i32"], result: "i32" },
  ktstr_getcpu: { parameters: ["buffer"], result: "i32" },

  ktstr_set_mempolicy: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  ktstr_get_mempolicy: { parameters: ["buffer", "u32"], result: "i32" },
  ktstr_memory_bind: {
    parameters: ["i32", "u32", "u32", "i32", "buffer", "u32", "u32"],
    result: "i32",
  },
  ktstr_memory_get_policy: { parameters: ["i32", "u32", "buffer", "u32"], result: "i32" },
  ktstr_memory_node: { parameters: ["i32", "u32"], result: "i32" },

  ktstr_gettid: { parameters: [], result: "i32" },
  ktstr_set_parent_death_signal: { parameters: ["i32"], result: "i32" },
  ktstr_set_child_subreaper: { parameters: ["u32"], result: "i32" },
  ktstr_set_timer_slack: { parameters: ["u32"], result: "i32" },
  ktstr_set_thread_name: { parameters: ["buffer"], result: "i32" },
  ktstr_set_no_new_privs: { parameters: [], result: "i32" },

  ktstr_clock_gettime: { parameters: ["i32"], result: "i64" },
} as const satisfies Deno.ForeignLibraryInterface;
