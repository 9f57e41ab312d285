/** How far a long work on a kernel is. */
export interface KernelProgress {
  /** What is being done, for example `Downloading linux-image-…`. */
  readonly step: string;
  /** How much of the step is done, 0 to 100; `null` where that is not known. */
  readonly percent: number | null;
  /** The tool's own latest line, where it is of use. */
  readonly detail?: string;
}

/** Takes notice of progress. */
export type OnKernelProgress = (progress: KernelProgress) => void;
