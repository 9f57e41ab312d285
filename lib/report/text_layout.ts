const SEGMENTER = new Intl.Segmenter("en", { granularity: "grapheme" });
/** What terminals show two columns wide: East Asian wide and full-width forms, and emoji. */
const WIDE =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}])/u;
const ELLIPSIS = "...";

/**
 * Counts the columns that a text takes on a terminal.
 *
 * @param text Text without control characters.
 */
export function textWidth(text: string): number {
  return graphemes(text).reduce((width, grapheme) => width + graphemeWidth(grapheme), 0);
}

/**
 * Makes text from outside safe to print on one line: control characters could move the cursor or
 * change colours. White space becomes a blank, every other control character `\xNN`.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\t\r\n]+/g, " ").replaceAll(
    // deno-lint-ignore no-control-regex -- control characters are what is looked for
    /[\x00-\x1f\x7f-\x9f]/g,
    (character) => "\\x" + character.charCodeAt(0).toString(16).padStart(2, "0"),
  );
}

/**
 * Cuts a text that is too wide in its middle, where names that differ in a prefix or a counter
 * are most alike.
 *
 * @param text One line.
 * @param width Widest result, in columns.
 */
export function clipMiddle(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  if (width <= ELLIPSIS.length) return takeColumns(graphemes(text), width);
  const kept = width - ELLIPSIS.length;
  const head = takeColumns(graphemes(text), Math.ceil(kept / 2));
  const tail = takeColumns(graphemes(text).reverse(), Math.floor(kept / 2), (a, b) => b + a);
  return head + ELLIPSIS + tail;
}

/** Cuts a text that is too wide at its end. */
export function clipEnd(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const kept = takeColumns(graphemes(text), Math.max(0, width - ELLIPSIS.length));
  return kept + ELLIPSIS.slice(0, width);
}

/** Fills a text up with blanks to a width in columns. */
export function pad(text: string, width: number, align: "left" | "right"): string {
  const blanks = " ".repeat(Math.max(0, width - textWidth(text)));
  return align === "left" ? text + blanks : blanks + text;
}

/**
 * Breaks a text into lines at its blanks; a word wider than a line is broken anywhere.
 *
 * @param text The text; runs of blanks count as one.
 * @param width Widest line in columns, at least 1; `Infinity` never breaks.
 * @returns The lines, at least one.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/ +/).flatMap((word) => breakWord(word, width))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line === "" || textWidth(longer) <= width) {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/**
 * Breaks a text into lines behind a label; the following lines begin below the text.
 *
 * @param label What the first line begins with.
 * @param width Widest line in columns, label included.
 */
export function hang(label: string, text: string, width: number): string[] {
  const indent = textWidth(label);
  return wrap(text, Math.max(1, width - indent))
    .map((line, i) => (i === 0 ? label : " ".repeat(indent)) + line);
}

function breakWord(word: string, width: number): string[] {
  const pieces: string[] = [];
  let rest = word;
  while (textWidth(rest) > width) {
    // A wide character in a line of one column still has to go somewhere.
    const piece = takeColumns(graphemes(rest), width) || (graphemes(rest)[0] ?? rest);
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  return [...pieces, rest];
}

function takeColumns(
  parts: readonly string[],
  width: number,
  join: (a: string, b: string) => string = (a, b) => a + b,
): string {
  let taken = "";
  let columns = 0;
  for (const part of parts) {
    columns += graphemeWidth(part);
    if (columns > width) break;
    taken = join(taken, part);
  }
  return taken;
}

function graphemes(text: string): string[] {
  return Array.from(SEGMENTER.segment(text), ({ segment }) => segment);
}

function graphemeWidth(grapheme: string): number {
  return WIDE.test(grapheme) ? 2 : 1;
}
