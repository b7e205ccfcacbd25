
(function () {
  'use strict';
  // Of the public headers: kinds, flags, scales.
  const OPTIMIZER = 1, SCHEDULE = 2, PROBLEM = 3;
  const IGNORES_RATE = 1 << 7, WRAPS = {1: 1 << 8, 2: 1 << 2, 3: 1 << 6}, NO_LIMIT = 1e300;
  const INTEGER = 3, CHOICE = 4, LIST = 5;
  const FINISHED = 0, DIVERGED = 2, REFUSED = 5; // dh_status
  // A row of a run: where its values stand.
  const ROW = 8, STEP = 0, X1 = 1, X2 = 2, COST = 3, G1 = 4, G2 = 5, NORM = 6, RATE = 7;
  // Okabe & Ito's colours, told apart by everybody: on paper and in the dark.
  const LIGHT = ['#d55e00', '#0072b2', '#009e73', '#cc79a7', '#a87000', '#5b5b5b'];
  const DARK = ['#ff8c42', '#6cc4f5', '#2fd3a2', '#f0a5cc', '#f2b91f', '#d0d0d0'];

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {}))
      if (name.startsWith('on'))
        element.addEventListener(name.slice(2), value);
      else if (value !== null && value !== false)
        element.setAttribute(name, value === true ? '' : value);
    element.append(...children);
    return element;
  }

  function clamp(value, low, high) {
    return Math.min(high, Math.max(low, value));
  }

  // A number in few digits, with a real minus.
  function spell(value, digits) {
    if (!Number.isFinite(value))
      return Number.isNaN(value) ? 'not a number' : value > 0 ? '∞' : '−∞';
    const size = Math.abs(value), n = digits || 4;
    const wide = value !== 0 && (size >= 1e5 || size < 1e-3);
    const text = wide ? value.toExponential(n - 2) : String(Number(value.toPrecision(n)));
    return text.replace(/-/g, '−');
  }

  function pair(a, b) {
    return '(' + spell(a) + ', ' + spell(b) + ')';
  }
