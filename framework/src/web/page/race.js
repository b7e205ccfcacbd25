
  // ---- the race: runs to their ends, looked at up to a step ----

  const AT_REST = 1e-6;

  // The row of a run at a step, or its last one before that; null: there is none.
  function place(run, step) {
    const i = Math.min(step, run.count - 1);
    return i < 0 ? null : run.rows.subarray(i * ROW, (i + 1) * ROW);
  }

  // The first step from which on the gradient stays small; Infinity: it does not.
  function findRest(run) {
    let i = run.count;
    while (i > 0 && run.rows[(i - 1) * ROW + NORM] <= AT_REST * Math.max(1, Math.abs(run.rows[(i - 1) * ROW + COST])))
      i--;
    return run.status !== DIVERGED && i < run.count ? run.rows[i * ROW + STEP] : Infinity;
  }

  // What has become of a run by a step: a word for the style, and a sentence.
  function fate(racer, step) {
    const run = racer.run;
    if (run.status === REFUSED || !run.count)
      return ['refused', 'refused: ' + run.cause];
    if (run.status === DIVERGED && step >= run.rows[(run.count - 1) * ROW])
      return ['diverged', 'diverged at step ' + run.stop];
    if (step >= racer.rest)
      return ['converged', 'converged at step ' + racer.rest];
    return step < run.stop ? ['running', 'running'] : ['running', 'not converged after ' + run.stop + ' steps'];
  }

  function makeRace(engine, problems) {
    const state = {engine, problems, racers: [], cursor: 0, steps: 300, seed: 0, limit: 1e100};

    state.setProblem = (i) => {
      state.problem = problems[i];
      state.seen = engine.look(state.problem, 161);
      state.scale = makeScale(state.seen);
      state.chosen = state.problem.start || null;
    };

    state.compute = (racer, rate) => engine.run(state.problem, racer.optimizer, racer.schedule,
      {seed: state.seed, rate, steps: state.steps, limit: state.limit, start: state.chosen});

    // Whether a run is not refused.
    state.fits = (optimizer, schedule) => engine.run(state.problem, optimizer, schedule,
      {seed: 0, rate: 1e-6, steps: 1, limit: state.limit}).status !== REFUSED;

    state.rerun = (racer) => {
      racer.run = state.compute(racer, racer.rate);
      racer.rest = findRest(racer.run);
      const first = place(racer.run, 0);
      state.start = state.chosen || (first ? [first[X1], first[X2]] : state.start);
    };

    // The mean of log (cost − least) over the steps: low where a run is soon low and stays there.
    function score(run) {
      const {optimum, f} = state.seen;
      const least = Number.isFinite(optimum) ? optimum : f.reduce((a, b) => b < a ? b : a, Infinity);
      let sum = 0;
      for (let i = 0; i < run.count; i++)
        sum += Math.log(Math.max(run.rows[i * ROW + COST] - least, 0) + 1e-12 * (1 + Math.abs(least)));
      return run.status === FINISHED && Number.isFinite(sum) ? sum / run.count : Infinity;
    }

    // The rate with the lowest score, of 4 a decade.
    state.tune = (racer) => {
      if (racer.optimizer.plugin.flags & IGNORES_RATE)
        return;
      const [low, high] = state.range(racer);
      let least = Infinity;
      for (let e = Math.ceil(4 * low); e <= 4 * high; e++) {
        const rate = Number(Math.pow(10, e / 4).toPrecision(2)), got = score(state.compute(racer, rate));
        if (got < least) {
          least = got;
          racer.rate = rate;
        }
      }
    };

    // Powers of ten between which the slider goes: the tuner's range and a bit.
    state.range = (racer) => {
      const p = racer.optimizer.plugin;
      return [Math.log10(p.least || 1e-4) - 2, Math.log10(p.most || 1) + 1].map(Math.round);
    };

    return state;
  }
