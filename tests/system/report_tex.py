"""The LaTeX file of a report compiles as it stands, with names that try to be commands. Skipped without LaTeX."""
import shutil
import subprocess
import sys

import system
from hostile_names import spoil, study

ENGINES = [name for name in ("pdflatex", "lualatex", "xelatex") if shutil.which(name)]


class Tex(system.Case):
    def test_compiles(self):
        self.write("h.yaml", study())
        self.downhill("run", "h.yaml", "-o", "h.h5", "-q")
        spoil(self.folder / "h.h5")
        self.downhill("report", "h.h5", "-o", "r", "-q")
        for engine in ENGINES[:1]:
            done = subprocess.run([engine, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "report.tex"],
                                  cwd=self.folder / "r", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            log = done.stdout.decode(errors="replace")
            self.assertEqual(done.returncode, 0, log[-3000:])
            self.assertNotIn("root:x:0", log)
            self.assertNotIn("/etc/passwd", log)
            self.assertTrue((self.folder / "r/report.pdf").read_bytes().startswith(b"%PDF"))


if __name__ == "__main__":
    kpsewhich = shutil.which("kpsewhich")
    if not ENGINES or (kpsewhich and subprocess.run([kpsewhich, "booktabs.sty"], stdout=subprocess.DEVNULL).returncode):
        sys.exit(77)
    system.main()
