/** A character as a terminal shows it. */
export interface Cell {
  readonly text: string;
  /** Columns that it takes. */
  readonly width: number;
  /** Where it begins in the original text. */
  readonly offset: number;
}

const TAB_WIDTH = 4;

/**
 * Control characters, line separators, and the marks that turn the direction of text around: a
 * terminal would obey them.
 */
const UNSAFE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

/** Marks that sit on the character before them, joiners, and variation selectors. */
const ZERO_WIDTH = /[\p{Mn}\p{Me}\u200b-\u200d\u2060\ufe00-\ufe0f]/u;

/** First and last code points of characters that take two columns. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

/**
 * Cuts a line into what a terminal shows: tabs become spaces, and what a terminal would obey
 * becomes a replacement character.
 */
export function toCells(line: string): Cell[] {
  const cells: Cell[] = [];
  let offset = 0;
  let column = 0;
  for (const character of line) {
    const cell = { ...show(character, column), offset };
    cells.push(cell);
    offset += character.length;
    column += cell.width;
  }
  return cells;
}

function show(character: string, column: number): { text: string; width: number } {
  if (character === "\t") {
    const width = TAB_WIDTH - column % TAB_WIDTH;
    return { text: " ".repeat(width), width };
  }
  if (UNSAFE.test(character)) return { text: "\ufffd", width: 1 };
  if (ZERO_WIDTH.test(character)) return { text: character, width: 0 };
  const code = character.codePointAt(0) ?? 0;
  const wide = WIDE.some(([first, last]) => code >= first && code <= last);
  return { text: character, width: wide ? 2 : 1 };
}
