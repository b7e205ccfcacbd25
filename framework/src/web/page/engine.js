
  // ---- the engine: the module's exports, in JavaScript's words (web/engine.c) ----

  async function unpack(text) {
    if (typeof WebAssembly !== 'object' || typeof DecompressionStream !== 'function')
      throw new Error('this browser is too old for the explorer: it needs WebAssembly and DecompressionStream');
    const packed = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
    return WebAssembly.instantiate(await new Response(stream).arrayBuffer(), {});
  }

  function makeEngine(exports) {
    const memory = exports.memory;

    function text(at) {
      const bytes = new Uint8Array(memory.buffer, at);
      return new TextDecoder().decode(bytes.slice(0, bytes.indexOf(0)));
    }

    function numbers(at, count) {
      return new Float64Array(memory.buffer, at, count).slice();
    }

    function readPlugins() {
      const cards = JSON.parse(text(exports.texts()));
      const count = cards.reduce((sum, card) => sum + 6 + 6 * card.params.length, 0);
      const n = numbers(exports.numbers(), count);
      let at = 0;
      return cards.map((card, index) => {
        const plugin = Object.assign(card, {index, kind: n[at], flags: n[at + 1], unit: n[at + 2], rate: n[at + 3],
          least: n[at + 4], most: n[at + 5]});
        at += 6;
        for (const p of card.params) {
          Object.assign(p, {standard: n[at], min: n[at + 1], max: n[at + 2], scale: n[at + 3]});
          at += 6;
        }
        return plugin;
      });
    }

    const plugins = readPlugins();

    // A plugin with values: its defaults, but for what `given` names; `inner` are uses.
    function use(plugin, given, inner, unit) {
      const values = plugin.params.map((p) => {
        const value = given ? given[p.name] : undefined;
        if (Array.isArray(value))
          return value;
        if (p.scale === LIST) // as a results file has it: '1,20'
          return String(value === undefined ? '' : value).split(',').filter(Boolean).map(Number);
        if (value === undefined)
          return p.standard;
        return typeof value === 'string' ? Math.max(0, p.choices.indexOf(value)) : value;
      });
      return {plugin, values, inner: inner || [], unit: unit === undefined ? plugin.unit : unit};
    }

    function put(question, u) {
      question.push(u.plugin.index, u.unit, u.inner.length);
      u.plugin.params.forEach((p, i) => {
        if (p.scale === LIST)
          question.push(u.values[i].length, ...u.values[i]);
        else
          question.push(u.values[i]);
      });
      u.inner.forEach((inner) => put(question, inner));
    }

    const stack = exports.__stack_pointer.value;
    let crash = '';

    function ask(question, answer) {
      crash = '';
      const at = exports.ask(question.length);
      new Float64Array(memory.buffer, at, question.length).set(question);
      try {
        return answer();
      } catch (error) { // what crashes on the machine traps here
        exports.__stack_pointer.value = stack;
        crash = 'a plugin crashed: ' + error.message;
        return 0;
      }
    }

    // What there is to know about a problem: its box, its minimum and, with a side, f over the box.
    function look(problem, side) {
      const question = [];
      put(question, problem.use);
      question.push(problem.studySeed, problem.instance, side);
      const at = ask(question, exports.look);
      if (!at)
        return {dim: 0, cause: crash || text(exports.cause())};
      const n = numbers(at, 9 + side * side);
      return {dim: n[0], box: n.subarray(2, 6), optimum: n[6], best: [n[7], n[8]], f: n.subarray(9), side};
    }

    // One run from its start to its end. rows [count * ROW].
    function run(problem, optimizer, schedule, how) {
      const question = [];
      put(question, problem.use);
      put(question, optimizer);
      put(question, schedule);
      question.push(problem.studySeed, how.seed, problem.instance, how.rate, how.steps, how.limit, how.start ? 1 : 0,
        how.start ? how.start[0] : 0, how.start ? how.start[1] : 0);
      const at = ask(question, exports.run);
      if (!at)
        return {status: REFUSED, cause: crash || text(exports.cause()), stop: 0, count: 0, rows: new Float64Array(0)};
      const n = numbers(at, 4);
      return {status: n[0], cause: text(exports.cause()), stop: n[1], optimum: n[2], count: n[3],
        rows: numbers(at + 32, n[3] * ROW)};
    }

    function find(kind, name) {
      return plugins.find((p) => p.kind === kind && p.name === name);
    }

    return {plugins, find, look, run, use};
  }
