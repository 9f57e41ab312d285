import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { encodeFrame, FRAME_TYPE, FrameDecoder } from "../../../lib/vm/channel/frame.ts";
import { GuestChannel } from "../../../lib/vm/channel/guest_channel.ts";
import {
  type GuestOutcome,
  type GuestSessionOptions,
  runGuestSession,
} from "../../../lib/vm/guest/session.ts";

/** A QEMU that exists only as far as a session sees it. */
class FakeQemu {
  readonly #end = Promise.withResolvers<{ code: number; signal: string | null }>();
  readonly status = this.#end.promise;
  readonly signals: string[] = [];
  conn: Deno.UnixConn | undefined;

  end(code: number, signal: string | null = null): void {
    this.conn?.close();
    this.conn = undefined;
    this.#end.resolve({ code, signal });
  }

  kill(signal: "SIGKILL"): void {
    this.signals.push(signal);
    this.end(137, signal);
  }

  async send(type: number, payload: Uint8Array = new Uint8Array()): Promise<void> {
    await this.conn!.write(encodeFrame(type, payload));
  }

  /** Waits for a frame from the host. */
  async receive(): Promise<number> {
    const decoder = new FrameDecoder();
    const buffer = new Uint8Array(1024);
    for (;;) {
      const count = await this.conn!.read(buffer);
      if (count === null) return -1;
      const [frame] = decoder.push(buffer.subarray(0, count));
      if (frame) return frame.type;
    }
  }
}

const HELLO = new Uint8Array(12);
const EXIT_0 = new Uint8Array(12);
const text = (s: string) => new TextEncoder().encode(s);

