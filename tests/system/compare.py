"""Comparisons from outside: every number of `downhill compare --json` worked out again with NumPy from the results file."""
import itertools
import shutil

import h5py
import numpy as np

import system
from system import Results, parse_json

STUDY = """
study: compared
seeds: 6
budget: {epochs: 12}
limits: {cost: 1e5}
problems:
  - {name: line, problem: linear_regression, dataset: {synthetic: line, samples: 40, noise: 1.0}}
  - {name: cancer, problem: logistic_nonconvex, dataset: {file: %s/configs/datasets/breast_cancer.csv, standardise: true, test: 0.25}, penalty: 0.001}
  - {name: valley, problem: rosenbrock}
methods:
  - {name: slow, optimizer: sgd, lr: 0.002, batch: 8}
  - {name: fast, optimizer: sgd, lr: 0.05, batch: 8}
  - {name: 'adam, "quoted"', optimizer: adam, lr: 0.05, batch: 8}
  - {name: falls off, optimizer: sgd, lr: 40}
""" % system.SOURCE
TAU = 0.05


def reached(x, y, best, tau):
    """(cost or inf, spent)"""
    rows = np.flatnonzero(y <= best + tau * (y[0] - best))
    return (x[rows[0]] if len(rows) else np.inf), x[-1]


def ranks(values):
    values = np.asarray(values)
    return np.array([(values < v).sum() + ((values == v).sum() + 1) / 2 for v in values])


def signed_rank(d):
    twice = 2 * ranks(np.abs(d))
    used, plus = twice[d != 0], twice[d > 0].sum()
    sums = np.array([np.dot(signs, used) for signs in itertools.product((0, 1), repeat=len(used))])
    return min(1, 2 * min((sums >= plus).mean(), (sums <= plus).mean()))


def holm(p):
    adjusted, least = np.empty(len(p)), 0
    for place, i in enumerate(np.argsort(p, kind="stable")):
        adjusted[i] = least = max(least, min(1, (len(p) - place) * p[i]))
    return adjusted


def log_ratio(a, b):
    """log10 of paired costs; what is not reached by one is infinite, by both is nothing"""
    with np.errstate(invalid="ignore"):
        return np.where(np.isinf(a) & np.isinf(b), 0, np.log10(a) - np.log10(b))


def walsh_median(d):
    pairs = [0 if np.isinf(a) and np.isinf(b) and a != b else (a + b) / 2
             for i, a in enumerate(d) for b in d[i:]]
    return np.median(pairs)


