"""What authors of plugins are given: new, build, test, and README's two sections on them, followed to the letter."""
import os
import re
import subprocess

import system


def commands(section):
    """The shell's lines of a section of README, in order."""
    text = (system.SOURCE / "README.md").read_text().split(f"\n## {section}", 1)[1].split("\n## ", 1)[0]
    return "\n".join(re.findall(r"```sh\n(.*?)```", text, re.S))


class Kit(system.Case):
    def shell(self, script, expect=0):
        done = subprocess.run(["sh", "-euc", script], cwd=self.folder, capture_output=True, text=True,
                              env={**os.environ, "XDG_CACHE_HOME": system.CACHE})
        self.assertEqual(done.returncode, expect, done.stdout + done.stderr)
        return done.stdout

    def edit(self, name, old, new):
        text = (self.folder / name).read_text()
        self.assertIn(old, text)
        (self.folder / name).write_text(text.replace(old, new))

    def test_readme(self):
        """A plugin from nothing, raced and guarded; then it gets slower, and the last section says so."""
        (self.folder / "build").symlink_to(system.BUILD)
        race, guard = commands("An optimizer of your own"), commands("Guard your own optimizer")
        out = self.shell(race)
        self.assertIn("nothing wrong in 6 runs", out)
        self.assertIn("adam", out)
        self.assertTrue(self.shell(guard).endswith("check passed\n"))
        self.edit("mine.c", "x[i] -= call->rate", "x[i] -= 0.8 * call->rate")
        out = self.shell(guard.split("baseline write mine.h5\n")[1], expect=1)
        self.assertRegex(out, r"mine lr=0.01 batch=32 on cancer: got slower\n *needs [0-9.]+ % more work")
        self.assertIn("4 got slower; 4 same bits", out)

    def test_kinds(self):
        for kind in ("problem", "schedule"):
            self.downhill("plugin", "new", kind + "_1", "--kind", kind, "-o", "in/here")
            self.downhill("plugin", "build", f"in/here/{kind}_1.c", "-o", f"{kind}_1.so")
            done = self.downhill("plugin", "test", f"{kind}_1.so")
            self.assertIn(f"{kind} '{kind}_1':\n  nothing wrong", done.out)
            done = self.downhill("run", f"in/here/{kind}_1.yaml", "--plugins", f"{kind}_1.so", "--dry-run")
            self.assertIn(kind + "_1", done.out)

    def test_refusals(self):
        self.downhill("plugin", "new", "mine")
        self.write("broken.c", "int x(\n")
        self.write("plain.c", "int x(void) { return 1; }\n")
        self.write("half.yaml", "mine\n")
        before = self.files()
        for arguments, code, words in (
                (("new", "mine"), 2, "mine.c: it is there already"),
                (("new", "half"), 2, "half.yaml: it is there already"),
                (("new", "adam"), 2, "optimizer 'adam' is there already"),
                (("new", "Mine"), 2, "no name for a plugin"),
                (("new", "../x"), 2, "no name for a plugin"),
                (("new", "a", "b"), 2, "expected: downhill plugin new NAME"),
                (("new", "x", "--kind", "optimiser"), 2, "expected optimizer, schedule or problem, got 'optimiser'"),
                (("bild", "x.c"), 2, "did you mean 'build'?"),
                (("build",), 2, "expected: downhill plugin build FILE.c"),
                (("build", "none.c"), 2, "none.c: no such file"),
                (("build", "broken.c"), 5, "could not build it"),
                (("build", "plain.c"), 5, "plain.so: not a Downhill plugin (no note)"),
                (("build", "mine.c", "--flag=-Wl,-rpath,/tmp"), 5, "mine.so: it names folders")):
            done = self.downhill("plugin", *arguments, expect=code)
            self.assertIn(words, done.err)
        self.assertEqual(self.files(), before)
        done = self.downhill("plugin", "build", "mine.c", environment={"CC": "no_such_compiler"}, expect=4)
        self.assertIn("'no_such_compiler' (CC) is no program", done.err)


if __name__ == "__main__":
    system.main()