/** Runs a session against a script that plays the guest. */
async function play(
  guest: (qemu: FakeQemu) => Promise<void>,
  options: Partial<GuestSessionOptions> & { console?: string } = {},
): Promise<GuestOutcome & { qemu: FakeQemu }> {
  const dir = await Deno.makeTempDir();
  try {
    const consolePath = `${dir}/console`;
    await Deno.writeTextFile(consolePath, options.console ?? "");
    const channel = GuestChannel.listen(`${dir}/channel`);
    const qemu = new FakeQemu();
    const session = runGuestSession({ process: qemu, channel, consolePath, ...options });
    const playing = (async () => {
      qemu.conn = await Deno.connect({ transport: "unix", path: channel.path });
      await guest(qemu);
    })();
    const [outcome] = await Promise.allSettled([session, playing]);
    qemu.conn?.close();
    if (outcome.status === "rejected") throw outcome.reason;
    return { ...outcome.value, qemu };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("runGuestSession passes output on in order and confirms the end", async () => {
  const seen: string[] = [];
  const decoder = new TextDecoder();
  const { end, hello, qemu } = await play(async (qemu) => {
    await qemu.send(FRAME_TYPE.HELLO, HELLO);
    await qemu.send(FRAME_TYPE.STDOUT, text("out"));
    await qemu.send(FRAME_TYPE.EVENT, text("one\ntw"));
    await qemu.send(FRAME_TYPE.EVENT, text("o\nrest"));
    await qemu.send(FRAME_TYPE.STDERR, text("err"));
    await qemu.send(FRAME_TYPE.EXIT, EXIT_0);
    assertEquals(await qemu.receive(), FRAME_TYPE.BYE);
    qemu.end(85);
  }, {
    handlers: {
      stdout: (bytes) => void seen.push(`out ${decoder.decode(bytes)}`),
      stderr: (bytes) => void seen.push(`err ${decoder.decode(bytes)}`),
      event: (line) => void seen.push(`event ${line}`),
    },
  });
  assertEquals(end, { kind: "exited", code: 0 });
  assertEquals(seen, ["out out", "event one", "event two", "err err", "event rest"]);
  assert(hello !== null);
  assertEquals(qemu.signals, []);
});

Deno.test("runGuestSession ends a guest that falls silent", async () => {
  const { end, qemu } = await play((qemu) => qemu.send(FRAME_TYPE.HELLO, HELLO), {
    silenceTimeoutMs: 50,
  });
  assertEquals(end, { kind: "hang", phase: "run", silentMs: 50 });
  assertEquals(qemu.signals[0], "SIGKILL");
});

Deno.test("runGuestSession ends a guest that never says anything", async () => {
  const { end } = await play(() => Promise.resolve(), { bootTimeoutMs: 50 });
  assertEquals(end, { kind: "hang", phase: "boot", silentMs: 50 });
});

Deno.test("runGuestSession does not take a slow handler for a silent guest", async () => {
  const { end, qemu } = await play(async (qemu) => {
    await qemu.send(FRAME_TYPE.HELLO, HELLO);
    await qemu.send(FRAME_TYPE.STDOUT, text("x"));
    await qemu.send(FRAME_TYPE.EXIT, EXIT_0);
    await qemu.receive();
    qemu.end(85);
  }, {
    silenceTimeoutMs: 100,
    handlers: { stdout: () => new Promise((resolve) => setTimeout(resolve, 400)) },
  });
  assertEquals(end.kind, "exited");
  assertEquals(qemu.signals, []);
});

Deno.test("runGuestSession ends a guest whose time is over although it answers", async () => {
  const { end } = await play(async (qemu) => {
    await qemu.send(FRAME_TYPE.HELLO, HELLO);
    while (qemu.conn) {
      await qemu.send(FRAME_TYPE.HEARTBEAT, new Uint8Array(8));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }, { silenceTimeoutMs: 5000, timeoutMs: 100 });
  assertEquals(end, { kind: "timeout", limitMs: 100 });
});

Deno.test("runGuestSession names a damaged channel and ends the guest", async () => {
  const { end, qemu } = await play(async (qemu) => {
    await qemu.send(FRAME_TYPE.HELLO, HELLO);
    await qemu.conn!.write(text("this is no frame at all"));
  });
  assertEquals(end.kind, "channel-damaged");
  assertEquals(qemu.signals[0], "SIGKILL");
});

Deno.test("runGuestSession takes an end within a frame for the end of QEMU", async () => {
  const { end } = await play(async (qemu) => {
    await qemu.send(FRAME_TYPE.HELLO, HELLO);
    await qemu.conn!.write(encodeFrame(FRAME_TYPE.STDOUT, text("half")).subarray(0, 10));
    qemu.end(139, "SIGSEGV");
  });
  assertEquals(end, { kind: "qemu-crashed", signal: "SIGSEGV" });
});

Deno.test("runGuestSession reads the console for a guest that ended without a word", async () => {
  const { end, consoleTail } = await play(async (qemu) => {
    await qemu.send(FRAME_TYPE.HELLO, HELLO);
    qemu.end(0);
  }, { console: "[ 1.0] fine\r\n[ 2.0] Kernel panic - not syncing: Attempted to kill init!\r\n" });
  assertEquals(end, { kind: "panic", message: "Attempted to kill init!" });
  assertStringIncludes(consoleTail.join("\n"), "fine");
});

Deno.test("runGuestSession asks the command to stop when it is aborted", async () => {
  const controller = new AbortController();
  const { end, qemu } = await play(async (qemu) => {
    await qemu.send(FRAME_TYPE.HELLO, HELLO);
    assertEquals(await qemu.receive(), FRAME_TYPE.SIGNAL);
    await qemu.send(FRAME_TYPE.EXIT, EXIT_0);
    await qemu.receive();
    qemu.end(85);
  }, { abort: controller.signal, handlers: { hello: () => controller.abort() } });
  assertEquals(end, { kind: "aborted" });
  assertEquals(qemu.signals, []);
});

Deno.test("runGuestSession ends an aborted guest that does not stop", async () => {
  const controller = new AbortController();
  const { end, qemu, totalMs } = await play((qemu) => qemu.send(FRAME_TYPE.HELLO, HELLO), {
    abort: controller.signal,
    abortGraceMs: 30,
    handlers: { hello: () => controller.abort() },
  });
  assertEquals(end, { kind: "aborted" });
  assertEquals(qemu.signals[0], "SIGKILL");
  // Before its silence could have been the reason.
  assert(totalMs < 20_000);
});

Deno.test("runGuestSession does not start to wait when it was aborted before", async () => {
  const { end } = await play(() => Promise.resolve(), { abort: AbortSignal.abort() });
  assertEquals(end, { kind: "aborted" });
});

Deno.test("runGuestSession ends the guest when a handler throws", async () => {
  let qemu: FakeQemu | undefined;
  await assertRejects(
    () =>
      play(async (fake) => {
        qemu = fake;
        await fake.send(FRAME_TYPE.HELLO, HELLO);
        await fake.send(FRAME_TYPE.STDOUT, text("x"));
      }, {
        handlers: {
          stdout: () => {
            throw new Error("the terminal is gone");
          },
        },
      }),
    Error,
    "the terminal is gone",
  );
  assertEquals(qemu!.signals[0], "SIGKILL");
});

Deno.test("runGuestSession tells a QEMU that ends before it connects", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const qemu = new FakeQemu();
    qemu.end(1);
    const { end } = await runGuestSession({
      process: qemu,
      channel: GuestChannel.listen(`${dir}/channel`),
      consolePath: `${dir}/console`,
      qemuStderr: () => "cannot set up guest memory\n",
    });
    assertEquals(end, { kind: "qemu-failed", code: 1, message: "cannot set up guest memory" });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
