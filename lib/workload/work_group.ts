/** What the workers of one group do, and how many of them there are. */
export interface WorkGroup {
  /** Name of a work type, as `ktstr-worker --describe` lists them. */
  readonly workType: string;
  /** Parameters by name: counts, ns for times, bytes for sizes; the type's default where absent. */
  readonly params?: Readonly<Record<string, number>>;
  /** How many workers; a positive multiple of the type's group size. */
  readonly numWorkers: number;
}
