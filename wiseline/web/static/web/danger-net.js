// What a stretch of words means as a whole, on the device: what wiseline/safety/danger/net.py does, from the same file.
// tests/safety/test_danger_words_js.py holds the two together.

const HEADS = 12;
const LONGEST = 64;
const [UNKNOWN, BEGIN, END] = [1, 2, 3];
const KNOWN_AT_MOST = 512;
const EPSILON = 1e-12;

function piecesOf(word, numbers) {
  const chars = Array.from(word);
  const found = [];
  for (let start = 0; start < chars.length; ) {
    const named = (end) => (start ? "##" : "") + chars.slice(start, end).join("");
    let end = chars.length;
    while (end > start && !numbers.has(named(end))) end -= 1;
    if (end === start) return [UNKNOWN];
    found.push(numbers.get(named(end)));
    start = end;
  }
  return found;
}

const pieces = (words, numbers) => [...[BEGIN, ...words.flatMap((word) => piecesOf(word, numbers))].slice(0, LONGEST - 1), END];

/** Rows of `states` times the weights; each row of the weights is one number of the answer. */
function through(states, length, { weight, bias, from, to }) {
  const found = new Float32Array(length * to);
  for (let out = 0; out < to; out += 1) {
    const row = out * from;
    for (let at = 0; at < length; at += 1) {
      const start = at * from;
      let [one, two, three, four] = [0, 0, 0, 0];
      for (let each = 0; each < from; each += 4) {
        one += states[start + each] * weight[row + each];
        two += states[start + each + 1] * weight[row + each + 1];
        three += states[start + each + 2] * weight[row + each + 2];
        four += states[start + each + 3] * weight[row + each + 3];
      }
      found[at * to + out] = one + two + three + four + bias[out];
    }
  }
  return found;
}

/** Each row, with what was added to it, brought to a mean of 0 and a spread of 1. In place. */
function normal(states, added, { weight, bias }) {
  const size = weight.length;
  for (let start = 0; start < states.length; start += size) {
    let mean = 0;
    for (let each = 0; each < size; each += 1) mean += states[start + each] += added[start + each];
    mean /= size;
    let spread = 0;
    for (let each = 0; each < size; each += 1) spread += (states[start + each] - mean) ** 2;
    spread = Math.sqrt(spread / size + EPSILON);
    for (let each = 0; each < size; each += 1) {
      states[start + each] = ((states[start + each] - mean) / spread) * weight[each] + bias[each];
    }
  }
  return states;
}

function mixed(query, key, value, length, size) {
  const found = new Float32Array(length * size);
  const wide = size / HEADS;
  const weights = new Float32Array(length);
  for (let head = 0; head < size; head += wide) {
    for (let at = 0; at < length; at += 1) {
      let [most, sum] = [-Infinity, 0];
      for (let other = 0; other < length; other += 1) {
        let dot = 0;
        for (let each = head; each < head + wide; each += 1) dot += query[at * size + each] * key[other * size + each];
        weights[other] = dot / Math.sqrt(wide);
        most = Math.max(most, weights[other]);
      }
      for (let other = 0; other < length; other += 1) sum += weights[other] = Math.exp(weights[other] - most);
      for (let other = 0; other < length; other += 1) {
        const share = weights[other] / sum;
        for (let each = head; each < head + wide; each += 1) found[at * size + each] += share * value[other * size + each];
      }
    }
  }
  return found;
}

function gelu(states) {
  for (let at = 0; at < states.length; at += 1) {
    const x = states[at];
    states[at] = 0.5 * x * (1 + Math.tanh(0.7978845608 * (x + 0.044715 * x * x * x)));
  }
  return states;
}

function logit(words, net) {
  const ids = pieces(words, net.numbers);
  const [length, size] = [ids.length, net.size];
  const states = new Float32Array(length * size);
  ids.forEach((id, at) => {
    for (let each = 0; each < size; each += 1) states[at * size + each] = net.words[id * size + each] * net.scales[id];
  });
  normal(states, net.places, net.start);
  for (const { query, key, value, out, attended, inner, outer, done } of net.layers) {
    const of = (weights) => through(states, length, weights);
    normal(states, through(mixed(of(query), of(key), of(value), length, size), length, out), attended);
    normal(states, through(gelu(of(inner)), length, outer), done);
  }
  let sum = net.bias;
  for (let at = 0; at < states.length; at += 1) sum += (states[at] * net.end[at % size]) / length;
  return sum;
}

const TYPES = { I8: Int8Array, F32: Float32Array };

/** The file's tensors by name, and what it says of itself (the format is safetensors). */
function tensorsOf(buffer) {
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  const { __metadata__: told, ...places } = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  const tensors = {};
  for (const [name, { dtype, shape, data_offsets: [from, to] }] of Object.entries(places)) {
    tensors[name] = { data: new TYPES[dtype](buffer.slice(8 + length + from, 8 + length + to)), shape };
  }
  return { told, tensors };
}

/** The network, ready for use: `says` tells how strongly words speak for danger, as the logarithm of odds. */
export function open(buffer) {
  const { told, tensors } = tensorsOf(buffer);
  const weights = (name) => {
    const { data, shape: [to, from] } = tensors[`${name}.weight`];
    const scale = tensors[`${name}.scale`].data;
    const weight = new Float32Array(data.length);
    for (let at = 0; at < data.length; at += 1) weight[at] = data[at] * scale[(at / from) | 0];
    return { weight, bias: tensors[`${name}.bias`].data, from, to };
  };
  const norm = (name) => ({ weight: tensors[`${name}.norm.weight`].data, bias: tensors[`${name}.norm.bias`].data });
  const layers = Array.from({ length: Number(told.layers) }, (_, at) => ({
    query: weights(`${at}.query`),
    key: weights(`${at}.key`),
    value: weights(`${at}.value`),
    out: weights(`${at}.mixed`),
    inner: weights(`${at}.inner`),
    outer: weights(`${at}.outer`),
    attended: norm(`${at}.attended`),
    done: norm(`${at}.done`),
  }));
  const net = {
    numbers: new Map(told.words.split(" ").map((word, number) => [word, number])),
    words: tensors["words.weight"].data,
    size: tensors["words.weight"].shape[1],
    scales: tensors["words.scale"].data,
    places: tensors.places.data,
    start: norm("start"),
    layers,
    end: tensors["end.weight"].data,
    bias: tensors["end.bias"].data[0],
  };
  const known = new Map();
  const says = (words) => {
    const text = words.join(" ");
    if (!known.has(text)) {
      if (known.size >= KNOWN_AT_MOST) known.clear();
      known.set(text, logit(words, net));
    }
    return known.get(text);
  };
  return { says, share: Number(told.share), threshold: Number(told.threshold), sure: Number(told.sure) };
}
