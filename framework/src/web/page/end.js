
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

  // The two pictures, and what is said under them.
  function makeViews(state) {
    const picture = (name, label) => make('canvas', {
      class: name, tabindex: 0, role: 'application', 'aria-label': label,
    });
    const relief = picture('relief', 'surface of the problem with the paths; arrow keys rotate, plus and minus zoom');
    const plan = picture('plan', 'contour map of the problem with the paths; arrow keys move the starting point');
    const labels = [0, 1].map(() => make('span', {class: 'axis', 'aria-hidden': 'true'})), height = make('span', {});
    const missing = make('p', {class: 'missing', hidden: true},
      'This browser has no WebGL 2, which the surface needs. The map shows the same.');
    const box = make('div', {class: 'views'},
      make('div', {class: 'view'}, make('div', {class: 'stage'}, relief, ...labels), missing, make('p', {class: 'hint'},
        'Drag to rotate, wheel or two fingers to zoom, click to start there. Height: ', height, '.')),
      make('div', {class: 'view'}, plan, make('p', {class: 'hint'},
        'Click or drag to choose the starting point (○). ★ is a minimum that is known.')));
    const map = makeMap(plan, state), surface = makeSurface(relief, labels, state, draw);
    const pictures = surface ? [map, surface] : [map];
    let due = 0, stale = false;
    relief.hidden = !surface;
    missing.hidden = Boolean(surface);

    // Once a frame, however often it is asked for.
    function draw() {
      due = due || requestAnimationFrame(() => {
        due = 0;
        if (stale)
          pictures.forEach((one) => one.renew());
        stale = false;
        pictures.forEach((one) => one.draw());
      });
    }

    function renew() { // for another problem, or other colours
      height.textContent = state.scale.name;
      stale = true;
      draw();
    }

    return {box, plan, draw, renew, look: () => surface && surface.look()};
  }

  // The racers' cards; `changed` draws all anew.
  function makeField(state, changed) {
    const box = make('div', {class: 'racers'}), engine = state.engine;

    function add(optimizer, schedule, rate) {
      const racer = {optimizer, schedule, rate: rate === undefined ? optimizer.plugin.rate || 0.01 : rate};
      if (rate === undefined)
        state.tune(racer);
      state.rerun(racer);
      racer.card = makeCard(state, racer, changed, () => {
        state.racers.splice(state.racers.indexOf(racer), 1);
        racer.card.card.remove();
        changed();
      });
      state.racers.push(racer);
      box.append(racer.card.card);
    }

    function addNamed(name) {
      const plugin = engine.find(OPTIMIZER, name);
      if (plugin && !(plugin.flags & WRAPS[OPTIMIZER]))
        add(engine.use(plugin), engine.use(engine.find(SCHEDULE, 'constant')));
    }

    // One of a setting: as it was, or by its name where the page cannot make it so.
    function addSet(r) {
      const optimizer = revive(engine, OPTIMIZER, r.optimizer), schedule = revive(engine, SCHEDULE, r.schedule);
      if (optimizer && schedule && state.fits(optimizer, schedule))
        add(optimizer, schedule, r.rate === null ? undefined : r.rate);
      else
        addNamed(r.optimizer.name);
    }

    return {box, addNamed, addSet};
  }

  // Problem, steps, seed; `renew` is for another problem, `changed` draws all anew.
  function makeChoices(state, left, renew, changed) {
    const about = make('p', {class: 'hint'});

    function rerun(tuned) {
      for (const racer of state.racers) {
        if (tuned)
          state.tune(racer);
        state.rerun(racer);
        racer.card.showRate();
      }
      changed();
    }

    function pick(i) {
      const plugin = state.problems[i].use.plugin;
      state.setProblem(i);
      about.textContent = plugin.doc + '. ' + plugin.source + '.';
      renew();
      rerun(true);
    }

    const steps = whole(state.steps, 1, 20000, (value) => {
      state.steps = state.cursor = value;
      rerun(false);
    });
    const seed = whole(state.seed, 0, Number.MAX_SAFE_INTEGER, (value) => {
      state.seed = value;
      state.chosen = state.problem.start || null;
      rerun(false);
    });
    seed.title = 'of the random start and of noise';
    state.begin = (start) => {
      state.chosen = start;
      rerun(false);
    };
    const names = state.problems.map((p) => [p.label, p.use.plugin.doc]);
    const box = make('div', {},
      make('div', {class: 'bar'}, labelled('problem', menu(names, 0, pick)), labelled('steps', steps),
        labelled('seed', seed)),
      about, left.length ? make('p', {class: 'hint'}, 'Left out, because what is in this page does not give the values ' +
        'that the results have: ' + left.join('; ') + '.') : '');
    return {box, pick};
  }

  function build(root, engine, setting) {
    const problems = findProblems(engine, setting), state = makeRace(engine, problems);
    if (!problems.length)
      throw new Error('its engine does not give the values that the results have, of any problem');
    const left = setting.problems.map((p) => p.label).filter((label) => !problems.some((p) => p.label === label));
    const spoken = make('p', {class: 'spoken', role: 'status'});
    state.steps = state.cursor = setting.steps || state.steps;
    state.theme = makeTheme(root);
    state.setProblem(0);

    function draw() {
      views.draw();
      player.show();
      state.racers.forEach((racer, i) => racer.card.show(i));
    }

    const views = makeViews(state), field = makeField(state, draw);
    const player = makePlayer(state, draw, (sentence) => { spoken.textContent = sentence; });
    const choices = makeChoices(state, left, () => { player.stop(); views.renew(); }, draw);
    root.append(choices.box, views.box, player.bar, field.box,
      make('div', {class: 'bar'}, button('Add an optimizer', () => { field.addNamed('adam'); draw(); })), spoken,
      make('p', {class: 'hint'}, 'This page runs the C code of the plugins and of Downhill’s own loop, compiled to ' +
        'WebAssembly: the same bits as on your machine. A run has converged where the gradient stays below ' +
        '10⁻⁶ max(1, |cost|); it has diverged where the cost is no number or beyond 10¹⁰⁰.'));
    choices.pick(0);
    (setting.racers || []).forEach(field.addSet);
    if (!state.racers.length)
      ['momentum', 'adam', 'lbfgs'].forEach(field.addNamed);
    draw();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      state.theme = makeTheme(root);
      views.renew();
      draw();
    });
    new ResizeObserver(draw).observe(views.plan);
    root.explorer = { // for tests, and for who wants to look inside
      state,
      view: views.look,
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
