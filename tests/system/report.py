"""Reports from outside: the same bytes each time, the numbers of `compare`, and names that stay names."""
import base64
import csv
import hashlib
import html.parser
import json
import math
import os
import pathlib
import re
import shutil

import system
from hostile_names import NAMES, spoil, study
from system import parse_json


class Page(html.parser.HTMLParser):
    """Elements with their attributes, and texts."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.stack, self.texts = [], [], {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in ("meta", "br", "img", "link"):
            self.stack.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.stack and self.stack[-1] == tag, (tag, self.stack[-5:], self.getpos())
        self.stack.pop()

    def handle_data(self, data):
        tag = self.stack[-1] if self.stack else ""
        self.texts.setdefault(tag, []).append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


class Report(system.Case):
    made = {}

    def setUp(self):
        super().setUp()
        if not Report.made:
            self.write("h.yaml", study())
            self.downhill("run", "h.yaml", "-o", "h.h5", "-q")
            spoil(self.folder / "h.h5")
            self.downhill("report", "h.h5", "-o", "r", "-q", "--reference", "falls off")
            for path in self.files():
                Report.made[path] = (self.folder / path).read_bytes()
        else:
            for path, data in Report.made.items():
                self.write(path, data)

    def text(self, name):
        return (self.folder / "r" / name).read_text()

    def table(self, name):
        with open(self.folder / "r" / name, newline="") as file:
            return list(csv.DictReader(file))

    def test_page_is_closed_and_names_stay_names(self):
        text = self.text("index.html")
        page = Page(text)
        self.assertEqual(page.stack, [])
        self.assertEqual((len(page.all("script")), len(page.all("style")), len(page.all("img"))), (1, 1, 0))
        for tag, attributes in page.elements:
            for name, value in attributes.items():
                self.assertFalse(name.startswith("on") or name in ("style", "src", "srcdoc", "action"), (tag, name))
                if name == "href":
                    self.assertRegex(value, r"^(#[a-z0-9_-]+|[a-z_]+\.csv|charts/[\w.-]+\.svg\.dat|data:image/png;base64,.*)$" if tag != "use" else r"^#f\d+-\w+$")
        policy = page.all("meta")[1]["content"]
        for kind in ("script", "style"):
            digest = base64.b64encode(hashlib.sha256("".join(page.texts[kind]).encode()).digest()).decode()
            self.assertIn(f"{kind}-src 'sha256-{digest}'", policy)
        self.assertIn("default-src 'none'", policy)
        self.assertEqual(policy.count("unsafe"), policy.count("'wasm-unsafe-eval'"))  # of the explorer: no script from text
        shown = "".join(page.texts["bdi"])
        for name in NAMES:
            self.assertIn(name.replace("\u202e", "\ufffd").replace("\u202c", "\ufffd"), shown)
        self.assertNotIn("\u202e", text)
        self.assertIn("second\ufffdline\ufffd", shown)
        ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
        self.assertEqual(len(ids), len(set(ids)))
        numbers = [attributes["href"] for attributes in page.all("a") if attributes["href"].startswith("charts/")]
        self.assertEqual(len(numbers), len(page.all("figure")))
        for path in numbers:
            self.assertIn("# ", self.text(path))
        for picture in page.all("svg"):
            self.assertTrue(picture["aria-label"])
            self.assertEqual(picture["role"], "img")
        self.assertGreaterEqual(len(page.all("svg")), 4)
        self.assertTrue(all(attributes.get("scope") for attributes in page.all("th")))
        self.assertIn(study().strip().splitlines()[-1], "".join(page.texts["code"]))

    def test_other_formats(self):
        tex, markdown = self.text("report.tex"), self.text("report.md")
        self.assertEqual(tex.count("\\end{document}"), 1)
        self.assertNotIn("\\input", tex)
        self.assertTrue(all(ord(c) < 0x100 for c in tex.replace("\u017f", "")))
        outside = re.sub(r"(?<!`)(`+)(?!`)(?:.|\n)*?(?<!`)\1(?!`)", "", markdown)  # without spans and fences of code
        for part in ("<script", "<img", "@everyone", "javascript", "touch"):
            self.assertNotIn(part, outside)
        for row in re.findall(r"^\|.*\|$", markdown, re.M):
            self.assertEqual(row.count("|") - row.count("\\|"), row.rstrip("\n").count("|") - row.count("\\|"))
        self.assertFalse((self.folder / "owned").exists() or (self.folder / "r/owned").exists())

    def test_numbers_are_those_of_compare(self):
        got = parse_json(self, self.downhill("compare", "h.h5", "--json", "--reference", "falls off").out.replace("1e999", "1e400"))
        rows = self.table("problems.csv")
        want = [(problem, entry) for problem in got["problems"] for entry in problem["methods"]]
        self.assertEqual(len(rows), len(want))
        for row, (problem, entry) in zip(rows, want):
            for key, value in (("rank", entry["rank"]), ("runs", entry["runs"]), ("solved", entry["solved"]), ("lost", entry["lost"]),
                               ("ert", entry["value"]), ("ert_low", entry["low"]), ("ert_high", entry["high"]),
                               ("median_cost", entry["median_cost"]), ("area", entry["area"]), ("p_holm", entry.get("p_holm")),
                               ("effect", entry.get("effect")), ("effect_low", entry.get("effect_low"))):
                self.assertEqual(float(row[key]) if row[key] else None, value, (key, row))
        ranking = self.table("ranking.csv")
        for row, entry in zip(ranking, got["overall"]["methods"]):
            self.assertEqual((float(row["mean_rank"]), float(row["first"])), (entry["mean_rank"], entry["first"]))
            self.assertEqual(float(row["reference"]), entry["reference"])
        self.assertEqual(len(ranking), len(got["overall"]["methods"]))
        numbers = parse_json(self, self.text("numbers.json").replace("1e999", "1e400"))
        self.assertEqual(len(numbers["verdict"]), 3)
        self.assertEqual(numbers["notes"], got["warnings"])
        (row,), overall = numbers["tables"]["overall"], got["overall"]
        self.assertEqual((row["methods"], row["blocks"], row["friedman_f"], row["friedman_p"], row["critical_difference"]),
                         (len(overall["methods"]), overall["blocks"], overall["friedman"]["f"], overall["friedman"]["p"], overall["critical_difference"]))
        self.assertEqual((row["runs"], row["lost"]), (42, sum(entry["lost"] for _, entry in want)))
        self.assertEqual([row["mean_rank"] for row in numbers["tables"]["ranking"]], [float(row["mean_rank"]) for row in ranking])
        lost = numbers["tables"]["lost"]
        self.assertEqual({(row["optimizer"], row["status"], row["of"]) for row in lost}, {("sgd", "diverged", 21)})
        self.assertEqual(sum(row["runs"] for row in lost), sum(entry["lost"] for _, entry in want))

    def test_sample_is_of_this_version(self):
        """results/sample has what a report of today has, and names no machine; else scripts/sample renews it."""
        folder = pathlib.Path(os.environ["DH_SOURCE"]) / "results/sample"
        readme = (folder / "../../README.md").read_text()
        linked = re.findall(r"\]\(((?:results/sample|\.readme)/[^)]*)\)", readme)
        self.assertEqual((sum(path.endswith(".svg") for path in linked), len(linked)), (4, 7))
        for attributes in Page((folder / "index.html").read_text()).all("a"):
            if not attributes["href"].startswith("#"):
                self.assertTrue((folder / attributes["href"]).is_file(), attributes)
        for path in linked:
            self.assertGreater((folder / "../.." / path).stat().st_size, 1000, path)
        text = (folder / "index.html").read_text()
        page, today = Page(text), Page(self.text("index.html"))
        self.assertEqual(page.stack, [])
        sections = [t for t in page.texts["h2"] if t.strip()]
        expected = [t for t in today.texts["h2"] if t.strip() and t != "Explorer"]  # it has no problem of two dimensions
        self.assertEqual(sections, expected[:len(sections)])
        for name in ("problems", "ranking", "setting", "setting_plugins", "setting_problems"):
            with open(folder / f"{name}.csv", newline="") as file:
                head = next(csv.reader(file))
            with open(self.folder / f"r/{name}.csv", newline="") as file:
                self.assertLessEqual(set(head), set(next(csv.reader(file))), name)
        with open(folder / "setting.csv", newline="") as file:
            facts = {row["fact"]: row["value"] for row in csv.DictReader(file)}
        program = self.downhill("--version").out.strip()
        self.assertEqual((facts["version"], facts["host"], facts["kernel"]), (program, "left out", "left out"))
        shown = "".join(path.read_text() for path in folder.rglob("*.*") if path.is_file())
        self.assertIsNone(re.search(r"(^|[^\w.}>-])/(home|root|tmp|work|Users)/", shown))

    def test_same_bytes(self):
        self.downhill("report", "h.h5", "-o", "again", "-q", "--reference", "falls off")
        first = {path[len("r/"):]: data for path, data in Report.made.items() if path.startswith("r/")}
        again = {path[len("again/"):]: (self.folder / path).read_bytes() for path in self.files() if path.startswith("again/")}
        self.assertEqual(first.keys(), again.keys())
        for name in first:
            self.assertEqual(first[name], again[name], name)

    def verdict(self, *arguments, study):
        self.write("v.yaml", study)
        self.downhill("run", "v.yaml", "-o", "v.h5", "-q")
        self.downhill("report", "v.h5", "-o", "v", "-q", "--chart", "none", *arguments)
        got = parse_json(self, self.downhill("compare", "v.h5", "--json", *arguments).out.replace("1e999", "1e400"))
        return parse_json(self, (self.folder / "v/numbers.json").read_text().replace("1e999", "1e400"))["verdict"], got

    def test_verdict(self):
        head = "study: v\nseeds: 9\nbudget: {steps: 150}\nlimits: {cost: 1e6}\nproblems: [{problem: quadratic, dim: 9, condition: 10}]\n"
        said, got = self.verdict("--target", 0.01, study=head + "methods: [{optimizer: sgd, lr: [0.02, 0.15]}, {optimizer: adam, lr: 0.3},"
                                                               " {name: mad, optimizer: sgd, lr: 1e9}]\n")
        first, others = got["overall"]["methods"][0], got["overall"]["methods"][1:]
        entry = next(m for m in got["problems"][0]["methods"] if m["method"] == first["method"])
        self.assertIn(f"{first['method']} comes first of 4 methods: its expected cost to the target is {entry['value']:.3g} [", said[0])
        self.assertIn(f"{entry['solved']} of 9 runs reached it, and its mean rank over the seeds is {first['mean_rank']:.3g}", said[0])
        apart = sum(m["p_holm"] < 0.05 for m in others)
        self.assertIn("It is told apart from all 3 others" if apart == 3 else f"It is told apart from {apart} of the 3 others", said[1])
        self.assertGreater(apart, 0)
        second = others[0]
        self.assertIn(f"{second['method']} costs {second['effect']:.3g} [{second['effect_low']:.3g}, ", said[2])
        self.assertIn("; 9 of all 36 runs were lost", said[2])
        self.assertEqual([len(re.findall(r"[.?!]( [A-Z]|$)", sentence)) for sentence in said], [1, 1, 1])  # three sentences, not more
        said, _ = self.verdict("--target", 1e-6, study=head + "methods: [{optimizer: sgd, lr: [0.001, 0.002]}]\n")
        self.assertIn("No run of any method reached the target", said[0])
        self.assertEqual(said[1:], ["No test can tell the methods apart either.", "None of the 18 runs was lost."])

    def test_file_against_file(self):
        """Before and after a change of one method: who agrees to the last bit, by what factor costs grew, p of the 2^9 signs."""
        text = ("study: v\nseeds: 9\nbudget: {steps: 150}\nproblems: [{problem: quadratic, dim: 9, condition: 10}]\n"
                "methods: [{name: a, optimizer: sgd, lr: 0.1}, {name: b, optimizer: adam, lr: 0.3}]\n")
        self.write("before.yaml", text)
        self.write("after.yaml", text.replace("lr: 0.1", "lr: 0.05"))
        for name, study_file in (("before", "before"), ("after", "after"), ("again", "before")):
            self.downhill("run", f"{study_file}.yaml", "-o", f"{name}.h5", "-q")
        how = "--target", "0.1", "--chart", "none", "-q"
        self.downhill("report", "before.h5", "after.h5", "-o", "ba", *how)
        with open(self.folder / "ba/changes.csv", newline="") as file:
            first, second = csv.DictReader(file)
        costs = {}
        for name in ("before", "after"):
            r = system.Results(self.folder / f"{name}.h5")
            star = r.data["problems/f_star"][0]
            for row in r.rows(method="a"):
                gap = r.history("cost", row) - star
                costs.setdefault(name, []).append(float(r.history("gradient_evals", row)[gap <= 0.1 * gap[0]][0]))
        ratios = [after / before for before, after in zip(costs["before"], costs["after"])]
        self.assertGreater(min(ratios), 1)
        walsh = sorted((math.log(x) + math.log(y)) / 2 for i, x in enumerate(ratios) for y in ratios[i:])
        self.assertEqual((first["method"], first["against"], first["pairs"], first["same"]), ("a [before.h5]", "after.h5", "9", "0"))
        self.assertAlmostEqual(float(first["effect"]), math.exp(walsh[len(walsh) // 2]), 12)
        self.assertAlmostEqual(float(first["before"]), sum(costs["before"]) / 9, 12)
        self.assertAlmostEqual(float(first["after"]), sum(costs["after"]) / 9, 12)
        self.assertEqual(float(first["p_holm"]), 2 * 2 / 2 ** 9)
        self.assertEqual((second["method"], second["same"], float(second["p_holm"])), ("b [before.h5]", "9", 1))
        self.assertIn("18 pairs of runs with the same method, problem and seed; 9 of them agree to the last bit",
                      (self.folder / "ba/report.md").read_text())
        self.downhill("report", "before.h5", "again.h5", "-o", "same", *how)  # the same runs made again, as on two machines
        with open(self.folder / "same/changes.csv", newline="") as file:
            self.assertEqual([row["same"] for row in csv.DictReader(file)], ["9", "9"])
        shutil.copy(self.folder / "before.h5", self.folder / "copy.h5")
        self.downhill("report", "before.h5", "copy.h5", "-o", "copied", *how)  # one run twice is one run
        self.assertFalse((self.folder / "copied/changes.csv").exists())

    def test_ways_to_ask(self):
        for arguments, message in (((), "expected a results file"), (("h.h5",), "expected a results file and a folder"),
                                   (("h.h5", "-o", "x", "--all", "--best-of", "optimizer"), "--all: expected no --best-of"),
                                   (("h.h5", "-o", "x", "--chart", "convergance"), "did you mean convergence?"),
                                   (("h.h5", "-o", "x", "--reference", "falls of"), 'expected one such as "falls off"')):
            self.assertIn(message, self.downhill("report", *arguments, expect=2).err)
        shutil.copy(self.folder / "h.h5", self.folder / "it's a 'name'.h5")
        done = self.downhill("report", "it's a 'name'.h5", "-o", "two", "--final", "--best-of", "optimizer", "--chart", "none",
                             "--title", "<b>$x$</b>")
        self.assertEqual(done.out, "two/index.html\ntwo/report.md\ntwo/report.tex\n")
        text = (self.folder / "two/index.html").read_text()
        self.assertIn("<title>&lt;b&gt;$x$&lt;/b&gt;</title>", text)
        self.assertIn("downhill report &#39;it&#39;\\&#39;&#39;s a &#39;\\&#39;&#39;name&#39;\\&#39;&#39;.h5&#39; --best-of optimizer", text)
        with open(self.folder / "two/problems.csv", newline="") as file:
            self.assertIn("delivered_low", next(csv.reader(file)))


if __name__ == "__main__":
    system.main()
