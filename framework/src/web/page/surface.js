
  // ---- the surface, in WebGL ----

  const GROUND_VERTEX = `#version 300 es
layout(location=0) in vec3 point; layout(location=1) in vec3 normal;
uniform mat4 view; out float level; out vec3 n;
void main() { level = point.z; n = normal; gl_Position = view * vec4(point.xy, point.z * .9 - .45, 1.); }`;
  const GROUND_FRAGMENT = `#version 300 es
precision highp float; in float level; in vec3 n; uniform vec3 colour[3]; uniform vec3 light; out vec4 pixel;
void main() {
  float t = clamp(level, 0., 1.) * 2.;
  vec3 c = t < 1. ? mix(colour[0], colour[1], t) : mix(colour[1], colour[2], t - 1.);
  float lines = level * ${LEVELS}., far = abs(fract(lines + .5) - .5) / max(fwidth(lines), 1e-6);
  float shine = .62 + .42 * max(dot(normalize(n), light), 0.);
  pixel = vec4(c * shine * mix(.72, 1., clamp(far, 0., 1.)), 1.);
}`;
  const LINE_VERTEX = `#version 300 es
layout(location=0) in vec3 here; layout(location=1) in vec3 there; layout(location=2) in float side;
uniform mat4 view; uniform vec2 size; uniform float thick; uniform float lift;
void main() {
  vec4 a = view * vec4(here.xy, here.z * .9 - .45, 1.), b = view * vec4(there.xy, there.z * .9 - .45, 1.);
  vec2 d = (b.xy / b.w - a.xy / a.w) * size; d = length(d) > 1e-6 ? normalize(d) : vec2(1., 0.);
  vec2 out_ = (vec2(-d.y, d.x) * side - d * abs(side)) * thick;
  gl_Position = a + vec4(out_ / size * a.w * 2., -lift * a.w, 0.);
}`;
  const DOT_VERTEX = `#version 300 es
layout(location=0) in vec3 here; uniform mat4 view; uniform float thick; uniform float lift;
void main() {
  gl_Position = view * vec4(here.xy, here.z * .9 - .45, 1.);
  gl_Position.z -= lift * gl_Position.w;
  gl_PointSize = thick;
}`;
  const PLAIN_FRAGMENT = `#version 300 es
precision highp float; uniform vec3 colour; uniform float round_; out vec4 pixel;
void main() { if (round_ > .5 && length(gl_PointCoord - .5) > .5) discard; pixel = vec4(colour, 1.); }`;

  function compile(gl, vertex, fragment) {
    const program = gl.createProgram();
    for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS))
      throw new Error('WebGL: ' + gl.getProgramInfoLog(program));
    return {program, at: (name) => gl.getUniformLocation(program, name)};
  }

  // Buffers of floats with attributes of these widths.
  function makeArray(gl, widths) {
    const array = gl.createVertexArray(), buffer = gl.createBuffer(), stride = widths.reduce((a, b) => a + b, 0);
    gl.bindVertexArray(array);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    let offset = 0;
    widths.forEach((width, i) => {
      gl.enableVertexAttribArray(i);
      gl.vertexAttribPointer(i, width, gl.FLOAT, false, 4 * stride, 4 * offset);
      offset += width;
    });
    return {
      count: 0,
      fill(numbers, how) {
        gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
        gl.bufferData(gl.ARRAY_BUFFER, Float32Array.from(numbers), how || gl.DYNAMIC_DRAW);
        this.count = numbers.length / stride;
      },
      bind: () => gl.bindVertexArray(array),
    };
  }

  // Rotation about the vertical by `turn`, then a tilt, seen in perspective from a distance. Column by column.
  function makeView(turn, tilt, distance, aspect) {
    const ct = Math.cos(turn), st = Math.sin(turn), ce = Math.cos(tilt), se = Math.sin(tilt);
    const zoom = 1 / Math.tan(0.33) * Math.min(1, aspect);
    const near = 0.1, far = 20, a = (far + near) / (near - far), b = 2 * far * near / (near - far);
    const rows = [[ct, st, 0], [-st * se, ct * se, ce], [st * ce, -ct * ce, se]], m = new Float32Array(16);
    for (let c = 0; c < 3; c++)
      m.set([rows[0][c] * zoom / aspect, rows[1][c] * zoom, rows[2][c] * a, -rows[2][c]], 4 * c);
    m.set([0, 0.09 * zoom, -distance * a + b, distance], 12); // a bit up: the floor is nearer than what stands on it
    return m;
  }

  function makeSurface(canvas, labels, state, ask) { // ask: for a frame
    const gl = canvas.getContext('webgl2', {antialias: true});
    if (!gl)
      return null;
    const ground = compile(gl, GROUND_VERTEX, GROUND_FRAGMENT), line = compile(gl, LINE_VERTEX, PLAIN_FRAGMENT);
    const point = compile(gl, DOT_VERTEX, PLAIN_FRAGMENT);
    const mesh = makeArray(gl, [3, 3]), index = gl.createBuffer();
    const strokes = makeArray(gl, [3, 3, 1]), dots = makeArray(gl, [3]);
    let turn = -0.6, tilt = 0.75, distance = 4.3, corners = 0, view = makeView(turn, tilt, distance, 1);

    const flat = (x1, x2) => [2 * (x1 - state.scale.box[0]) / (state.scale.box[1] - state.scale.box[0]) - 1,
      2 * (x2 - state.scale.box[2]) / (state.scale.box[3] - state.scale.box[2]) - 1];
    const lifted = (x1, x2) => [...flat(x1, x2), state.scale.over(x1, x2)];

    function build() {
      const {grid, side} = state.scale, step = 2 / (side - 1);
      const numbers = new Float32Array(side * side * 6), triangles = [];
      for (let j = 0, k = 0; j < side; j++)
        for (let i = 0; i < side; i++, k += 6) {
          const z = (a, b) => grid[clamp(b, 0, side - 1) * side + clamp(a, 0, side - 1)];
          const n = [(z(i - 1, j) - z(i + 1, j)) * 0.9 / (2 * step), (z(i, j - 1) - z(i, j + 1)) * 0.9 / (2 * step), 1];
          numbers.set([i * step - 1, j * step - 1, z(i, j), ...n], k);
          if (i && j) {
            const a = (j - 1) * side + i - 1;
            triangles.push(a, a + 1, a + side, a + 1, a + side + 1, a + side);
          }
        }
      mesh.bind();
      mesh.fill(numbers, gl.STATIC_DRAW);
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, index);
      gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, Uint32Array.from(triangles), gl.STATIC_DRAW);
      corners = triangles.length;
    }

    // Two triangles for each piece of a line; `side` says to which hand a corner goes.
    function addPiece(numbers, a, b) {
      for (const [here, there, hand] of [[a, b, 1], [a, b, -1], [b, a, -1], [b, a, -1], [b, a, 1], [a, b, 1]])
        numbers.push(...here, ...there, hand);
    }

    // A path, draped: long segments in pieces of one cell of the grid.
    function addPath(numbers, run) {
      for (const [a1, a2, b1, b2] of segments(run, state.cursor, state.scale.box)) {
        const from = flat(a1, a2), to = flat(b1, b2), far = Math.hypot(to[0] - from[0], to[1] - from[1]);
        const pieces = clamp(Math.ceil(far * 80), 1, 200);
        let last = lifted(a1, a2);
        for (let i = 1; i <= pieces; i++) {
          const next = lifted(a1 + (b1 - a1) * i / pieces, a2 + (b2 - a2) * i / pieces);
          addPiece(numbers, last, next);
          last = next;
        }
      }
    }

    function drawStrokes(numbers, colour, thick, lift) {
      const ratio = canvas.width / canvas.clientWidth;
      gl.useProgram(line.program);
      strokes.bind();
      strokes.fill(numbers);
      gl.uniformMatrix4fv(line.at('view'), false, view);
      gl.uniform2f(line.at('size'), canvas.width, canvas.height);
      gl.uniform1f(line.at('thick'), thick * ratio / 2);
      gl.uniform1f(line.at('lift'), lift);
      gl.uniform1f(line.at('round_'), 0);
      gl.uniform3fv(line.at('colour'), parse(colour).map((c) => c / 255));
      gl.drawArrays(gl.TRIANGLES, 0, strokes.count);
    }

    function drawDot(x1, x2, colour, size, lift) {
      const box = state.scale.box;
      if (!(x1 >= box[0] && x1 <= box[1] && x2 >= box[2] && x2 <= box[3]))
        return;
      gl.useProgram(point.program);
      dots.bind();
      dots.fill(lifted(x1, x2));
      gl.uniformMatrix4fv(point.at('view'), false, view);
      gl.uniform1f(point.at('thick'), size * canvas.width / canvas.clientWidth);
      gl.uniform1f(point.at('lift'), lift);
      gl.uniform1f(point.at('round_'), 1);
      gl.uniform3fv(point.at('colour'), parse(colour).map((c) => c / 255));
      gl.drawArrays(gl.POINTS, 0, 1);
    }

    function drawGround() {
      gl.useProgram(ground.program);
      mesh.bind();
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, index);
      gl.uniformMatrix4fv(ground.at('view'), false, view);
      gl.uniform3fv(ground.at('colour'), state.theme.ground.flatMap((c) => parse(c).map((v) => v / 255)));
      gl.uniform3f(ground.at('light'), Math.sin(turn) * 0.3 - 0.25, -Math.cos(turn) * 0.3, 0.92);
      gl.drawElements(gl.TRIANGLES, corners, gl.UNSIGNED_INT, 0);
    }

    // The frame on the floor.
    function drawFrame() {
      const numbers = [], c = [[-1, -1, -0.02], [1, -1, -0.02], [1, 1, -0.02], [-1, 1, -0.02]];
      c.forEach((a, i) => addPiece(numbers, a, c[(i + 1) % 4]));
      drawStrokes(numbers, state.theme.quiet, 1.5, 0);
    }

    function project(p) {
      const z = p[2] * 0.9 - 0.45;
      const c = [0, 1, 3].map((k) => view[k] * p[0] + view[4 + k] * p[1] + view[8 + k] * z + view[12 + k]);
      return [(c[0] / c[2] + 1) / 2, (1 - c[1] / c[2]) / 2, c[2]];
    }

    // Names of the axes at the two edges of the floor that are nearest.
    function placeLabels() {
      const edges = [[0, -1], [1, 0], [0, 1], [-1, 0]].map((p) => ({p, far: project([...p, -0.1])[2]}));
      edges.sort((a, b) => a.far - b.far).slice(0, 2).forEach(({p}, i) => {
        const at = project([p[0] * 1.14, p[1] * 1.14, -0.08]), axis = p[0] ? 1 : 0;
        const ends = state.scale.box.slice(2 * axis, 2 * axis + 2);
        labels[i].textContent = (axis ? 'x₂' : 'x₁') + ': ' + spell(ends[0], 3) + ' … ' + spell(ends[1], 3);
        labels[i].style.left = clamp(100 * at[0], 14, 86) + '%';
        labels[i].style.top = clamp(100 * at[1], 4, 97) + '%';
      });
    }

    function drawPaths() {
      state.racers.forEach((racer, i) => {
        const numbers = [], at = place(racer.run, state.cursor);
        addPath(numbers, racer.run);
        drawStrokes(numbers, state.theme.paper, 5, 0.003);
        drawStrokes(numbers, state.theme.racer(i), 2.6, 0.004);
        if (at) {
          drawDot(at[X1], at[X2], state.theme.paper, 15, 0.005);
          drawDot(at[X1], at[X2], state.theme.racer(i), 11, 0.006);
        }
      });
      if (state.start) {
        drawDot(...state.start, state.theme.ink, 12, 0.006);
        drawDot(...state.start, state.theme.paper, 7, 0.007);
      }
    }

    function draw() {
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      const w = Math.round(canvas.clientWidth * ratio), h = Math.round(canvas.clientHeight * ratio);
      if (!w || !h || gl.isContextLost())
        return;
      if (canvas.width !== w || canvas.height !== h) {
        canvas.width = w;
        canvas.height = h;
      }
      view = makeView(turn, tilt, distance, w / h);
      gl.viewport(0, 0, w, h);
      gl.enable(gl.DEPTH_TEST);
      gl.clearColor(...parse(state.theme.paper).map((c) => c / 255), 1);
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
      drawFrame();
      drawGround();
      drawPaths();
      placeLabels();
    }

    function rotate(by, up) {
      turn += by;
      tilt = clamp(tilt + up, 0.02, 1.55);
      ask();
    }

    function zoom(factor) {
      distance = clamp(distance * factor, 1.8, 9);
      ask();
    }

    // The point of the surface under the pointer: the nearest one to be seen there.
    function pick(u, v) {
      const {grid, side, box} = state.scale, near = 12 / canvas.clientWidth;
      let best = null, depth = Infinity;
      for (let k = 0; k < side * side; k++) {
        const i = k % side, j = (k - i) / side, at = project([2 * i / (side - 1) - 1, 2 * j / (side - 1) - 1, grid[k]]);
        const off = Math.hypot(at[0] - u, (at[1] - v) * canvas.clientHeight / canvas.clientWidth);
        if (off < near && at[2] + off < depth) {
          depth = at[2] + off;
          best = [box[0] + (box[1] - box[0]) * i / (side - 1), box[2] + (box[3] - box[2]) * j / (side - 1)];
        }
      }
      return best;
    }

    const fingers = new Map();
    let moved = 0, spread = 0;
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, [event.clientX, event.clientY]);
      moved = fingers.size > 1 ? 99 : 0;
      spread = 0;
    });
    canvas.addEventListener('pointermove', (event) => {
      const last = fingers.get(event.pointerId);
      if (!last)
        return;
      const dx = event.clientX - last[0], dy = event.clientY - last[1];
      fingers.set(event.pointerId, [event.clientX, event.clientY]);
      moved += Math.abs(dx) + Math.abs(dy);
      if (fingers.size === 1)
        return moved > 4 && rotate(dx * 0.008, dy * 0.008);
      const [a, b] = [...fingers.values()], now = Math.hypot(a[0] - b[0], a[1] - b[1]);
      if (spread)
        zoom(spread / now);
      spread = now;
    });
    canvas.addEventListener('pointerup', (event) => {
      fingers.delete(event.pointerId);
      spread = 0;
      const frame = canvas.getBoundingClientRect();
      const u = (event.clientX - frame.left) / frame.width, v = (event.clientY - frame.top) / frame.height;
      const at = moved <= 4 && pick(u, v);
      if (at)
        state.begin(at);
    });
    canvas.addEventListener('pointercancel', (event) => fingers.delete(event.pointerId));
    canvas.addEventListener('wheel', (event) => {
      event.preventDefault();
      zoom(Math.exp(event.deltaY * 0.001));
    }, {passive: false});
    canvas.addEventListener('keydown', (event) => {
      const act = {
        ArrowLeft: () => rotate(-0.1, 0), ArrowRight: () => rotate(0.1, 0),
        ArrowUp: () => rotate(0, 0.06), ArrowDown: () => rotate(0, -0.06),
        '+': () => zoom(1 / 1.15), '=': () => zoom(1 / 1.15), '-': () => zoom(1.15),
      }[event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey)
        return;
      event.preventDefault();
      act();
    });
    canvas.addEventListener('webglcontextrestored', () => location.reload());

    return {draw, renew: build, look: () => [turn, tilt, distance]};
  }
