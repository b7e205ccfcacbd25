"""The page of a report in a real browser: it opens from a file without a complaint, sorts, fits a phone and prints. Skipped without
Chromium."""
import sys

import browser
import system
from hostile_names import spoil, study

COLUMN = "Array.prototype.map.call(document.querySelectorAll('#t-ranking tbody tr'),function(r){return r.cells[%d].%s})"


class Page(system.Case):
    def setUp(self):
        super().setUp()
        self.write("h.yaml", study())
        self.downhill("run", "h.yaml", "-o", "h.h5", "-q")
        spoil(self.folder / "h.h5")
        self.downhill("report", "h.h5", "-o", "r", "-q")
        self.browser = browser.Browser(self.folder / "profile")
        self.addCleanup(self.browser.close)

    def column(self, index):
        return [float(value or "nan") for value in self.browser.run(COLUMN % (index, "getAttribute('data-v')"))]

    def test_page(self):
        b = self.browser
        for width, mobile, dark in ((1200, False, False), (360, True, True), (320, True, False)):
            b.size(width, 800, mobile)
            b.dark(dark)
            b.open(self.folder / "r/index.html")
            b.run("(document.querySelector('.explorer')||{}).explorerReady")
            self.assertLessEqual(b.run("document.documentElement.scrollWidth"), width)
            check_contrast(self, b)
            self.assertLess({"button", "link", "rowheader", "table"}, check_access(self, b))
        self.assertEqual(b.run("document.title"), "hostile")
        self.check_sorting()
        self.check_lines()
        self.check_schemes()
        self.assertTrue(b.pdf().startswith(b"%PDF"))
        self.assertEqual(b.run("performance.getEntriesByType('resource').length"), 0)
        self.assertEqual(b.complaints, [])
        # what is smuggled in after all is not run: the policy forbids it, and says so
        b.run("document.body.insertAdjacentHTML('beforeend','<img src=x onerror=\"document.title=1\"><p id=z style=\"color:red\">')")
        b.run("new Promise(function(done){setTimeout(done,50)})")
        self.assertEqual(b.run("document.title"), "hostile")
        self.assertTrue(any("Content Security Policy" in text for text in b.complaints))
        if not system.SANITIZED:  # no compiler changes where a text stands
            self.check_columns()

    def check_columns(self):
        """In charts for a paper's column no text leaves its picture, and none stands on another."""
        charts = ("contour", "critical_difference", "ledger", "profile", "schedule", "surface")
        paths = self.downhill("plot", "h.h5", "--size", "column", "-o", "c", *(f"--chart={name}" for name in charts)).out.splitlines()
        self.assertGreaterEqual(len(paths), len(charts))
        pictures = [(self.folder / path).read_text() for path in paths]
        self.write("c/all.html", "<meta charset=utf-8>" + "".join(f"<div>{text[text.index('<svg'):]}</div>" for text in pictures))
        self.browser.size(1200, 800)
        self.browser.open(self.folder / "c/all.html")
        wrong = self.browser.run("""Array.prototype.map.call(document.querySelectorAll('div>svg'),function(svg){
            var sheet=svg.getBoundingClientRect(),bad=[],seen=[];
            svg.querySelectorAll('text').forEach(function(text){
                var box=text.getBoundingClientRect(),what=text.textContent.trim();
                if(!what)return;
                if(box.left<sheet.left||box.right>sheet.right||box.top<sheet.top||box.bottom>sheet.bottom)bad.push('outside: '+what);
                seen.forEach(function(other){
                    var wide=Math.min(box.right,other.box.right)-Math.max(box.left,other.box.left),
                        high=Math.min(box.bottom,other.box.bottom)-Math.max(box.top,other.box.top);
                    if(wide>2&&high>0.4*box.height)bad.push(what+' on '+other.what)});
                seen.push({box:box,what:what})});
            return bad})""")
        self.assertEqual(dict(zip(paths, wrong)), {path: [] for path in paths})

    def check_sorting(self):
        b, places = self.browser, self.column(1)
        self.assertEqual(places, sorted(places))
        b.run("document.querySelectorAll('#t-ranking th button')[1].click()")
        b.run("document.querySelectorAll('#t-ranking th button')[1].click()")
        self.assertEqual(self.column(1), sorted(places, reverse=True))
        b.run("document.querySelectorAll('#t-ranking th button')[0].focus()")
        b.press("Enter", 13, "\r")
        names = b.run(COLUMN % (0, "textContent"))
        self.assertEqual(names, sorted(names, key=lambda name: name.encode("utf-16-be")))
        self.assertEqual(b.run("document.querySelector('#t-ranking [aria-sort]').getAttribute('aria-sort')"), "ascending")

    def check_lines(self):
        """A line says its name to the pointer and to the keyboard."""
        b = self.browser
        figure = "#" + b.run("""Array.prototype.find.call(document.querySelectorAll('figure'),function(f){
            return /cost against what was spent/.test(f.textContent)}).id""")
        names = b.run(f"Array.prototype.map.call(document.querySelectorAll('{figure} g>title'),function(t){{return t.textContent}})")
        self.assertTrue(any("falls off" in name for name in names), names)
        for name in ("$(touch owned)", "\\input{/etc/passwd}", "<script>"):
            self.assertTrue(any(name in line for line in names), (name, names))
        said = f"document.querySelector('{figure} .pick').textContent"
        picked = f"Array.prototype.map.call(document.querySelectorAll('{figure} .on>title'),function(t){{return t.textContent}})"
        self.assertIn("Point at a line", b.run(said))
        b.run(f"document.querySelector('{figure} .scroll').focus({{preventScroll:true}})")
        for name in (names[0], next(name for name in names if name != names[0])):
            b.press("ArrowDown", 40)
            self.assertEqual(b.run(said), name)
            self.assertEqual(set(b.run(picked)), {name})
        b.press("Escape", 27)
        self.assertEqual(b.run(picked), [])
        b.size(1200, 800)
        x, y = b.run("""(function(){var p=Array.prototype.filter.call(document.querySelectorAll('FIGURE g>title~g path:not([fill])'),
            function(p){return p.getAttribute('stroke')!=='transparent'&&p.getTotalLength()>150})[0],
            m=p.getPointAtLength(p.getTotalLength()/2).matrixTransform(p.getScreenCTM());
            window.scrollTo({top:scrollY+m.y-300,behavior:'instant'});m=p.getPointAtLength(p.getTotalLength()/2).matrixTransform(p.getScreenCTM());return [m.x,m.y]})()""".replace("FIGURE", figure))
        b.ask("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y + 2)
        self.assertIn(b.run(said), names)
        b.ask("Input.dispatchMouseEvent", type="mouseMoved", x=1, y=1)
        self.assertIn("Point at a line", b.run(said))

    def check_schemes(self):
        """Texts in charts have a contrast of 4.5 to the paper, in both schemes by colours of their own; print is light."""
        b = self.browser
        colours = """Array.prototype.map.call(document.querySelectorAll('figure text'),function(e){return getComputedStyle(e).fill})"""
        seen = {}
        for dark in (False, True):
            b.dark(dark)
            paper = b.run("getComputedStyle(document.body).backgroundColor")
            seen[dark] = set(b.run(colours))
            self.assertEqual(b.run("getComputedStyle(document.querySelector('figure svg')).filter"), "none")
            for colour in seen[dark]:
                light, low = sorted((luminance(colour), luminance(paper)), reverse=True)
                self.assertGreaterEqual((light + 0.05) / (low + 0.05), 4.5, (dark, colour))
        self.assertFalse(seen[False] & seen[True])
        b.ask("Emulation.setEmulatedMedia", media="print", features=[{"name": "prefers-color-scheme", "value": "dark"}])
        self.assertEqual(set(b.run(colours)), seen[False])
        b.ask("Emulation.setEmulatedMedia", media="")


NAMED = {"application", "button", "checkbox", "combobox", "img", "image", "link", "navigation", "region", "slider", "spinbutton", "table", "textbox",
         "columnheader", "rowheader"}


def check_access(test, b):
    """What a reader of the screen is told (the browser's own tree of it): everything that can be used, and every picture, has a name."""
    nodes = b.ask("Accessibility.getFullAXTree")["nodes"]
    nameless = [node["role"]["value"] for node in nodes if not node["ignored"] and node["role"]["value"] in NAMED
                and not node.get("name", {}).get("value", "").strip()]
    test.assertEqual(nameless, [])
    roles = {node["role"]["value"] for node in nodes if not node["ignored"]}
    levels = b.run("Array.prototype.map.call(document.querySelectorAll('h1,h2,h3,h4'),function(h){return Number(h.tagName[1])})")
    test.assertEqual((levels[0], levels.count(1)), (1, 1))
    test.assertTrue(all(after <= before + 1 for before, after in zip(levels, levels[1:])), levels)
    test.assertEqual(b.run("document.documentElement.lang"), "en")
    # what scrolls can have the focus, or nobody without a pointer sees the rest of it
    test.assertEqual(b.run("""Array.prototype.filter.call(document.querySelectorAll('main *'),function(e){
        return e.scrollWidth>e.clientWidth+1&&/auto|scroll/.test(getComputedStyle(e).overflowX)&&e.tabIndex<0}).length"""), 0)
    return roles


def check_contrast(test, b):
    """WCAG 2.1, 1.4.3: at least 4.5."""
    pairs = b.run("""(function(){
        function back(e){for(;e;e=e.parentElement){var c=getComputedStyle(e).backgroundColor;if(c!=='rgba(0, 0, 0, 0)')return c}return 'rgb(255, 255, 255)'}
        return Array.prototype.map.call(document.querySelectorAll('p,a,h1,h2,h3,td,th,dt,dd,caption,figcaption,code,button,label,select,input,summary'),
            function(e){return [getComputedStyle(e).color,back(e)]})})()""")
    for pair in {tuple(pair) for pair in pairs}:
        light, dark = sorted(map(luminance, pair), reverse=True)
        test.assertGreaterEqual((light + 0.05) / (dark + 0.05), 4.5, pair)


def luminance(colour):
    parts = [int(part) / 255 for part in colour[colour.index("(") + 1:-1].split(",")[:3]]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


if __name__ == "__main__":
    if not browser.PROGRAM:
        sys.exit(77)
    system.main()
