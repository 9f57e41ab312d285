import type { YAMLError } from "yaml";

/** Why a place in a YAML file is wrong, and what to do. */
interface Description {
  readonly message: string;
  readonly hint?: string;
}

/**
 * Puts what the YAML parser found into words for someone who writes a scenario.
 *
 * Codes that are missing here keep the parser's own words, which are good enough for what is rare.
 */
export function describeYamlProblem(problem: YAMLError): Description {
  switch (problem.code) {
    case "TAB_AS_INDENT":
      return { message: "A tab cannot indent a line", hint: "Write spaces." };
    case "MULTIPLE_DOCS":
      return {
        message: "A second document begins here: a file holds one scenario",
        hint: "Move it to a file of its own.",
      };
    case "NON_STRING_KEY":
      return { message: "A key must be a word, not a list, a mapping or an alias" };
    case "TAG_RESOLVE_FAILED":
      return { message: "Tags have no meaning in a scenario", hint: "Leave the tag out." };
    case "BAD_DIRECTIVE":
      return { message: "This directive has no meaning here", hint: "Leave the line out." };
    case "RESOURCE_EXHAUSTION":
      return { message: "Nested too deeply" };
    case "BLOCK_AS_IMPLICIT_KEY":
      return {
        message: "A mapping cannot begin here",
        hint: 'Check the indentation; text that holds ": " goes in quotes.',
      };
    case "MULTILINE_IMPLICIT_KEY":
      return { message: "A key stands on one line", hint: 'Check for a missing ":".' };
    case "MISSING_CHAR":
      return isMissingQuote(problem)
        ? { message: "The text that begins here has no closing quote" }
        : { message: problem.message };
    case "BAD_INDENT":
      return { message: describeIndentation(problem.message) };
    case "BAD_SCALAR_START":
      return { message: problem.message, hint: "Put the text in quotes." };
    default:
      return { message: problem.message };
  }
}

/** Whether a text in quotes does not end; the parser notices it at the end of the file only. */
export function isMissingQuote(problem: YAMLError): boolean {
  return problem.code === "MISSING_CHAR" && problem.message.endsWith("quote");
}

/** The parser has one code for lines that are not aligned and for brackets that do not close. */
function describeIndentation(text: string): string {
  const bracket = /^Flow .* end with a ([\]}])$/.exec(text)?.[1];
  return bracket === undefined ? text : `A closing ${bracket} is missing before this`;
}
