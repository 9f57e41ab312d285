import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { UsageError } from "../../../lib/errors/mod.ts";
import { renderError } from "../../../lib/report/mod.ts";

const plain = { colour: false, debug: false };

Deno.test("renderError() shows a user's error as its message and nothing else", () => {
  const error = new UsageError('Unknown command "rum"', { cause: new Error("inner") });
  assertEquals(renderError(error, plain), 'error: Unknown command "rum"\n');
});

Deno.test("renderError() keeps the lines of a message with a place in a file", () => {
  const message = "steady.yaml:3:7: Unknown key\n  3 | wrokers: 2\n    | ^";
  assertEquals(renderError(new UsageError(message), plain), `error: ${message}\n`);
});

Deno.test("renderError() owns up to a fault of ktstr, without a stack trace", () => {
  assertEquals(
    renderError(new TypeError("x is undefined"), plain),
    "internal error: TypeError: x is undefined\n" +
      "This is a fault of ktstr. Run it again with KTSTR_DEBUG=1 for the stack trace.\n",
  );
  assertStringIncludes(renderError("thrown text", plain), "internal error: thrown text\n");
});

Deno.test("renderError() shows the stacks of an error and of its causes for debugging", () => {
  const error = new UsageError("outer", { cause: new Error("inner") });
  const text = renderError(error, { colour: false, debug: true });
  assertStringIncludes(text, "error: outer\nUsageError: outer\n    at ");
  assertStringIncludes(text, "Caused by: Error: inner\n    at ");
});

Deno.test("renderError() comes to an end with an error that caused itself", () => {
  const error = new Error("loop");
  error.cause = error;
  assert(renderError(error, { colour: false, debug: true }).length > 0);
});

Deno.test("renderError() marks the word error on a terminal", () => {
  assertEquals(
    renderError(new UsageError("x"), { colour: true, debug: false }),
    "\x1b[1m\x1b[31merror:\x1b[39m\x1b[22m x\n",
  );
});
