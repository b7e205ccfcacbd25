
  // ---- the controls ----

  let controls = 0;

  // A control with its label in front of it.
  function labelled(text, control, ...more) {
    control.id = 'explorer-' + ++controls;
    return make('span', {class: 'control'}, make('label', {for: control.id}, text), control, ...more);
  }

  function menu(names, chosen, change) {
    const select = make('select', {onchange: () => change(select.selectedIndex)});
    names.forEach(([name, doc], i) => {
      select.append(make('option', {title: doc || null, selected: i === chosen}, name));
    });
    return select;
  }

  function button(text, act) {
    return make('button', {type: 'button', onclick: act}, text);
  }

  // A whole number between two bounds.
  function whole(value, min, max, change) {
    const input = make('input', {type: 'number', min, max, step: 1, value, onchange: () => {
      if (input.value !== '' && input.validity.valid)
        change(Number(input.value));
    }});
    return input;
  }

  // A control for one parameter of a use.
  function param(p, u, i, change) {
    let control;
    const set = (value) => {
      u.values[i] = value;
      change();
    };
    if (p.scale === CHOICE)
      control = menu(p.choices.map((c) => [c]), u.values[i], set);
    else if (p.scale === LIST)
      control = make('input', {type: 'text', placeholder: 'as in 50, 100', value: u.values[i].join(', '),
        onchange: () => {
          const values = control.value.split(/[\s,;]+/).filter(Boolean).map(Number);
          set(values.filter((v) => v >= p.min && v <= p.max));
        }});
    else
      control = make('input', {type: 'number', step: p.scale === INTEGER ? 1 : 'any',
        min: p.min > -NO_LIMIT ? p.min : null, max: p.max < NO_LIMIT ? p.max : null, value: u.values[i],
        onchange: () => control.value !== '' && control.validity.valid && set(Number(control.value))});
    control.title = p.doc;
    return labelled(p.name, control);
  }

  // Menus for a plugin of one kind and, where it wraps, for what is inside; then its parameters.
  function chooser(state, kind, text, u, change) {
    const all = state.engine.plugins.filter((p) => p.kind === kind), bare = all.filter((p) => !(p.flags & WRAPS[kind]));
    const menus = make('span', {class: 'menus'}), params = make('div', {class: 'params'});
    const standard = state.engine.find(kind, kind === OPTIMIZER ? 'adam' : 'cosine');

    // Wrappers with a list of places join as many as there may be between them; two to begin with.
    function renew(p) {
      const several = kind === SCHEDULE && p.params.some((q) => q.scale === LIST);
      const count = !(p.flags & WRAPS[kind]) ? 0 : several ? 2 : 1;
      Object.assign(u, state.engine.use(p, null, Array.from({length: count}, () => state.engine.use(standard))));
    }

    function pickInner(k, p) {
      u.inner[k] = state.engine.use(p);
      fill();
      change(true);
    }

    function fill() {
      const from = (list, p, act) => menu(list.map((q) => [q.name, q.doc]), list.indexOf(p), (i) => act(list[i]));
      menus.replaceChildren(labelled(text, from(all, u.plugin, pickPlugin)));
      u.inner.forEach((inner, k) => {
        menus.append(labelled(k ? 'then' : 'of', from(bare, inner.plugin, (p) => pickInner(k, p))));
      });
      const controls = (one) => one.plugin.params.map((p, i) => param(p, one, i, () => change(false)));
      params.replaceChildren(...[u, ...u.inner].flatMap(controls));
      params.prepend(make('p', {}, u.plugin.name + ': ' + u.plugin.doc + ' (' + u.plugin.source + ')'));
    }

    function pickPlugin(p) {
      renew(p);
      fill();
      change(true);
    }

    fill();
    return {menus, params};
  }

  // One racer's card. `changed` draws everything anew, `remove` takes it out.
  function makeCard(state, racer, changed, remove) {
    const slider = make('input', {type: 'range', step: 0.01, 'aria-label': 'learning rate, on a log scale',
      oninput: () => setRate(Number(Math.pow(10, slider.value).toPrecision(3)))});
    const exact = make('input', {type: 'number', min: 0, step: 'any', class: 'rate',
      onchange: () => exact.value !== '' && exact.validity.valid && setRate(Number(exact.value))});
    const tune = button('tune', () => {
      state.tune(racer);
      again();
    });
    tune.title = 'takes the rate that is soonest and longest low, of four a decade';
    const read = {}, list = make('dl', {class: 'read'});
    for (const name of ['x', 'gradient', 'cost', 'rate']) {
      read[name] = make('dd', {});
      list.append(make('div', {}, make('dt', {}, name), read[name]));
    }
    const word = make('p', {class: 'fate'}), swatch = make('span', {class: 'swatch', 'aria-hidden': 'true'});

    function showRate() {
      const [low, high] = state.range(racer), own = (racer.optimizer.plugin.flags & IGNORES_RATE) !== 0;
      Object.assign(slider, {min: low, max: high, disabled: own});
      Object.assign(exact, {disabled: own, value: racer.rate});
      tune.disabled = own;
      slider.value = Math.log10(racer.rate || 1e-9);
      slider.setAttribute('aria-valuetext', own ? 'it chooses its own' : spell(racer.rate));
    }

    function again() {
      state.rerun(racer);
      showRate();
      changed();
    }

    function setRate(rate) {
      racer.rate = rate;
      again();
    }

    function change(other) {
      if (other) {
        racer.rate = racer.optimizer.plugin.rate || 0.01;
        state.tune(racer);
      }
      again();
    }

    const optimizer = chooser(state, OPTIMIZER, 'optimizer', racer.optimizer, change);
    const schedule = chooser(state, SCHEDULE, 'schedule', racer.schedule, () => change(false));
    const out = button('✕', remove);
    out.className = 'remove';
    out.setAttribute('aria-label', 'take this optimizer out');
    const card = make('section', {class: 'racer'}, swatch,
      make('div', {class: 'menus'}, optimizer.menus, schedule.menus), out,
      make('div', {class: 'rates'}, labelled('learning rate', exact, tune), slider), list, word,
      make('details', {}, make('summary', {}, 'parameters'), optimizer.params, schedule.params));

    function show(i) {
      const at = place(racer.run, state.cursor), [kind, sentence] = fate(racer, state.cursor);
      card.setAttribute('aria-label', 'racer ' + (i + 1) + ': ' + racer.optimizer.plugin.name);
      swatch.style.background = state.theme.racer(i);
      read.x.textContent = at ? pair(at[X1], at[X2]) : '–';
      read.cost.textContent = at ? spell(at[COST], 5) : '–';
      read.gradient.textContent = at ? pair(at[G1], at[G2]) : '–';
      read.rate.textContent = at ? spell(at[RATE]) : '–';
      word.textContent = sentence;
      word.className = 'fate ' + kind;
    }

    showRate();
    return {card, show, showRate};
  }
