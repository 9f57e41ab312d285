import { assertEquals } from "@std/assert";
import { renderScenarioList } from "../../../lib/report/mod.ts";

const SCENARIOS = [
  {
    name: "steady",
    tags: ["basic"],
    description: "Two cgroups with equal load share the machine.",
  },
  { name: "wake_storm", tags: ["wake", "slow"], description: "Many short sleepers." },
  { name: "bare", tags: [], description: "" },
];

Deno.test("renderScenarioList() lines up name, tags and description", () => {
  assertEquals(
    renderScenarioList(SCENARIOS),
    "NAME        TAGS       DESCRIPTION\n" +
      "steady      basic      Two cgroups with equal load share the machine.\n" +
      "wake_storm  wake,slow  Many short sleepers.\n" +
      "bare\n",
  );
});

Deno.test("renderScenarioList() breaks a description within its column", () => {
  assertEquals(
    renderScenarioList(SCENARIOS.slice(0, 1), { width: 40 }),
    "NAME    TAGS   DESCRIPTION\n" +
      "steady  basic  Two cgroups with equal\n" +
      "               load share the machine.\n",
  );
});

Deno.test("renderScenarioList() marks only the titles", () => {
  const [titles, row] = renderScenarioList(SCENARIOS, { colour: true }).split("\n");
  assertEquals(titles, "\x1b[1mNAME        TAGS       DESCRIPTION\x1b[22m");
  assertEquals(row, "steady      basic      Two cgroups with equal load share the machine.");
});

Deno.test("renderScenarioList() says that there is nothing", () => {
  assertEquals(renderScenarioList([]), "No scenarios\n");
});
