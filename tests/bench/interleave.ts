/** Options for {@linkcode interleave}. */
export interface InterleaveOptions {
  /** How often each side is measured. */
  readonly rounds: number;
  /** Ends the measuring early. */
  readonly signal: AbortSignal;
}

/** Figures of each side, by round. */
export type Interleaved<Sides> = {
  [Name in keyof Sides]: Sides[Name] extends () => Promise<infer Figure> ? Figure[] : never;
};

/**
 * Measures several things in turn, so that whatever else the machine does meets all of them.
 *
 * A first round is not counted: it fills caches. Every other round goes backwards, so that a
 * machine that becomes slower or faster favours nobody.
 *
 * @param sides What to measure, by name.
 * @throws The signal's reason, once it is aborted.
 */
export async function interleave<Sides extends Record<string, () => Promise<unknown>>>(
  sides: Sides,
  { rounds, signal }: InterleaveOptions,
): Promise<Interleaved<Sides>> {
  const forwards = Object.entries(sides);
  const backwards = forwards.toReversed();
  const figures: Record<string, unknown[]> = {};
  for (let round = 0; round <= rounds; round++) {
    for (const [name, measure] of round % 2 === 0 ? forwards : backwards) {
      signal.throwIfAborted();
      const figure = await measure();
      if (round > 0) (figures[name] ??= []).push(figure);
    }
  }
  // Every name of the sides has its figures now, which the type system cannot see.
  return figures as Interleaved<Sides>;
}
