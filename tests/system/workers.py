"""The same bits whatever the number of workers, the order of the runs, the shards, the folder and the compiler."""
import os
import pathlib
import shutil
import subprocess

import system
from system import Results, difference

STUDY = f"""
study: bits
seeds: 3
budget: {{epochs: {4 if system.SANITIZED else 12}}}
record: {{every: 0.5 epochs}}
problems:
  - problem: linear_regression
    dataset: {{synthetic: line, samples: 77, noise: 1.3}}
  - problem: logistic_regression
    dataset: {{file: {system.SOURCE}/configs/datasets/breast_cancer.csv, standardise: true, test: 0.2}}
    l2: [0.001, 0.1]
  - {{problem: quadratic, condition: 37.5}}
  - {{problem: rosenbrock, start: [-1.2, 1.7]}}
methods:
  - {{optimizer: [sgd, momentum, nesterov, adagrad, rmsprop, adam], batch: [7, full], lr: 0.013}}
  - {{optimizer: adam, batch: 3, sampling: replacement, schedule: [cosine, {{name: warmup, inner: plateau}}], clip: 2.5}}
  - {{optimizer: [gd_armijo, polyak_average], batch: 16}}
  - {{optimizer: adagrad, lr: 0.3, budget: {{steps: 700}}, record: {{per_decade: 9}}}}
"""


class Workers(system.Case):
    def setUp(self):
        super().setUp()
        self.study = self.write("bits.yaml", STUDY)

    def run_study(self, name, *arguments, **more):
        self.downhill("run", self.study, "-o", name, "-q", *arguments, **more)
        return Results(self.folder / name)

    def test_any_number_of_workers(self):
        one = self.run_study("one.h5", "-j", 1)
        self.assertEqual(one.count, 5 * 17 * 3)
        self.assertEqual(set(one.text("status")), {"finished", "diverged"})
        for jobs in (2, 4, 9):
            difference(self, one.content(), self.run_study(f"{jobs}.h5", "-j", jobs).content(), f"-j {jobs}")

    def test_any_order(self):
        whole = self.run_study("whole.h5")
        for only in ("seed=2", "optimizer=ad*", "problem=quad*"):
            self.run_study("parts.h5", "--only", only, "-j", 3)
        difference(self, whole.content(), self.run_study("parts.h5").content(), "in parts")

    def test_shards(self):
        whole = self.run_study("whole.h5")
        first, second = (self.run_study(f"{i}.h5", "--shard", f"{i}/2") for i in (1, 2))
        self.assertEqual(first.count + second.count, whole.count)
        self.assertEqual({**first.by_run(), **second.by_run()}, whole.by_run())
        for i in (2, 1, 3):
            self.run_study("together.h5", "--shard", f"{i}/3")
        difference(self, whole.content(), Results(self.folder / "together.h5").content(), "one file, three shards")

    def test_shard_from_the_environment(self):
        slurm = {"SLURM_ARRAY_TASK_ID": "7", "SLURM_ARRAY_TASK_COUNT": "4", "SLURM_ARRAY_TASK_MIN": "5"}
        ompi = {"OMPI_COMM_WORLD_RANK": "2", "OMPI_COMM_WORLD_SIZE": "4"}
        ids = [self.run_study(f"{name}.h5", "--shard", shard, environment=environment).text("id") for name, shard, environment
               in (("slurm", "auto", slurm), ("ompi", "auto", ompi), ("given", "3/4", {}))]
        self.assertEqual(ids[0], ids[2])
        self.assertEqual(ids[1], ids[2])

    def other_build(self):
        """A build by the other compiler: the one that scripts/test has made, or one that is made and kept here."""
        given = os.environ.get("DH_OTHER_BUILD")
        if given:
            return pathlib.Path(given)
        compiler = "gcc" if os.environ.get("DH_COMPILER") == "clang" else "clang"
        if not shutil.which(compiler):
            self.skipTest("there is one compiler only")
        build = system.BUILD / "tests/system" / ("by_" + compiler)
        if not (build / "build.ninja").exists():
            shutil.rmtree(build, ignore_errors=True)
            self.tool("meson", "setup", build, system.SOURCE, environment={"CC": compiler})
        listed = self.tool("ninja", "-C", build, "-t", "targets", "all")
        targets = [line.split(":")[0] for line in listed.splitlines() if line.startswith("plugins/") and ".so:" in line]
        self.assertGreater(len(targets), 20)
        self.tool("ninja", "-C", build, "downhill", "downhill-reader", "downhill-worker", *targets)
        return build

    def test_both_compilers(self):
        build = self.other_build()
        mine, its = self.run_study("mine.h5"), self.run_study("its.h5", program=build / "downhill")
        self.assertNotEqual(mine.attributes["compiler"], its.attributes["compiler"])
        own = {"runs/id", "runs/sandbox"} if system.SANITIZED else {"runs/id"}  # a sanitizer's build has no walls
        one, other = ({name: value for name, value in r.content().items() if not name.startswith("plugins/") and name not in own}
                      for r in (mine, its))
        difference(self, one, other, f"this build and {build}")

    def tool(self, *command, environment=None):
        env = {**os.environ, **(environment or {})}
        done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env, text=True)
        self.assertEqual(done.returncode, 0, done.stdout[-3000:])
        return done.stdout

    def test_ids_say_what_decides(self):
        """Ids change with what decides a result and with nothing else."""
        ids = self.run_study("a.h5", "--only", "seed=1", "-j", 3).text("id")
        self.study = self.write("elsewhere/other.yaml", STUDY.replace("study: bits", "study: other\nlimits: {seconds: 77}"))
        self.assertEqual(self.run_study("b.h5", "--only", "seed=1", "-j", 1).text("id"), ids)
        self.study = self.write("seed.yaml", STUDY + "seed: 5\n")
        self.assertEqual(set(self.run_study("c.h5", "--only", "seed=1").text("id")) & set(ids), set())


if __name__ == "__main__":
    system.main()