class Compare(system.Case):
    made = None  # the results, made once

    def setUp(self):
        super().setUp()
        self.write("c.yaml", STUDY)
        if not Compare.made:
            self.downhill("run", "c.yaml", "-o", "c.h5", "-q")
            Compare.made = (self.folder / "c.h5").read_bytes()
        self.write("c.h5", Compare.made)

    def compare(self, *arguments, files=("c.h5",)):
        return parse_json(self, self.downhill("compare", *files, "--json", *arguments).out.replace("1e999", "1e400"))

    def curves(self, results):
        """{problem: {method: [(x, y, lost)]}}, x in passes over the data, y the gap or the cost"""
        data = results.data
        names = [name.decode() for name in data["problems/problem"]]
        floor, samples = data["problems/f_star"], data["problems/samples"]
        found = {}
        for i in range(results.count):
            k = names.index(results.run("problem", i))
            x = results.history("sample_gradients", i) / max(1, samples[k])
            y = results.history("cost", i) - (floor[k] if np.isfinite(floor[k]) else 0)
            lost = results.run("status", i) not in ("finished", "target_reached")
            found.setdefault(names[k], {}).setdefault(results.run("method", i), []).append((x, y, lost))
        return found, {names[k]: bool(np.isfinite(floor[k])) for k in range(len(names))}

    def check_problem(self, got, runs, certified):
        best = 0 if certified else min(y[np.isfinite(y)].min() for method in runs.values() for _, y, _ in method)
        self.assertEqual(got["floor"], "certified" if certified else "best seen")
        cost, ert, area = {}, {}, {}
        first = min(x[x > 0].min() for method in runs.values() for x, _, _ in method if (x > 0).any())
        last = max(x[-1] for method in runs.values() for x, _, _ in method)
        for method, tries in runs.items():
            pairs = [reached(x, y, best, TAU) for x, y, _ in tries]
            cost[method] = np.array([c for c, _ in pairs])
            spent = sum(c if np.isfinite(c) else s for c, s in pairs)
            solved = np.isfinite(cost[method]).sum()
            ert[method] = spent / solved if solved else np.inf
            hits = [reached(x, y, best, 10 ** (-k / 5))[0] for x, y, _ in tries for k in range(1, 36)]
            part = [np.log(last / max(h, first)) for h in hits if h < last]
            area[method] = sum(part) / len(hits) / np.log(last / first)
        against, rank = got["against"], dict(zip(runs, ranks([ert[m] for m in runs])))
        others, p = [m for m in runs if m != against], {}
        for entry in got["methods"]:
            method = entry["method"]
            finals = [np.inf if lost or not np.isfinite(y[-1]) else y[-1] for _, y, lost in runs[method]]
            self.assertEqual(entry["solved"], np.isfinite(cost[method]).sum())
            self.assertEqual(entry["lost"], sum(lost for _, _, lost in runs[method]))
            self.assertEqual(entry["rank"], rank[method])
            for key, value in (("value", ert[method]), ("median_cost", np.median(cost[method])), ("area", area[method]),
                               ("median_final", np.median(finals))):
                self.assertTrue(entry[key] == value or np.isclose(entry[key], value, rtol=1e-12, atol=1e-15), (key, entry, value))
            if np.isfinite(entry["value"]):
                self.assertLessEqual(entry["low"], entry["value"])
                self.assertGreaterEqual(entry["high"], entry["value"])
            if method != against:
                d = log_ratio(cost[method], cost[against])
                p[method] = signed_rank(d)
                self.assertEqual(entry["pairs"], len(d))
                self.assertAlmostEqual(entry["p"], p[method], places=14)
                effect = 10 ** walsh_median(d)
                self.assertTrue(entry["effect"] == effect or np.isclose(entry["effect"], effect, rtol=1e-12), (entry, effect))
                self.assertTrue(entry["effect_low"] <= entry["effect"] <= entry["effect_high"])
        adjusted = dict(zip(others, holm(np.array([p[m] for m in others]))))
        for entry in got["methods"]:
            if entry["method"] != against:
                self.assertAlmostEqual(entry["p_holm"], adjusted[entry["method"]], places=14)
        return ert, {m: np.median(cost[m]) for m in cost}, area

    def test_every_number(self):
        runs, certified = self.curves(Results(self.folder / "c.h5"))
        got = self.compare("--target", TAU, "--reference", "slow")
        self.assertEqual([p["problem"] for p in got["problems"]], list(runs))
        parts = [self.check_problem(p, runs[p["problem"]], certified[p["problem"]]) for p in got["problems"]]
        self.assertEqual({p["problem"]: p["against"] for p in got["problems"]}, dict.fromkeys(runs, "slow"))
        methods = list(runs["line"])
        table = np.array([ranks([ert[m] for m in methods]) for ert, _, _ in parts])
        n, k, mean = len(table), len(methods), table.mean(axis=0)
        overall = {m["method"]: m for m in got["overall"]["methods"]}
        chi = (k - 1) * n * ((mean - (k + 1) / 2) ** 2).sum() / ((table - (k + 1) / 2) ** 2).sum() * n
        self.assertAlmostEqual(got["overall"]["friedman"]["chi_square"], chi, places=12)
        # Demsar (2006), table 5: q = 2.569 for 4 methods
        self.assertAlmostEqual(got["overall"]["critical_difference"], 2.569 * np.sqrt(k * (k + 1) / 6 / n), places=3)
        median = np.array([[cost[m] for m in methods] for _, cost, _ in parts])
        with np.errstate(invalid="ignore"):
            ratio = np.where(np.isinf(median), np.inf, median / median.min(axis=1, keepdims=True))
            fixed = np.where(np.isinf(median), np.inf, median / median[:, :1])
        fixed[np.isinf(median[:, 0])] = np.where(np.isinf(median[np.isinf(median[:, 0])]), np.inf, 0)
        algoperf = np.clip((4 - ratio) / 3, 0, 1).mean(axis=0)
        against = np.where(fixed < 4, (np.log(4) - np.log(np.clip(fixed, 0.25, 4))) / (2 * np.log(4)), 0).mean(axis=0)
        for i, method in enumerate(methods):
            entry = overall[method]
            self.assertAlmostEqual(entry["mean_rank"], mean[i], places=13)
            self.assertAlmostEqual(entry["area"], np.mean([area[method] for _, _, area in parts]), places=13)
            self.assertAlmostEqual(entry["algoperf"], algoperf[i], places=13)
            self.assertAlmostEqual(entry["reference"], against[i], places=13)
            self.assertLessEqual(entry["low"], entry["high"])
        self.assertEqual([m["mean_rank"] for m in got["overall"]["methods"]], sorted(mean))
        self.assertIn("best value seen", " ".join(got["warnings"]))

    def test_other_currencies_targets_and_ends(self):
        results = Results(self.folder / "c.h5")
        line = results.rows(problem="line", method="fast")
        goal = 0.9 * float(np.median(results.data["history/cost"][[results.run("offset", i) for i in line]]))
        for x in ("step", "epoch", "gradient_evals", "sample_gradients"):
            got = self.compare("--x", x, "--cost", goal)["problems"][0]["methods"]
            entry = next(m for m in got if m["method"] == "fast")
            costs = []
            for i in line:
                rows = np.flatnonzero(results.history("cost", i) <= goal)
                costs.append(results.history(x, i)[rows[0]])
            self.assertAlmostEqual(entry["value"], np.mean(costs), places=10)
        got = self.compare("--final", "--y", "test_accuracy")
        self.assertEqual([p["problem"] for p in got["problems"]], ["cancer"])
        self.assertIn("left out: 2 problems without values of test_accuracy.", got["warnings"])
        for entry in got["problems"][0]["methods"]:
            rows = results.rows(problem="cancer", method=entry["method"])
            finals = [results.history("test_accuracy", i)[-1] if results.run("status", i) == "finished" else -np.inf for i in rows]
            self.assertEqual(entry["value"], -np.median(finals))
        self.assertEqual((got["overall"]["block"], got["overall"]["blocks"]), ("seed", 6))

    def test_same_bytes_and_no_influence_of_others(self):
        first = self.downhill("compare", "c.h5", "--json").out
        self.assertEqual(first, self.downhill("compare", "c.h5", "--json").out)
        self.downhill("run", "c.yaml", "-o", "two.h5", "-q", "--only", "method=[fa][ad][sa][tm]*")
        both, alone = (self.compare("--target", TAU, "--reference", "fast", files=[name]) for name in ("c.h5", "two.h5"))
        for one, other in zip(alone["problems"], both["problems"]):
            if one["floor"] != "certified":
                continue
            whole = {m["method"]: m for m in other["methods"]}
            self.assertEqual({m["method"] for m in one["methods"]}, {"fast", 'adam, "quoted"'})
            for entry in one["methods"]:
                for key in ("value", "low", "high", "median_cost", "solved", "p", "effect"):
                    self.assertEqual(entry.get(key), whole[entry["method"]].get(key), key)

    def test_seeds_that_change_nothing(self):
        """From one start and on the full data all seeds are one experiment: six times the same proves no more than once."""
        self.write("d.yaml", "study: d\nseeds: 6\nbudget: {steps: 200}\nproblems: [{problem: rosenbrock, start: [-1.2, 1]}]\n"
                             "methods: [{optimizer: [sgd, adam], lr: 0.001}]\n")
        self.downhill("run", "d.yaml", "-o", "d.h5", "-q")
        got = self.compare("--final", files=["d.h5"])
        entry = got["problems"][0]["methods"][1]
        self.assertEqual((entry["pairs"], entry["p"], entry["p_holm"], got["problems"][0]["fixed"]), (1, 1, 1, 2))
        self.assertEqual((got["overall"]["blocks"], got["overall"]["friedman"]["p"]), (1, 1))
        self.assertIn("the same with every seed", " ".join(got["warnings"]))
        self.assertNotIn("the same with every seed", " ".join(self.compare()["warnings"]))

    def test_files_of_two_builds(self):
        shutil.copy(self.folder / "c.h5", self.folder / "after.h5")
        with h5py.File(self.folder / "after.h5", "r+") as file:
            ids = file["runs/id"].asstr()[:]
            file["runs/id"][:] = [run[::-1] for run in ids]
        got = self.compare(files=["c.h5", "after.h5"])
        entries = {m["method"]: m for m in got["problems"][0]["methods"]}
        self.assertEqual(len(entries), 8)
        self.assertEqual(entries["fast [c.h5]"]["value"], entries["fast [after.h5]"]["value"])
        best = self.compare("--best-of", "optimizer", "--reference", "sgd [c.h5]", files=["c.h5", "after.h5"])
        self.assertEqual(len(best["problems"][0]["methods"]), 4)
        again = self.compare(files=["c.h5", "c.h5"])  # the same runs twice are the same runs
        self.assertEqual(again, self.compare())

    def test_table(self):
        text = self.downhill("compare", "c.h5", "--top", 2, "--target", 1e-6).out
        self.assertLessEqual(max(map(len, text.splitlines())), 150)
        for part in ("line: 6 seeds, f* certified", "cancer: 6 seeds, f* not known: best seen", "and 2 more (--top 0 shows all)",
                     "Over the 3 problems: 4 of 4 methods ran on all of them.", "Warning: on ", "never"):
            self.assertIn(part, text)
        whole = self.downhill("compare", "c.h5", "--best-of", "optimizer", "--reference", "sgd").out
        self.assertIn("tested against sgd", whole)  # another one of them on each problem
        self.assertNotIn("slow", whole)
        self.downhill("run", "c.yaml", "-o", "few.h5", "-q", "--only", "seed=[12]")
        few = self.downhill("compare", "few.h5").out
        self.assertIn("Warning: 2 seeds on some problem: with fewer than 5, intervals and tests say little.", few)

    def table(self, name, *arguments, files=("c.h5",)):
        rows = self.compare("--table", name, *arguments, files=files)
        columns = list(rows[0])
        shown = self.downhill("compare", *files, "--table", name, *arguments).out.splitlines()
        self.assertEqual((shown[0].split(), len(shown)), (columns, len(rows) + 1))
        return rows

    def test_steps(self):
        got = self.compare("--target", TAU)
        steps = self.table("ecdf")
        for problem in got["problems"]:
            for entry in problem["methods"]:
                mine = [r for r in steps if (r["problem"], r["method"]) == (problem["problem"], entry["method"])]
                self.assertEqual(sorted(r["x"] for r in mine), [r["x"] for r in mine])
                self.assertEqual(bool(mine), entry["area"] > 0)
        median = {p["problem"]: {m["method"]: m["median_cost"] for m in p["methods"]} for p in got["problems"]}
        for arguments, unit in ((), lambda costs: min(costs.values())), (("--reference", "fast"), lambda costs: costs["fast"]):
            profile = self.table("profile", "--target", TAU, *arguments)
            for method in median["line"]:
                ratio = [costs[method] / unit(costs) for costs in median.values() if np.isfinite(costs[method])]
                self.assertTrue(np.allclose(sorted(set(ratio)), [r["ratio"] for r in profile if r["method"] == method]))
        data = self.table("data_profile", "--target", TAU)
        solved = {m: sum(e["solved"] for p in got["problems"] for e in p["methods"] if e["method"] == m) for m in median["line"]}
        for method, count in solved.items():
            self.assertAlmostEqual(max([r["share"] for r in data if r["method"] == method], default=0), count / 18)

    def test_tuning_and_sensitivity(self):
        finals, starts = {}, {}
        results = Results(self.folder / "c.h5")
        for i in range(results.count):
            key = results.run("problem", i), results.run("optimizer", i), results.run("method", i)
            cost, ended = results.history("cost", i), results.run("status", i) == "finished"
            finals.setdefault(key, []).append(cost[-1] if ended else np.inf)
            starts.setdefault(key, []).append(cost[0])
        rows = self.table("tuning", "--y", "cost")
        self.assertEqual(len(rows), 3 * 4)
        for row in rows:
            trials = [np.median(f) for key, f in finals.items() if key[:2] == (row["problem"], row["group"])]
            best = sorted(min(s) for s in itertools.combinations(trials, row["k"]))
            self.assertEqual(row["trials"], len(trials))
            self.assertTrue(row["mean"] == np.mean(best) or np.isclose(row["mean"], np.mean(best), rtol=1e-13))
            for name, q in (("low", 1), ("median", 2), ("high", 3)):
                self.assertEqual(row[name], best[-(-len(best) * q // 4) - 1])
        rows = self.table("sensitivity", "--y", "cost")
        rates = [(r["value"], r["number"]) for r in rows if (r["problem"], r["group"], r["parameter"]) == ("line", "sgd", "lr")]
        self.assertEqual(rates, [("0.002", 0.002), ("0.05", 0.05), ("40", 40)])
        rate = {"0.002": "slow", "0.05": "fast", "40": "falls off"}
        for row in rows:
            if row["parameter"] == "all":
                keys = [key for key in finals if key[:2] == (row["problem"], row["group"])]
            elif row["parameter"] == "lr":
                keys = [(row["problem"], row["group"], rate[row["value"]])]
            else:
                self.assertEqual(row["parameter"], "batch")  # in a problem without rows it has no effect, but it is there
                continue
            values = np.concatenate([finals[key] for key in keys])
            stable = sum(all(f <= s for f, s in zip(finals[key], starts[key])) for key in keys)
            self.assertEqual((row["settings"], row["runs"], row["lost"], row["stable"]),
                             (len(keys), len(values), np.isinf(values).sum(), stable))
            self.assertEqual(row["best"], min(np.median(finals[key]) for key in keys))
            self.assertEqual(row["median"], np.median(values))
        self.assertTrue(any(row["lost"] for row in rows) and any(row["stable"] < row["settings"] for row in rows))

    def test_variance(self):
        self.write("v.yaml", "study: v\nseeds: 3\nbudget: {steps: 60}\nlimits: {cost: 1e6}\nproblems: [{problem: rosenbrock}]\nmethods:\n"
                             "  - {optimizer: [sgd, adam], schedule: [constant, cosine], lr: [0.0005, 0.002, 0.1]}\n")
        self.downhill("run", "v.yaml", "-o", "v.h5", "-q")
        results = Results(self.folder / "v.h5")
        final = [results.run("final_cost", i) if results.run("status", i) == "finished" else np.inf for i in range(results.count)]
        rank = ranks(final)
        self.assertTrue(np.isinf(final).any())
        whole = ((rank - rank.mean()) ** 2).sum()

        def part(keys):
            groups = {}
            for value, key in zip(rank, keys):
                groups.setdefault(key, []).append(value)
            return sum(len(g) * (np.mean(g) - rank.mean()) ** 2 for g in groups.values()) / whole

        rows = self.table("variance", files=["v.h5"])
        share = {row["factor"]: row["share"] for row in rows}
        for name in ("optimizer", "schedule", "lr", "seed"):
            self.assertAlmostEqual(share[name], part([results.run(name, i) for i in range(results.count)]), places=12)
        mains = share["optimizer"] + share["schedule"] + share["lr"]
        self.assertAlmostEqual(share["interactions"], part(results.text("method")) - mains, places=12)
        self.assertAlmostEqual(sum(share.values()), 1, places=12)
        self.assertEqual([row["levels"] for row in rows], [2, 2, 3, 3, 12, 36])
        self.assertTrue(all(row["crossed"] for row in rows) and min(share.values()) >= 0)
        self.assertFalse(any(row["crossed"] for row in self.table("variance") if row["problem"] == "line"))

    def test_mistakes(self):
        for arguments, message in [
                ([], "expected a results file"),
                (["c.h5", "--reference", "fasst"], 'the reference "fasst" is none of the 4 methods: expected one such as "fast"'),
                (["c.h5", "--x", "stepp"], "did you mean step?"),
                (["c.h5", "--table", "ecd"], "expected data_profile, ecdf, profile, sensitivity, tuning or variance (did you mean ecdf?)"),
                (["c.h5", "--target", "2"], "--target: expected a number between 0 and 1, got '2'"),
                (["c.h5", "--target", "0.1", "--cost", "3"], "--cost: there is a target already"),
                (["c.h5", "--cost", "much"], "--cost: expected a number, got 'much'"),
                (["c.h5", "--y", "test_acuracy"], "no column test_acuracy"),
                (["c.h5", "--best-of", "optimiser"], 'did you mean "optimizer"?'),
                (["none.h5"], "none.h5: ")]:
            done = self.downhill("compare", *arguments, expect=2)
            self.assertIn(message, done.err)
            self.assertEqual(done.out, "")


if __name__ == "__main__":
    system.main()
