import { assertEquals } from "@std/assert";
import { parseDeb822Sources, parseOneLineSources } from "../../../lib/vm/kernel/apt_sources.ts";
import { findDebianArchive } from "../../../lib/vm/kernel/debian_archive.ts";
import { parseDepends } from "../../../lib/vm/kernel/debian_source.ts";
import { withDirectory } from "./kernel_fixture.ts";

Deno.test("parseOneLineSources() reads deb lines with and without options", () => {
  const text = [
    "# deb http://a.example/ stable main",
    "deb http://b.example/debian bookworm main contrib # the mirror",
    "deb [arch=amd64 signed-by=/k/a.gpg,/k/b.gpg] http://c.example sid main",
    "deb-src http://d.example sid main",
    "deb",
    "",
  ].join("\n");
  assertEquals(parseOneLineSources(text), [
    {
      uri: "http://b.example/debian",
      suites: ["bookworm"],
      components: ["main", "contrib"],
      keyrings: [],
    },
    {
      uri: "http://c.example",
      suites: ["sid"],
      components: ["main"],
      keyrings: ["/k/a.gpg", "/k/b.gpg"],
    },
  ]);
});

Deno.test("parseDeb822Sources() reads paragraphs with comments, folded fields and many URIs", () => {
  const text = [
    "Types: deb deb-src",
    "# URIs: http://old.example",
    "URIs: http://a.example/debian",
    " mirror+file:/etc/mirrors",
    "suites: trixie trixie-updates",
    "Components: main",
    "Signed-By: /k/a.gpg",
    "",
    "Types: deb",
    "Enabled: no",
    "URIs: http://b.example",
    "Suites: sid",
    "Components: main",
    " ",
    "Types: deb-src",
    "URIs: http://c.example",
    "",
  ].join("\n");
  const shared = {
    suites: ["trixie", "trixie-updates"],
    components: ["main"],
    keyrings: ["/k/a.gpg"],
  };
  assertEquals(parseDeb822Sources(text), [
    { uri: "http://a.example/debian", ...shared },
    { uri: "mirror+file:/etc/mirrors", ...shared },
  ]);
});

Deno.test("parseDeb822Sources() does not take a key that stands there for a path", () => {
  const text = "Types: deb\nURIs: http://a.example\nSuites: sid\nComponents: main\n" +
    "Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc\n";
  assertEquals(parseDeb822Sources(text)[0]?.keyrings, []);
});

Deno.test("parseDepends() gives names, of alternatives the first", () => {
  const record =
    "Package: a\nDepends: dracut | initramfs-tools (>= 0.1), linux-base-7.2.13+deb14 " +
    "(= 7.2.13-1), libc6:any\nDescription: x\n";
  assertEquals(parseDepends(record), ["dracut", "linux-base-7.2.13+deb14", "libc6"]);
  assertEquals(parseDepends("Package: a\n"), []);
});

const KEYRING = "usr/share/keyrings/debian-archive-keyring.gpg";

/** Makes a machine out of its files. */
async function writeTree(root: string, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(`${root}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(`${root}/${path}`, text);
  }
}

Deno.test("findDebianArchive() takes the mirror of the installed release", () =>
  withDirectory(async (root) => {
    await writeTree(root, {
      "etc/os-release": 'ID=debian\nVERSION_CODENAME="bookworm"\n',
      "etc/apt/sources.list": "deb cdrom:[x]/ bookworm main\n",
      "etc/apt/sources.list.d/a.list": "deb http://other.example nodistro main\n",
      "etc/apt/sources.list.d/b.sources":
        "Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm\nComponents: main\n" +
        "Signed-By: /k/own.gpg\n",
      "etc/apt/sources.list.d/c.sources.save": "Types: deb\nURIs: http://no.example\n",
      "k/own.gpg": "",
      [KEYRING]: "",
    });
    assertEquals(await findDebianArchive({ root }), {
      uri: "http://mirror.example/debian",
      keyrings: [`${root}/k/own.gpg`, `${root}/${KEYRING}`],
    });
  }));

Deno.test("findDebianArchive() says what is in the way", () =>
  withDirectory(async (root) => {
    assertEquals(await findDebianArchive({ root }), "this machine does not run Debian");
    await writeTree(root, { "etc/os-release": "ID=fedora\nID_LIKE=debian\n" });
    assertEquals(await findDebianArchive({ root }), "this machine does not run Debian");
    await writeTree(root, { "etc/os-release": "ID=debian\nVERSION_CODENAME=trixie\n" });
    const noEntry = "apt's sources have no entry for Debian's own packages";
    assertEquals(await findDebianArchive({ root }), noEntry);
    await writeTree(root, {
      "etc/apt/sources.list": "deb http://a.example trixie-security main\n",
    });
    assertEquals(await findDebianArchive({ root }), noEntry);
    await writeTree(root, { "etc/apt/sources.list": "deb http://a.example trixie main\n" });
    assertEquals(
      await findDebianArchive({ root }),
      "the keys of Debian's archive are missing: install debian-archive-keyring",
    );
  }));
