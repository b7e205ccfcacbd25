
  // ---- heights: on which scale f is shown; the rules of the charts (view/relief.c) ----

  const WIDE = 30, VALLEY = 0.005, SHOWN = 0.55, LEAST_DECADES = 1.3, LEVELS = 16;

  function makeScale(seen) {
    const sorted = Array.from(seen.f).filter(Number.isFinite).sort((a, b) => a - b);
    const at = (q) => sorted[Math.floor(q * (sorted.length - 1))];
    const gap = Number.isFinite(seen.optimum) && seen.optimum <= sorted[0] + 1e-9 * (at(1) - sorted[0]);
    const base = gap ? seen.optimum : sorted[0], high = at(1) - base, low = Math.max(at(VALLEY) - base, high * 1e-24);
    const log = high > 0 && (gap ? high > WIDE * low : high > WIDE * (at(0.5) - base));
    const shift = high / Math.pow(10, Math.max(LEAST_DECADES, SHOWN * Math.log10(high / low)));
    const raw = log ? (f) => Math.log(Math.max(f - base, 0) + shift) : (f) => f;
    const bottom = raw(sorted[0]), span = raw(at(1)) - bottom || 1;
    const height = (f) => Number.isNaN(f) ? 1 : clamp((raw(f) - bottom) / span, 0, 1);
    const grid = Float32Array.from(seen.f, height), side = seen.side, box = seen.box;

    // Height over any point of the box, linear between the points of the grid.
    function over(x1, x2) {
      const u = clamp((x1 - box[0]) / (box[1] - box[0]), 0, 1) * (side - 1);
      const v = clamp((x2 - box[2]) / (box[3] - box[2]), 0, 1) * (side - 1);
      const i = Math.min(Math.floor(u), side - 2), j = Math.min(Math.floor(v), side - 2);
      const a = u - i, b = v - j, k = j * side + i;
      return (grid[k] * (1 - a) + grid[k + 1] * a) * (1 - b) + (grid[k + side] * (1 - a) + grid[k + side + 1] * a) * b;
    }

    return {grid, side, box, over, name: !log ? 'cost' : gap ? 'log (cost − f*)' : 'log (cost − least in the box)'};
  }

  // The part of a segment that lies in the box (Liang & Barsky 1984), as [x1, x2, x1, x2]; null: none.
  function clip(a1, a2, b1, b2, box) {
    let from = 0, to = 1;
    const d = [b1 - a1, b2 - a2];
    for (const [move, room] of [[-d[0], a1 - box[0]], [d[0], box[1] - a1], [-d[1], a2 - box[2]], [d[1], box[3] - a2]]) {
      if (!(move !== 0 || room >= 0))
        return null;
      if (move < 0)
        from = Math.max(from, room / move);
      else if (move > 0)
        to = Math.min(to, room / move);
    }
    return from <= to ? [a1 + from * d[0], a2 + from * d[1], a1 + to * d[0], a2 + to * d[1]] : null;
  }

  // The segments of a run's path up to a step, clipped; each as of clip(). Rows that are not to be told apart are skipped.
  function segments(run, last, box) {
    const list = [], near = [(box[1] - box[0]) / 1000, (box[3] - box[2]) / 1000], end = Math.min(last, run.count - 1);
    let a = run.rows;
    for (let i = 1; i <= end; i++) {
      const b = run.rows.subarray(i * ROW, (i + 1) * ROW);
      if (i < end && Math.abs(b[X1] - a[X1]) < near[0] && Math.abs(b[X2] - a[X2]) < near[1])
        continue;
      const part = clip(a[X1], a[X2], b[X1], b[X2], box);
      if (part && part.every(Number.isFinite))
        list.push(part);
      a = b;
    }
    return list;
  }
