
  // ---- the controls ----

  let controls = 0;

  // A control with its label in front of it.
  function labelled(text, control, ...more) {
    control.id = 'explorer-' + ++controls;
    return make('span', {class: 'control'}, make('label', {for: control.id}, text), control, ...more);
  }

  function menu(names, chosen, change) {
    const select = make('select', {onchange: () => change(select.selectedIndex)});
    names.forEach(([name, doc], i) => select.append(make('option', {title: doc || null, selected: i === chosen}, name)));
    return select;
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
        onchange: () => set(control.value.split(/[\s,;]+/).filter(Boolean).map(Number).filter((v) => v >= p.min && v <= p.max))});
    else
      control = make('input', {type: 'number', step: p.scale === INTEGER ? 1 : 'any', min: p.min > -NO_LIMIT ? p.min : null,
        max: p.max < NO_LIMIT ? p.max : null, value: u.values[i],
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
      const inside = p.flags & WRAPS[kind] ? [state.engine.use(standard), ...(several ? [state.engine.use(standard)] : [])] : [];
      Object.assign(u, state.engine.use(p, null, inside));
    }

    function fill() {
      const from = (list, p) => menu(list.map((q) => [q.name, q.doc]), list.indexOf(p), (i) => pickPlugin(list[i]));
      menus.replaceChildren(labelled(text, from(all, u.plugin)));
      u.inner.forEach((inner, k) => menus.append(labelled(k ? 'then' : 'of', menu(bare.map((q) => [q.name, q.doc]), bare.indexOf(inner.plugin), (i) => {
        u.inner[k] = state.engine.use(bare[i]);
        fill();
        change(true);
      }))));
      params.replaceChildren(...[u, ...u.inner].flatMap((one) => one.plugin.params.map((p, i) => param(p, one, i, () => change(false)))));
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
    const slider = make('input', {type: 'range', step: 0.01, oninput: () => setRate(Number(Math.pow(10, slider.value).toPrecision(3)))});
    const exact = make('input', {type: 'number', min: 0, step: 'any', class: 'rate', 'aria-label': 'learning rate, exactly',
      onchange: () => exact.value !== '' && exact.validity.valid && setRate(Number(exact.value))});
    const tune = make('button', {type: 'button', title: 'takes the rate that ends lowest, of four a decade', onclick: () => {
      state.tune(racer);
      again();
    }}, 'find one');
    const read = {}, list = make('dl', {class: 'read'});
    for (const name of ['x', 'cost', 'gradient', 'rate']) {
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

    const optimizer = chooser(state, OPTIMIZER, 'optimizer', racer.optimizer, change), schedule = chooser(state, SCHEDULE, 'schedule', racer.schedule, () => change(false));
    const card = make('section', {class: 'racer'}, swatch, make('div', {class: 'menus'}, optimizer.menus, schedule.menus),
      make('button', {type: 'button', class: 'remove', 'aria-label': 'take this optimizer out', title: 'take it out', onclick: remove}, '✕'),
      make('div', {class: 'rates'}, labelled('learning rate', slider, exact, tune)), list, word,
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
