"""A study whose names try to be markup, script, TeX and shell; for the tests of reports."""
import json

import h5py

NAMES = [
    "</title></style><script>document.title='owned'</script>",
    "\"><img src=x onerror=\"document.title='owned'\">",
    "$(touch owned) `touch owned` '; touch owned; '",
    "\\input{/etc/passwd} \\end{document} $\\alpha$ 100% #1 ~ ^_ {}",
    "a | b `` c ``` <b>| @everyone [x](javascript:alert)",
    "βήτα 中文 é \u202ereversed\u202c 😀",
]

STUDY = """
study: %(title)s
seeds: 3
budget: {steps: 30}
record: {every: 3 steps}
limits: {cost: 1e3}
problems:
  - {name: %(problem)s, problem: rosenbrock, start: [-1.2, 1]}
  - {name: plain, problem: quadratic, dim: 5, condition: 10}
methods:
%(methods)s
  - {name: falls off, optimizer: sgd, lr: 40}
# </code></pre><script>document.title='owned'</script> \\end{verbatim} ````
"""


def study():
    """JSON's strings are YAML's."""
    methods = "".join(f"  - {{name: {json.dumps(name, ensure_ascii=False)}, optimizer: sgd, lr: {0.001 * 2 ** -i}}}\n"
                      for i, name in enumerate(NAMES))
    return STUDY % {"title": json.dumps("hostile"), "problem": json.dumps(NAMES[3]), "methods": methods.rstrip()}


def spoil(path):
    """What no study may hold, but a file of a stranger can: line breaks, control characters, a cause that is markup."""
    with h5py.File(path, "r+") as file:
        for name in ("runs/problem", "problems/problem"):
            file[name][:] = [text.replace("plain", "second\nline\x07") for text in file[name].asstr()[:]]
        file["runs/cause"][:] = [text and text + "\n\n# <script>document.title='owned'</script> \\input{/etc/passwd}"
                                 for text in file["runs/cause"].asstr()[:]]
        file.attrs["host"] = "$(touch owned)<script>document.title='owned'</script>\\end{document}"
