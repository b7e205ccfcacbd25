"""The explorer in a real browser: its runs have the bits of the program's, its controls do what they say. Skipped without Chromium, or
where the program was built without clang and lld."""
import base64
import json
import shutil
import sys
import tempfile

import numpy as np

import browser
import system
from report_page import check_access, check_contrast

STEPS = 40
COLUMNS = ["step", "x1", "x2", "cost", None, None, "gradient_norm", "rate"]  # of a row in the page; None: the gradient

# All of a run's rows, as one text.
RUN = """(function(list){var e=document.querySelector('.explorer').explorer;return list.map(function(q){
var r=e.run(q),b=new Uint8Array(r.rows.buffer),t='';for(var i=0;i<b.length;i++)t+=String.fromCharCode(b[i]);
return {status:r.status,stop:r.stop,cause:r.cause,rows:btoa(t)}})})(%s)"""
LISTS = """(function(){var e=document.querySelector('.explorer').explorer.state,p=e.engine.plugins;return {
problems:e.problems.map(function(p){return p.label}),
optimizers:p.filter(function(p){return p.kind===1}).map(function(p){return [p.name,(p.flags>>8&1)===1]}),
schedules:p.filter(function(p){return p.kind===2}).map(function(p){return [p.name,(p.flags>>2&1)===1]})}})()"""


