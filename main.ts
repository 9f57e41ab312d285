import { main } from "./lib/cli/mod.ts";

Deno.exitCode = await main(Deno.args);
