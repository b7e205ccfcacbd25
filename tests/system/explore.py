"""`explore` from outside, without a browser: what it refuses, and what is in the page that it makes. Without clang and lld: what it says."""
import base64
import gzip
import hashlib
import json
import re

import system
from report import Page

BUILT = (system.BUILD / "framework/src/web/engine.wasm").exists()


class Explore(system.Case):
    def refused(self, problem, message, status=2):
        error = self.downhill("explore", problem, "-o", "page.html", expect=status).err
        self.assertIn(message, error)
        self.assertEqual(self.files(), [])

    def test_ways_to_ask(self):
        self.assertIn("expected a problem and a file", self.downhill("explore", expect=2).err)
        self.assertIn("expected a problem and a file", self.downhill("explore", "bowl", expect=2).err)
        self.assertIn("expected one problem, got 'bowl' and 'booth'", self.downhill("explore", "bowl", "booth", expect=2).err)
        if not BUILT:
            self.refused("bowl", "install Debian's clang and lld (scripts/setup tests does)", 4)
            return
        self.refused("rosenbrok", "no problem is called 'rosenbrok': did you mean 'rosenbrock'?")
        self.refused("wood", "it has 4 dimensions, and a map has 2")
        self.refused("ridge", "needs a dataset")
        self.refused("phase_retrieval", "problem 'phase_retrieval' cannot be explored")
        self.refused("{problem: quadratic, dim: 2, conditon: 4}", "did you mean 'condition'?")

    def page(self, problem):
        self.assertEqual(self.downhill("explore", problem, "-o", "page.html").out, "page.html\n")
        return Page((self.folder / "page.html").read_text())

    def test_page(self):
        if not BUILT:
            self.skipTest("built without clang and lld")
        page = self.page("{problem: moved, name: '<b>\"', inner: {name: quadratic, eigenvalues: [1, 1e3]}, start: [0.1, -2]}")
        self.assertEqual((page.stack, len(page.all("script")), len(page.all("style"))), ([], 1, 1))
        policy = page.all("meta")[1]["content"]
        for kind in ("script", "style"):
            digest = base64.b64encode(hashlib.sha256("".join(page.texts[kind]).encode()).digest()).decode()
            self.assertIn(f"{kind}-src 'sha256-{digest}'", policy)
        self.assertIn("default-src 'none'", policy)
        self.assertEqual(policy.count("unsafe"), policy.count("'wasm-unsafe-eval'"))
        [part] = [element for tag, element in page.elements if element.get("class") == "explorer"]
        [problem] = json.loads(part["data-setting"])["problems"]
        self.assertEqual((problem["label"], problem["start"]), ('<b>"', [0.1, -2]))
        self.assertEqual((problem["use"]["name"], problem["use"]["inner"][0]["params"]["eigenvalues"]), ("moved", [1, 1000]))
        module = gzip.decompress(base64.b64decode(part["data-module"]))
        self.check_module(module)
        # which optimizers it is without, it says
        every = [line.split()[0] for line in self.downhill("list", "optimizers").out.splitlines() if line]
        [said] = [text for text in page.texts["p"] if "Not in this page" in text]
        absent = {name for name in every if name.encode() + b"\0" not in module}
        self.assertIn("gsl_bfgs2", absent)
        self.assertEqual({name for name in every if re.search(rf"\b{name}\b", said)}, absent)
        self.assertLess((self.folder / "page.html").stat().st_size, 250_000)

    def check_module(self, module):
        """It asks for nothing from outside, and has the plugins."""
        self.assertEqual(module[:8], b"\0asm\1\0\0\0")
        kinds, exports, at = [], None, 8
        while at < len(module):
            kind, (size, at) = module[at], leb(module, at + 1)
            kinds.append(kind)
            if kind == 7:
                exports = names(module, at)
            at += size
        self.assertEqual(at, len(module))
        self.assertNotIn(2, kinds)  # imports
        self.assertEqual(sorted(exports), ["__stack_pointer", "ask", "cause", "look", "memory", "numbers", "run", "texts"])
        for name in (b"adam", b"schedule_free_adamw", b"himmelblau", b"cosine_restarts"):
            self.assertTrue(name + b"\0" in module, name)


def leb(data, at):
    """An unsigned number as WebAssembly writes it, and where the next byte stands."""
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        shift, at = shift + 7, at + 1
        if data[at - 1] < 128:
            return value, at


def names(data, at):
    """Of a section of exports."""
    count, at = leb(data, at)
    found = []
    for _ in range(count):
        length, at = leb(data, at)
        found.append(data[at:at + length].decode())
        _, at = leb(data, at + length + 1)
    return found


if __name__ == "__main__":
    system.main()