class Explorer(system.Case):
    @classmethod
    def setUpClass(cls):
        cls.profile = tempfile.mkdtemp(prefix="dh_explorer_")
        cls.browser = browser.Browser(cls.profile)

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        shutil.rmtree(cls.profile, ignore_errors=True)

    def setUp(self):
        super().setUp()
        self.downhill("explore", "rosenbrock", "-o", "page.html")
        self.browser.complaints.clear()
        self.browser.size(360, 640)  # software draws the surface
        self.browser.dark(False)
        self.open()

    def open(self):
        self.browser.open(self.folder / "page.html")
        self.browser.run("document.querySelector('.explorer').explorerReady")

    def compare(self, problems, optimizers, schedules):
        """Runs every combination with the program and in the page. Names, or maps as in a study; the page's word for `problem` is `name`."""
        entries = [{"problem": p, **({"dim": 2} if p in ("quadratic", "noisy_quadratic") else {})} if isinstance(p, str) else p for p in problems]
        methods = [{"optimizer": o, "schedule": s, "lr": 0.003} for o in optimizers for s in schedules]
        self.write("s.yaml", json.dumps({"study": "s", "seed": 5, "seeds": [3], "budget": {"steps": STEPS}, "record": {"every": "1 step"},
                                         "problems": entries, "methods": methods}))
        self.downhill("run", "s.yaml", "-o", "s.h5", "-q")
        results = system.Results(self.folder / "s.h5")
        self.assertEqual(results.count, len(entries) * len(methods))
        asked = [{"problem": {"use": spell(entry, "problem"), "studySeed": 5}, "optimizer": spell(method["optimizer"]),
                  "schedule": spell(method["schedule"]), "seed": 3, "rate": 0.003, "steps": STEPS, "limit": 1e100}
                 for entry in entries for method in methods]
        rows = 0
        for i, got in enumerate(self.browser.run(RUN % json.dumps(asked))):
            what = (results.key(i), got["cause"], results.run("cause", i))
            self.assertEqual(got["status"], results.run("status_code", i), what)
            self.assertEqual(got["stop"], results.run("stop_step", i), what)
            values = np.frombuffer(base64.b64decode(got["rows"])).reshape(-1, len(COLUMNS))
            for k, name in enumerate(COLUMNS):
                if name and len(values):
                    want = results.history(name, i).astype(float)
                    self.assertEqual(bits(values[:, k]), bits(want), (what, name))
            rows += len(values)
        return rows

    def test_bits(self):
        lists = self.browser.run(LISTS)
        self.assertGreaterEqual(len(lists["problems"]), 20)
        self.assertGreaterEqual(len(lists["optimizers"]), 55)
        optimizers = [{"name": name, "inner": "adam"} if wraps else name for name, wraps in lists["optimizers"]]
        schedules = [{"name": name, "inner": [["cosine", "linear"]], "milestones": [9]} if name == "join" else
                     {"name": name, "inner": "cosine", "length": 7} if wraps else name for name, wraps in lists["schedules"]]
        problems = [name.split()[0] for name in lists["problems"]]
        wrapped = [{"problem": "moved", "inner": "beale"}, {"problem": "noisy", "additive": 0.3, "inner": {"name": "moved", "inner": "himmelblau"}},
                   {"problem": "quadratic", "eigenvalues": [1, 7], "rotate": "yes"}]
        self.assertGreater(self.compare(["rosenbrock"], optimizers, ["constant"]), 50 * STEPS)
        self.assertGreater(self.compare(problems + wrapped, ["adam", "lbfgs"], ["constant"]), 20 * STEPS)
        self.assertGreater(self.compare(["rosenbrock"], ["momentum"], schedules), 15 * STEPS)


    # ---- the controls ----

    def state(self, expression):
        return self.browser.run("(function(){var e=document.querySelector('.explorer').explorer,s=e.state;return %s})()" % expression)

    def path(self, racer=0):
        return self.state(f"Array.from(s.racers[{racer}].run.rows)")

    def set(self, selector, value, event="input", racer=0):
        self.browser.run("(function(){var c=document.querySelectorAll('.racer')[%d]||document,x=c.querySelector(%s)||document.querySelector(%s);"
                         "x.value=%s;x.dispatchEvent(new Event('%s'))})()" % (racer, *[json.dumps(selector)] * 2, json.dumps(value), event))

    def centre(self, selector):
        return self.browser.run("(function(){var e=document.querySelector('%s');e.scrollIntoView({block:'center',behavior:'instant'});"
                                "var r=e.getBoundingClientRect();return [r.x,r.y,r.width,r.height]})()" % selector)

    def mouse(self, kind, x, y, **more):
        self.browser.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, **{"button": "left", "clickCount": 1, **more})

    def test_controls(self):
        b = self.browser
        self.check_rate()
        self.check_view()
        self.check_start()
        self.check_play()
        self.check_menus()
        self.assertEqual(b.run("performance.getEntriesByType('resource').length"), 0)
        self.assertEqual(b.complaints, [])

    def check_rate(self):
        before = self.path()
        self.set("input[type=range]", -3)
        self.assertEqual(self.state("s.racers[0].rate"), 0.001)
        after = self.path()
        self.assertEqual(before[:7], after[:7])  # the start; its rate is another
        self.assertNotEqual(before[8:], after[8:])
        self.set("input.rate", "1e5", "change")
        self.assertIn("diverged at step", b_text(self.browser, ".racer .fate"))
        self.set("input.rate", "0.002", "change")
        self.assertEqual(self.state("s.racers[0].rate"), 0.002)
        self.assertNotIn("diverged", b_text(self.browser, ".racer .fate"))

    def check_view(self):
        b, (x, y, width, height) = self.browser, self.centre(".relief")
        turn, tilt, distance = self.state("e.view()")
        self.mouse("mousePressed", x + width / 2, y + height / 2)
        self.mouse("mouseMoved", x + width / 2 + 60, y + height / 2 + 10)
        self.mouse("mouseReleased", x + width / 2 + 60, y + height / 2 + 10)
        self.assertGreater(self.state("e.view()[0]"), turn)
        self.assertGreater(self.state("e.view()[1]"), tilt)
        self.mouse("mouseWheel", x + width / 2, y + height / 2, deltaX=0, deltaY=-200, button="none")
        b.run("new Promise(function(done){setTimeout(done,100)})")
        near = self.state("e.view()[2]")
        self.assertLess(near, distance)
        b.run("document.querySelector('.relief').focus()")
        turn = self.state("e.view()[0]")
        b.press("ArrowLeft", 37)
        b.press("-", 189)
        self.assertLess(self.state("e.view()[0]"), turn)
        self.assertGreater(self.state("e.view()[2]"), near)

    def check_start(self):
        b = self.browser
        for selector in (".plan", ".relief"):
            x, y, width, height = self.centre(selector)
            before = self.state("s.start")
            self.mouse("mousePressed", x + 0.55 * width, y + 0.6 * height)
            self.mouse("mouseReleased", x + 0.55 * width, y + 0.6 * height)
            after = self.state("s.start")
            self.assertNotEqual(before, after, selector)
            for racer in range(3):
                self.assertEqual(self.path(racer)[1:3], after)
        b.run("document.querySelector('.plan').focus()")
        b.press("ArrowRight", 39)
        box = self.state("Array.from(s.scale.box)")
        self.assertAlmostEqual(self.state("s.start[0]"), after[0] + (box[1] - box[0]) / 100)

    def check_play(self):
        b = self.browser
        click = "Array.from(document.querySelectorAll('.explorer button')).find(function(x){return x.textContent===%s}).click()"
        b.run(click % '"Back to the start"')
        self.assertEqual(self.state("s.cursor"), 0)
        self.assertEqual(b_text(b, ".racer .fate"), "running")
        b.run(click % '"Step"')
        self.assertEqual(self.state("s.cursor"), 1)
        shown = b_text(b, ".racer .read dd")
        first, second = self.path()[9:11]
        self.assertEqual([float(part) for part in shown.strip("()").replace("\u2212", "-").split(",")],
                         [float(f"{value:.4g}") for value in (first, second)])
        b.run("Array.from(document.querySelectorAll('.explorer select')).find(function(x){return x.options[2].textContent==='fast'}).selectedIndex=2")
        b.run(click % '"Play"')
        b.run("new Promise(function(done){var e=document.querySelector('.explorer').explorer.state;(function look(){"
              "if(e.cursor>20)done();else requestAnimationFrame(look)})()})")
        b.run(click % '"Pause"')
        stopped = self.state("s.cursor")
        b.run("new Promise(function(done){setTimeout(done,50)})")
        self.assertEqual(self.state("s.cursor"), stopped)
        self.assertIn(f"Step {stopped}: ", b_text(b, ".spoken"))

    def check_menus(self):
        b = self.browser
        choose = "(function(){var x=document.querySelectorAll('%s')[%d];x.selectedIndex=Array.from(x.options).findIndex(function(o){" \
                 "return o.textContent==='%s'});x.dispatchEvent(new Event('change'))})()"
        b.run(choose % (".racer select", 0, "lookahead"))
        self.assertEqual(self.state("[s.racers[0].optimizer.plugin.name,s.racers[0].optimizer.inner[0].plugin.name]"), ["lookahead", "adam"])
        b.run(choose % (".racer select", 2, "cosine"))
        rates = self.path()[7::8]
        self.assertGreater(rates[0], rates[-2])
        b.run(choose % (".explorer select", 0, "himmelblau"))
        self.assertEqual(self.state("s.problem.label"), "himmelblau")
        b.run("document.querySelector('.remove').click()")
        self.assertEqual((self.state("s.racers.length"), b.run("document.querySelectorAll('.racer').length")), (2, 2))
        b.run("Array.from(document.querySelectorAll('.explorer button')).find(function(x){return x.textContent==='Add an optimizer'}).click()")
        self.assertEqual(self.state("s.racers.length"), 3)
        b.run(choose % (".racer select", 0, "polyak"))  # needs f*, which himmelblau has
        self.assertNotIn("refused", b_text(b, ".racer .fate"))

    def test_looks(self):
        """Light and dark, on a phone, without WebGL."""
        b = self.browser
        for width, dark in ((1000, False), (320, True)):
            b.size(width, 800, width < 1000)
            b.dark(dark)
            self.open()
            self.assertLessEqual(b.run("document.documentElement.scrollWidth"), width)
            check_contrast(self, b)
            self.assertLess({"application", "combobox", "slider", "spinbutton"}, check_access(self, b))
            self.assertEqual(b.run("Array.from(document.querySelectorAll('.explorer input,.explorer select')).filter(function(x){"
                                   "return !x.labels.length&&!x.getAttribute('aria-label')}).length"), 0)
        b.ask("Emulation.setTouchEmulationEnabled", enabled=True)
        x, y, width, height = self.centre(".plan")
        before = self.state("s.start")
        b.ask("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x + 0.7 * width, "y": y + 0.3 * height}])
        b.ask("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
        self.assertNotEqual(self.state("s.start"), before)
        b.ask("Emulation.setTouchEmulationEnabled", enabled=False)
        script = b.ask("Page.addScriptToEvaluateOnNewDocument", source="HTMLCanvasElement.prototype.getContext=(function(own){return function(kind){"
              "return kind==='webgl2'?null:own.apply(this,arguments)}})(HTMLCanvasElement.prototype.getContext)")
        self.open()
        self.assertIn("no WebGL 2", b.run("document.querySelector('.missing:not([hidden])').textContent"))
        self.assertGreater(b.run("document.querySelector('.plan').height"), 100)
        self.assertEqual(b.complaints, [])
        b.ask("Page.removeScriptToEvaluateOnNewDocument", identifier=script["identifier"])

    def test_report(self):
        """Problems of a results file that the engine makes again, bit for bit, and only those."""
        self.write("r.yaml", json.dumps({"study": "r", "seed": 7, "seeds": 2, "budget": {"steps": 30}, "record": {"every": "1 step"}, "problems": [
            {"name": "a <b>", "problem": "quadratic", "dim": 2, "condition": 30}, {"problem": "moved", "inner": "beale"}, {"problem": "quadratic", "dim": 3}],
            "methods": [{"optimizer": "adam", "beta1": 0.8, "lr": 0.05, "schedule": {"name": "cosine", "floor": 0.1}}, {"optimizer": "gsl_bfgs2"}]}))
        self.downhill("run", "r.yaml", "-o", "r.h5", "-q")
        self.downhill("report", "r.h5", "-o", "r", "-q", "--chart", "none")
        b = self.browser
        b.open(self.folder / "r/index.html")
        b.run("document.querySelector('.explorer').explorerReady")
        self.assertEqual(self.state("s.problems.map(function(p){return p.label})"), ["a <b>"])
        self.assertEqual(self.state("s.racers.map(function(r){return [r.optimizer.plugin.name,r.optimizer.values[0],r.rate]})"), [["adam", 0.8, 0.05]])
        results = system.Results(self.folder / "r.h5")
        row = next(i for i in range(results.count) if results.key(i)[0] == "a <b>" and results.run("optimizer", i) == "adam")
        got = np.array(self.path()).reshape(-1, len(COLUMNS))
        for k, name in enumerate(COLUMNS):
            if name:
                self.assertEqual(bits(got[:, k]), bits(results.history(name, row).astype(float)), name)
        self.assertEqual(b.complaints, [])


def b_text(b, selector):
    return b.run("document.querySelector('%s').textContent" % selector)


def bits(values):
    return np.where(np.isnan(values), np.nan, values).tobytes()


def spell(what, key="name"):
    """A map of a study as the page spells it."""
    if isinstance(what, str):
        return {"name": what}
    inner = what.get("inner", [])
    inner = inner[0] if inner and isinstance(inner, list) else [inner] if inner else []
    return {"name": what[key], "inner": [spell(one) for one in inner], "params": {k: v for k, v in what.items() if k not in (key, "inner")}}


if __name__ == "__main__":
    if not browser.PROGRAM:
        sys.exit(77)
    system.main()
