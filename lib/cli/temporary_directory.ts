/** A directory that is removed on disposal, with all that is in it. */
export class TemporaryDirectory implements AsyncDisposable {
  private constructor(
    /** Path of the directory. */
    readonly path: string,
  ) {}

  /** Makes one where the system keeps temporary files. */
  static async make(): Promise<TemporaryDirectory> {
    return new TemporaryDirectory(await Deno.makeTempDir({ prefix: "ktstr-" }));
  }

  /** Removes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}
