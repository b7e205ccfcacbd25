
  // ---- play, pause, step ----

  // draw() shows all at state.cursor; say() gets a sentence when it stands still.
  function makePlayer(state, draw, say) {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const speed = menu([['slow'], ['normal'], ['fast']], still ? 0 : 1, () => {}), shown = make('output', {});
    const play = button('Play', () => playing ? stop() : start());
    const scrub = make('input', {type: 'range', min: 0, step: 1, oninput: () => moveTo(Number(scrub.value))});
    let playing = 0, clock = 0, owed = 0; // owed: steps, a fraction of one included

    // When the last of them has ended, or has come to rest.
    function last() {
      return Math.max(0, ...state.racers.map((racer) => Math.min(racer.run.count - 1, racer.rest)));
    }

    function show() {
      scrub.max = state.steps;
      scrub.value = state.cursor;
      shown.textContent = 'step ' + state.cursor + ' of ' + state.steps;
    }

    function goTo(step) {
      state.cursor = clamp(step, 0, state.steps);
      draw();
    }

    function stop() {
      if (!playing)
        return;
      cancelAnimationFrame(playing);
      playing = 0;
      play.textContent = 'Play';
      const fates = state.racers.map((racer) => racer.optimizer.plugin.name + ' ' + fate(racer, state.cursor)[1]);
      say('Step ' + state.cursor + ': ' + fates.join('; '));
    }

    function moveTo(step) {
      stop();
      goTo(step);
    }

    function tick(now) {
      owed += (now - (clock || now)) / 1000 * [10, state.steps / 8, state.steps / 2.5][speed.selectedIndex];
      clock = now;
      const whole = Math.floor(owed);
      owed -= whole;
      if (whole)
        goTo(Math.min(state.cursor + whole, last()));
      playing = requestAnimationFrame(tick);
      if (state.cursor >= last())
        stop();
    }

    function start() {
      if (state.cursor >= last())
        goTo(0);
      clock = owed = 0;
      play.textContent = 'Pause';
      playing = requestAnimationFrame(tick);
    }

    play.className = 'play';
    const bar = make('div', {class: 'bar'}, play,
      button('Step', () => moveTo(state.cursor >= last() ? 0 : state.cursor + 1)),
      button('Back to the start', () => moveTo(0)),
      labelled('speed', speed), labelled('at', scrub, shown));
    return {bar, show, stop};
  }
