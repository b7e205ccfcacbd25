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
        self.assertEqual(b.run("document.title"), "hostile")
        self.check_sorting()
        self.assertTrue(b.pdf().startswith(b"%PDF"))
        self.assertEqual(b.run("performance.getEntriesByType('resource').length"), 0)
        self.assertEqual(b.complaints, [])
        # what is smuggled in after all is not run: the policy forbids it, and says so
        b.run("document.body.insertAdjacentHTML('beforeend','<img src=x onerror=\"document.title=1\"><p id=z style=\"color:red\">')")
        b.run("new Promise(function(done){setTimeout(done,50)})")
        self.assertEqual(b.run("document.title"), "hostile")
        self.assertTrue(any("Content Security Policy" in text for text in b.complaints))

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
