
  // ---- the map: contour bands, paths, a start to choose by click or arrow keys ----

  function parse(colour) {
    const n = parseInt(colour.trim().slice(1), 16);
    return [n >> 16 & 255, n >> 8 & 255, n & 255];
  }

  // From the valley's colour to that of the heights.
  function ramp(colours, t) {
    const at = clamp(t, 0, 1) * (colours.length - 1), i = Math.min(Math.floor(at), colours.length - 2), a = at - i;
    return colours[i].map((c, k) => c + a * (colours[i + 1][k] - c));
  }

  // Round numbers between two ends, about `room` of them.
  function ticks(low, high, room) {
    const rough = (high - low) / room, power = Math.pow(10, Math.floor(Math.log10(rough)));
    const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough), list = [];
    for (let i = Math.ceil(low / step); i * step <= high; i++)
      list.push(Number((i * step).toPrecision(12)));
    return list;
  }

  function makeMap(canvas, state) {
    const context = canvas.getContext('2d'), left = 44, below = 34, margin = 10;
    let ground = null, width = 0, height = 0;

    const wide = () => width - left - margin, high = () => height - below - margin; // the frame
    const across = (x) => left + (x - state.scale.box[0]) / (state.scale.box[1] - state.scale.box[0]) * wide();
    const down = (x) => margin + (state.scale.box[3] - x) / (state.scale.box[3] - state.scale.box[2]) * high();

    // The bands, point by point, with a line where one begins.
    function paintGround(ratio) {
      const w = Math.max(1, Math.round(wide() * ratio)), h = Math.max(1, Math.round(high() * ratio));
      const image = context.createImageData(w, h), level = new Float32Array(w * h);
      const box = state.scale.box, colours = state.theme.ground.map(parse);
      const at = (u, v) => state.scale.over(box[0] + (box[1] - box[0]) * u, box[3] - (box[3] - box[2]) * v);
      for (let j = 0; j < h; j++)
        for (let i = 0; i < w; i++)
          level[j * w + i] = LEVELS * at((i + 0.5) / w, (j + 0.5) / h);
      for (let k = 0; k < w * h; k++) {
        const beside = level[k % w ? k - 1 : k + 1], above = level[k >= w ? k - w : k + w];
        const slope = Math.hypot(level[k] - beside, level[k] - above) || 1e-9;
        const from = Math.abs(level[k] - Math.round(level[k])) / slope, band = (Math.floor(level[k]) + 0.5) / LEVELS;
        const shade = 1 - 0.3 * clamp(1.1 * ratio / 2 + 0.5 - from, 0, 1), colour = ramp(colours, band);
        for (let c = 0; c < 3; c++)
          image.data[4 * k + c] = colour[c] * shade;
        image.data[4 * k + 3] = 255;
      }
      ground = make('canvas', {width: w, height: h});
      ground.getContext('2d').putImageData(image, 0, 0);
    }

    function drawAxes() {
      const box = state.scale.box;
      context.fillStyle = context.strokeStyle = state.theme.quiet;
      context.font = '12px ' + state.theme.font;
      context.lineWidth = 1;
      context.textAlign = 'center';
      context.textBaseline = 'top';
      for (const x of ticks(box[0], box[1], Math.max(2, width / 90)))
        context.fillText(spell(x), across(x), height - below + 5);
      context.fillText('x₁', (left + width - margin) / 2, height - 15);
      context.textAlign = 'right';
      context.textBaseline = 'middle';
      for (const x of ticks(box[2], box[3], Math.max(2, height / 70)))
        context.fillText(spell(x), left - 5, down(x));
      context.textAlign = 'left';
      context.fillText('x₂', 2, (margin + height - below) / 2);
      context.strokeRect(left - 0.5, margin - 0.5, width - left - margin + 1, height - below - margin + 1);
    }

    function drawPath(racer, colour) {
      context.beginPath();
      let x1 = NaN, x2 = NaN;
      for (const part of segments(racer.run, state.cursor, state.scale.box)) {
        if (part[0] !== x1 || part[1] !== x2)
          context.moveTo(across(part[0]), down(part[1]));
        context.lineTo(across(part[2]), down(part[3]));
        x1 = part[2];
        x2 = part[3];
      }
      context.lineJoin = context.lineCap = 'round';
      for (const [style, thick] of [[state.theme.paper, 5], [colour, 2.25]]) {
        context.strokeStyle = style;
        context.lineWidth = thick;
        context.stroke();
      }
    }

    function dot(x1, x2, size, fill, line) {
      context.beginPath();
      context.arc(across(x1), down(x2), size, 0, 7);
      context.fillStyle = fill;
      context.strokeStyle = line;
      context.lineWidth = 2;
      context.fill();
      context.stroke();
    }

    // A star where the minimum is.
    function star(x1, x2) {
      context.beginPath();
      for (let i = 0; i < 10; i++) {
        const far = i % 2 ? 3 : 8, turn = i * Math.PI / 5;
        context.lineTo(across(x1) + far * Math.sin(turn), down(x2) - far * Math.cos(turn));
      }
      context.closePath();
      context.fillStyle = state.theme.ink;
      context.strokeStyle = state.theme.paper;
      context.lineWidth = 1.5;
      context.stroke();
      context.fill();
    }

    function draw() {
      const ratio = Math.min(window.devicePixelRatio || 1, 2), w = canvas.clientWidth, h = canvas.clientHeight;
      if (!w || !h)
        return;
      if (!ground || w !== width || h !== height) {
        width = w;
        height = h;
        canvas.width = Math.round(w * ratio);
        canvas.height = Math.round(h * ratio);
        paintGround(ratio);
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, w, h);
      context.drawImage(ground, left, margin, w - left - margin, h - below - margin);
      drawAxes();
      context.save();
      context.beginPath();
      context.rect(left, margin, w - left - margin, h - below - margin);
      context.clip();
      if (state.seen.best.every(Number.isFinite))
        star(state.seen.best[0], state.seen.best[1]);
      state.racers.forEach((racer, i) => drawPath(racer, state.theme.racer(i)));
      if (state.start)
        dot(state.start[0], state.start[1], 5, state.theme.paper, state.theme.ink);
      state.racers.forEach((racer, i) => {
        const at = place(racer.run, state.cursor);
        if (at && Number.isFinite(at[X1] + at[X2]))
          dot(at[X1], at[X2], 5.5, state.theme.racer(i), state.theme.paper);
      });
      context.restore();
    }

    function choose(event) {
      const frame = canvas.getBoundingClientRect(), box = state.scale.box;
      const u = (event.clientX - frame.left - left) / wide(), v = (event.clientY - frame.top - margin) / high();
      if (u >= 0 && u <= 1 && v >= 0 && v <= 1)
        state.begin([box[0] + u * (box[1] - box[0]), box[3] - v * (box[3] - box[2])]);
    }

    // A mouse drags the start; a finger that moves scrolls the page, and one that does not chooses.
    let held = false;
    canvas.addEventListener('pointerdown', (event) => {
      held = event.pointerType === 'mouse';
      if (!held)
        return;
      canvas.setPointerCapture(event.pointerId);
      choose(event);
    });
    canvas.addEventListener('pointermove', (event) => held && choose(event));
    canvas.addEventListener('pointerup', (event) => {
      if (!held)
        choose(event);
      held = false;
    });
    canvas.addEventListener('pointercancel', () => { held = false; });
    canvas.addEventListener('keydown', (event) => {
      const move = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]}[event.key];
      const box = state.scale.box;
      if (!move || event.ctrlKey || event.metaKey || event.altKey)
        return;
      event.preventDefault();
      const part = event.shiftKey ? 10 : 100;
      state.begin([clamp(state.start[0] + move[0] * (box[1] - box[0]) / part, box[0], box[1]),
        clamp(state.start[1] + move[1] * (box[3] - box[2]) / part, box[2], box[3])]);
    });

    return {draw, renew: () => { ground = null; }};
  }
