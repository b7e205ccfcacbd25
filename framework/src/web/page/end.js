
  // ---- the page ----

  function makeTheme(root) {
    const style = getComputedStyle(root), dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const colours = dark ? DARK : LIGHT;

    // '#rgb' as the style sheet may spell it, in six digits.
    function get(name) {
      const colour = style.getPropertyValue(name).trim();
      return colour.length === 4 ? '#' + [...colour.slice(1)].map((c) => c + c).join('') : colour;
    }

    return {
      paper: get('--paper'), ink: get('--ink'), quiet: get('--quiet'), font: style.fontFamily,
      ground: dark ? ['#0e1b29', '#22496c', '#7fb2dd'] : ['#f7fbff', '#c6dbef', '#6baed6'],
      racer: (i) => colours[i % colours.length],
    };
  }

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

  function build(root, engine, setting) {
    const problems = findProblems(engine, setting), state = makeRace(engine, problems);
    if (!problems.length)
      throw new Error('its engine does not give the values that the results have, of any problem');
    state.steps = setting.steps || state.steps;
    const cards = make('div', {class: 'racers'}), spoken = make('p', {class: 'spoken', role: 'status'});
    const picture = (name, label) => make('canvas', {
      class: name, tabindex: 0, role: 'application', 'aria-label': label,
    });
    const relief = picture('relief', 'surface of the problem with the paths; arrow keys rotate, plus and minus zoom');
    const plan = picture('plan', 'contour map of the problem with the paths; arrow keys move the starting point');
    const labels = [0, 1].map(() => make('span', {class: 'axis', 'aria-hidden': 'true'}));
    const missing = make('p', {class: 'missing', hidden: true},
      'This browser has no WebGL 2, which the surface needs. The map shows the same.');
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const speed = menu([['slow'], ['normal'], ['fast']], still ? 0 : 1, () => {});
    const height = make('span', {}), about = make('p', {class: 'hint'}), played = make('output', {});
    const play = button('Play', () => playing ? stop() : start());
    play.className = 'play';
    const scrub = make('input', {type: 'range', min: 0, step: 1, oninput: () => moveTo(Number(scrub.value))});
    let surface = null, map = null, playing = 0, clock = 0, owed = 0;

    function drawAll() {
      map.draw();
      if (surface)
        surface.draw();
      state.racers.forEach((racer, i) => racer.card.show(i));
      scrub.max = state.steps;
      scrub.value = state.cursor;
      played.textContent = 'step ' + state.cursor + ' of ' + state.steps;
    }

    function goTo(step) {
      state.cursor = clamp(step, 0, state.steps);
      drawAll();
    }

    // When the last of them has ended, or has come to rest.
    function lastStep() {
      return Math.max(0, ...state.racers.map((racer) => Math.min(racer.run.count - 1, racer.rest)));
    }

    function moveTo(step) {
      stop();
      goTo(step);
    }

    function stop() {
      if (!playing)
        return;
      cancelAnimationFrame(playing);
      playing = 0;
      play.textContent = 'Play';
      const fates = state.racers.map((racer) => racer.optimizer.plugin.name + ' ' + fate(racer, state.cursor)[1]);
      spoken.textContent = 'Step ' + state.cursor + ': ' + fates.join('; ');
    }

    function tick(now) {
      owed += (now - (clock || now)) / 1000 * [10, state.steps / 8, state.steps / 2.5][speed.selectedIndex];
      clock = now;
      const whole = Math.floor(owed);
      owed -= whole;
      if (whole)
        goTo(Math.min(state.cursor + whole, lastStep()));
      playing = requestAnimationFrame(tick);
      if (state.cursor >= lastStep())
        stop();
    }

    function start() {
      if (state.cursor >= lastStep())
        goTo(0);
      clock = owed = 0;
      play.textContent = 'Pause';
      playing = requestAnimationFrame(tick);
    }

    function rerunAll(tuned) {
      for (const racer of state.racers) {
        if (tuned)
          state.tune(racer);
        state.rerun(racer);
        racer.card.showRate();
      }
      drawAll();
    }

    state.begin = (start) => {
      state.chosen = start;
      rerunAll(false);
    };

    function add(optimizer, schedule, rate) {
      const racer = {optimizer, schedule, rate: rate === undefined ? optimizer.plugin.rate || 0.01 : rate};
      if (rate === undefined)
        state.tune(racer);
      state.rerun(racer);
      racer.card = makeCard(state, racer, drawAll, () => {
        state.racers.splice(state.racers.indexOf(racer), 1);
        racer.card.card.remove();
        drawAll();
      });
      state.racers.push(racer);
      cards.append(racer.card.card);
    }

    function addNamed(name, schedule) {
      const plugin = engine.find(OPTIMIZER, name);
      if (plugin && !(plugin.flags & WRAPS[OPTIMIZER]))
        add(engine.use(plugin), engine.use(engine.find(SCHEDULE, schedule || 'constant')));
    }

    function showProblem(i) {
      state.setProblem(i);
      const plugin = state.problem.use.plugin;
      about.textContent = plugin.doc + '. ' + plugin.source + '.';
      height.textContent = state.scale.name;
      map.renew();
      if (surface)
        surface.renew();
    }

    const problemMenu = menu(problems.map((p) => [p.label, p.use.plugin.doc]), 0, (i) => {
      stop();
      showProblem(i);
      rerunAll(true);
    });
    const steps = whole(state.steps, 1, 20000, (value) => {
      state.steps = state.cursor = value;
      rerunAll(false);
    });
    const seed = whole(state.seed, 0, Number.MAX_SAFE_INTEGER, (value) => {
      state.seed = value;
      state.chosen = state.problem.start || null;
      rerunAll(false);
    });
    seed.title = 'of the random start and of noise';

    const left = setting.problems.map((p) => p.label).filter((label) => !problems.some((p) => p.label === label));
    root.append(
      make('div', {class: 'bar'}, labelled('problem', problemMenu), labelled('steps', steps), labelled('seed', seed)),
      about,
      left.length ? make('p', {class: 'hint'}, 'Left out, because what is in this page does not give the values ' +
        'that the results have: ' + left.join('; ') + '.') : '',
      make('div', {class: 'views'},
        make('div', {class: 'view'}, make('div', {class: 'stage'}, relief, ...labels), missing, make('p',
          {class: 'hint'}, 'Drag to rotate, wheel or two fingers to zoom, click to start there. Height: ', height, '.')),
        make('div', {class: 'view'}, plan, make('p', {class: 'hint'},
          'Click or drag to choose the starting point (○). ★ is a minimum that is known.'))),
      make('div', {class: 'bar'}, play,
        button('Step', () => moveTo(state.cursor >= lastStep() ? 0 : state.cursor + 1)),
        button('Back to the start', () => moveTo(0)),
        labelled('speed', speed), labelled('at', scrub, played)),
      cards,
      make('div', {class: 'bar'}, button('Add an optimizer', () => { addNamed('adam'); drawAll(); })),
      spoken,
      make('p', {class: 'hint'}, 'This page runs the C code of the plugins and of Downhill’s own loop, compiled to ' +
        'WebAssembly: the same bits as on your machine. A run has converged where the gradient stays below ' +
        '10⁻⁶ max(1, |cost|); it has diverged where the cost is no number or beyond 10¹⁰⁰.'));

    state.theme = makeTheme(root);
    map = makeMap(plan, state);
    state.setProblem(0);
    surface = makeSurface(relief, labels, state);
    if (!surface) {
      relief.hidden = true;
      missing.hidden = false;
    }
    for (const r of setting.racers || []) {
      const optimizer = revive(engine, OPTIMIZER, r.optimizer), schedule = revive(engine, SCHEDULE, r.schedule);
      if (optimizer && schedule && state.fits(optimizer, schedule))
        add(optimizer, schedule, r.rate === null ? undefined : r.rate);
    }
    if (!state.racers.length)
      ['momentum', 'adam', 'lbfgs'].forEach((name) => addNamed(name));
    state.cursor = state.steps;
    showProblem(0);
    drawAll();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      state.theme = makeTheme(root);
      map.renew();
      drawAll();
    });
    new ResizeObserver(() => drawAll()).observe(plan);
    root.explorer = { // for tests, and for who wants to look inside
      state,
      view: () => surface && surface.look(),
      run: (q) => engine.run(reviveProblem(engine, q.problem), revive(engine, OPTIMIZER, q.optimizer),
        revive(engine, SCHEDULE, q.schedule), Object.assign({seed: 0, limit: state.limit}, q)),
    };
  }

  async function begin(root) {
    const note = make('p', {class: 'missing', role: 'status'}, 'The explorer is being made …');
    root.append(note);
    try {
      const made = await unpack(root.dataset.module);
      note.remove();
      build(root, makeEngine(made.instance.exports), JSON.parse(root.dataset.setting));
    } catch (error) {
      root.append(note);
      note.textContent = 'The explorer cannot run here: ' + error.message;
      throw error;
    }
  }

  const root = document.querySelector('.explorer');
  if (root)
    root.explorerReady = begin(root);
})();
