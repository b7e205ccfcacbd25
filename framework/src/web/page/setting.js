
  // ---- what the page is told (web/explorer.h) ----

  // A use as settings spell it, {name, params, inner}; null where there is no such plugin.
  function revive(engine, kind, u) {
    const plugin = engine.find(kind, u.name), inner = (u.inner || []).map((one) => revive(engine, kind, one));
    return plugin && inner.every(Boolean) ? engine.use(plugin, u.params, inner, u.unit) : null;
  }

  function reviveProblem(engine, p) {
    return Object.assign({studySeed: 0, instance: 0}, p, {use: revive(engine, PROBLEM, p.use)});
  }

  // Whether f is what a results file has.
  function isSame(engine, problem) {
    const seen = engine.look(problem, problem.side || 2);
    const at = (i, j) => seen.f[j * problem.side + i];
    const same = ([i, j, f]) => f === null ? !Number.isFinite(at(i, j)) : at(i, j) === f;
    return seen.dim === 2 && (problem.check || []).every(same);
  }

  // Problems of the report, or the one that was asked for; `others`: all that have two dimensions besides.
  function findProblems(engine, setting) {
    const list = setting.problems.map((p) => reviveProblem(engine, p)).filter((p) => p.use && isSame(engine, p));
    for (const plugin of setting.others ? engine.plugins : []) {
      const problem = {label: plugin.name, studySeed: 0, instance: 0};
      if (plugin.kind !== PROBLEM || plugin.flags & WRAPS[PROBLEM] || list.some((p) => p.label === plugin.name))
        continue;
      problem.use = engine.use(plugin, plugin.params.some((p) => p.name === 'dim') ? {dim: 2} : {});
      const seen = engine.look(problem, 2);
      if (seen.dim === 2 && Array.from(seen.box).every(Number.isFinite))
        list.push(problem);
    }
    return list;
  }
