// Words that may mean danger, found on the device: what wiseline/safety/danger does, from the same file of rules and
// weights. tests/safety/test_danger_words_js.py holds the two together. Nothing leaves the device.

// Words: danger/words.py

const LEET = { 0: "o", 1: "i", 3: "e", 4: "a", 5: "s", 7: "t", "@": "a", $: "s", "!": "i", "|": "l" };
const SILENT = new Set("'\u2019\u2018\u02bc`\u00b4*_\u200b\u200c\u200d\ufe0f\u00ad");
const ENDS = new Set(".!?\n\r;\u2026\u3002\uff01\uff1f");
const LONGEST_WORD = 40;
const NEAR_FROM = 5;
const ASCII = /^[\x00-\x7f]*$/;
const isDigits = (text) => /^\p{Nd}+$/u.test(text);
const known = new Map();

function plain(char) {
  if (!known.has(char)) {
    if (known.size > 4096) known.clear();
    const apart = char.toLowerCase().normalize("NFKD");
    known.set(char, (apart.match(/[\p{L}\p{N}]/gu) ?? []).join("").toLowerCase());
  }
  return known.get(char);
}

function isLetter(char) {
  const letters = char ? plain(char) : "";
  return Boolean(letters) && !isDigits(letters);
}

function* runs(chars, book) {
  let start = -1;
  let parts = "";
  let sentence = 0;
  let ended = false;
  for (let index = 0; index <= chars.length; index += 1) {
    const char = chars[index] ?? " ";
    let letters = plain(char);
    if (parts && LEET[char] && isLetter(chars[index - 1]) && isLetter(chars[index + 1])) letters = LEET[char];
    if (letters) {
      if (start < 0) {
        start = index;
        sentence += Number(ended);
        ended = false;
      }
      parts += letters;
    } else if (start < 0 || !SILENT.has(char) || index === chars.length) {
      if (start >= 0) yield { start, end: index, raw: parts, sentence };
      start = -1;
      parts = "";
      if (ENDS.has(char)) ended = true;
      else if (book.emoji.has(char)) yield { start: index, end: index + 1, raw: book.emoji.get(char), sentence };
    }
  }
}

const isSingle = ({ raw }) => [...raw].length === 1 && !isDigits(raw);

function joined(found) {
  const kept = [];
  for (let index = 0; index < found.length; ) {
    let after = index;
    while (after < found.length && isSingle(found[after])) after += 1;
    if (after - index >= 3) {
      const raw = found.slice(index, after).map((run) => run.raw).join("");
      kept.push({ ...found[index], end: found[after - 1].end, raw });
      index = after;
    } else {
      kept.push(found[index]);
      index += 1;
    }
  }
  return kept;
}

function shortened(chars) {
  let kept = "";
  for (let index = 0; index < chars.length; ) {
    let after = index;
    while (after < chars.length && chars[after] === chars[index]) after += 1;
    kept += after - index >= 3 && !isDigits(chars[index]) ? chars[index] : chars.slice(index, after).join("");
    index = after;
  }
  return kept;
}

const withoutOne = (word) => new Set([word, ...Array.from(word, (_, index) => word.slice(0, index) + word.slice(index + 1))]);

function nearWord(word, book) {
  if (!ASCII.test(word) || word.length < NEAR_FROM || book.never.has(word) || book.lists.has(word)) return "";
  const shorter = withoutOne(word);
  for (const [other, otherShorter] of book.near) {
    if (other[0] !== word[0] || Math.abs(other.length - word.length) > 1) continue;
    for (const each of shorter) if (otherShorter.has(each)) return other;
  }
  return "";
}

function meant(raw, book) {
  const word = shortened([...raw].slice(0, LONGEST_WORD));
  const fixed = book.fix.get(word);
  if (fixed) return fixed;
  const near = nearWord(word, book);
  return near ? (book.fix.get(near) ?? [near]) : [word];
}

function read(chars, book) {
  return joined([...runs(chars, book)]).flatMap(({ start, end, raw, sentence }) =>
    meant(raw, book).map((text) => ({ text, start, end, sentence })),
  );
}

// Patterns: danger/patterns.py

function partsOf(source) {
  const found = [];
  let [gap, theirs] = [0, false];
  for (const piece of source.split(" ")) {
    if (piece[0] === "~" || piece[0] === "^") {
      [gap, theirs] = [Number(piece.slice(1)), piece[0] === "^"];
      continue;
    }
    found.push({ words: new Set(piece.replace(/\?+$/, "").split("|")), gap, theirs, mayMiss: piece.endsWith("?") });
    [gap, theirs] = [0, false];
  }
  return found;
}

function matcher(groups) {
  const byFirst = new Map();
  for (const [group, sources] of groups) {
    for (const source of new Set(sources)) {
      const pattern = { group, source, parts: partsOf(source) };
      for (const word of pattern.parts[0].words) byFirst.set(word, [...(byFirst.get(word) ?? []), pattern]);
    }
  }
  return byFirst;
}

function endOf(parts, part, names, at) {
  if (part === parts.length) return at;
  const { words, gap, theirs, mayMiss } = parts[part];
  for (let place = at; place < Math.min(at + gap + 1, names.length); place += 1) {
    if (names[place].some((name) => words.has(name))) {
      const end = endOf(parts, part + 1, names, place + 1);
      if (end) return end;
    }
    if (theirs && names[place].some((name) => FIRST_PERSON.has(name))) break;
  }
  return mayMiss ? endOf(parts, part + 1, names, at) : 0;
}

function findAll(byFirst, words, lists) {
  const names = words.map((word) => (lists.has(word) ? [word, `@${lists.get(word)}`] : [word]));
  const found = [];
  names.forEach((keys, start) => {
    for (const pattern of keys.flatMap((key) => byFirst.get(key) ?? [])) {
      const end = endOf(pattern.parts, 1, names, start + 1);
      if (end) found.push({ pattern, start, end });
    }
  });
  return found;
}

// The weights of what stands there: danger/model.py

const BUCKETS = 1 << 15;
const PACKED = 16;
const LONGEST = 32;
const WINDOW = 24;
const STEP = 12;
const NEAR = 24;
const BEFORE = 5;
const EXPLAINS = new Set(["past", "gone down", "over it", "someone else", "a story", "news or work", "a joke"]);
const FIRST_PERSON = new Set(["i", "me", "my", "myself", "mine"]);
const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  return sum;
});
const bytes = new TextEncoder();
const ids = new Map();

function idOf(word) {
  if (!ids.has(word)) {
    if (ids.size > 8192) ids.clear();
    let sum = 0xffffffff;
    for (const byte of bytes.encode(word)) sum = CRC[(sum ^ byte) & 255] ^ (sum >>> 8);
    ids.set(word, ~sum >>> 0);
  }
  return ids.get(word);
}

function bucket(kind, ...more) {
  let mixed = Math.imul(kind, 0x9e3779b1);
  for (const each of more) mixed = Math.imul(mixed ^ each, 0x01000193);
  return (mixed ^ (mixed >>> 15)) & (BUCKETS - 1);
}

function stretches(words) {
  const found = [];
  let start = 0;
  for (let begin = 0; begin < words.length; ) {
    let end = begin;
    while (end < words.length && words[end].sentence === words[begin].sentence) end += 1;
    if (end - begin > LONGEST) {
      if (start < begin) found.push([start, begin]);
      for (let at = begin; at < end - WINDOW + STEP; at += STEP) found.push([at, Math.min(at + WINDOW, end)]);
      start = end;
    } else if (end - start > PACKED) {
      if (start < begin) found.push([start, begin]);
      start = begin;
    }
    begin = end;
  }
  if (start < words.length) found.push([start, words.length]);
  return found;
}

const denied = (hit, around) =>
  around.some((each) => each.pattern.group === "denied" && each.start <= hit.start && hit.start - BEFORE < each.end);

/** Of hits in their order, those that begin from `start` on and before `end`. */
function between(hits, start, end) {
  const first = (place) => {
    let [low, high] = [0, hits.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (hits[middle].start < place) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return hits.slice(first(start), first(end));
}

function rulesOf(texts, inside, around, start, end) {
  const nearby = around.filter((hit) => hit.end > start && hit.start < end);
  const here = new Set(nearby.map((hit) => hit.pattern.group));
  const close = around.filter((hit) => hit.end <= end + NEAR);
  const beside = new Set(close.map((hit) => hit.pattern.group).filter((name) => !here.has(name)));
  const own = Number(texts.some((text) => FIRST_PERSON.has(text)));
  const explained = [...here].some((name) => EXPLAINS.has(name));
  const found = [...here].map((name) => bucket(2, idOf(name)));
  for (const name of beside) found.push(bucket(3, idOf(name)));
  for (const hit of nearby) found.push(bucket(13, idOf(hit.pattern.source)));
  const open = new Set();
  const groups = new Set();
  for (const hit of inside) {
    const [group, source] = [idOf(hit.pattern.group), idOf(hit.pattern.source)];
    groups.add(group);
    if (denied(hit, nearby)) {
      found.push(bucket(10, group));
    } else if (explained) {
      for (const name of here) found.push(bucket(7, group, idOf(name)));
      found.push(bucket(14, source), bucket(15, group));
    } else {
      open.add(group);
      found.push(bucket(1, source), bucket(4, group), bucket(5, group, own));
      for (const name of [...here, ...beside]) found.push(bucket(8, group, idOf(name)));
    }
  }
  found.push(bucket(11, Math.min(open.size, 3)), bucket(9, Math.min(groups.size, 3)), bucket(12, own));
  return found;
}

function piecesOf(masked, book) {
  const words = masked.map(idOf);
  const kinds = masked.map((word) => idOf(book.lists.has(word) ? `@${book.lists.get(word)}` : word));
  const framed = [idOf(""), ...kinds, idOf("")];
  const found = new Set(words.map((each) => bucket(20, each)));
  for (let at = 1; at < words.length; at += 1) found.add(bucket(21, words[at - 1], words[at]));
  for (let at = 1; at < framed.length; at += 1) found.add(bucket(22, framed[at - 1], framed[at]));
  for (let at = 2; at < framed.length; at += 1) found.add(bucket(23, framed[at - 2], framed[at - 1], framed[at]));
  for (let at = 2; at < kinds.length; at += 1) found.add(bucket(24, kinds[at - 2], kinds[at]));
  for (let at = 3; at < kinds.length; at += 1) found.add(bucket(24, kinds[at - 3], kinds[at]));
  return found;
}

/** Whether one of them is said of now and of the writer: nothing near explains or denies it. */
const isPlain = (hits, around) =>
  !around.some((hit) => EXPLAINS.has(hit.pattern.group)) && hits.some((hit) => !denied(hit, around));

function parts(words, book) {
  const texts = words.map(({ text }) => text);
  const around = findAll(book.around, texts, book.lists);
  const past = around.filter((hit) => hit.pattern.group === "past");
  const bygone = findAll(book.bygone, texts, book.lists);
  const over = bygone.filter((hit) => between(past, hit.start - NEAR, hit.end + NEAR).length);
  const idioms = [...findAll(book.idioms, texts, book.lists), ...over].sort((one, other) => one.start - other.start);
  const masked = [...texts];
  for (const { start, end } of idioms) masked.fill("_", start, end);
  const hits = findAll(book.danger, masked, book.lists);
  const plainly = findAll(book.plain, masked, book.lists);
  return stretches(words).map(([start, end]) => {
    const inside = between(hits, start, end).filter((hit) => hit.end <= end);
    const about = between(around, start - NEAR, end + NEAR);
    const rules = new Set(rulesOf(texts.slice(start, end), inside, about, start, end));
    if (between(idioms, start, end).length) rules.add(bucket(6));
    const isSaid = isPlain(between(plainly, start, end).filter((hit) => hit.end <= end), about);
    return { start, end, rules, pieces: piecesOf(masked.slice(start, end), book), hits: inside, isSaid };
  });
}

function score({ rules, pieces }, { weights, bias, share }) {
  const sum = (places) => [...places].reduce((total, place) => total + weights[place] - 128, 0);
  return bias + sum(rules) + (sum(pieces) * share) / Math.sqrt(Math.max(1, pieces.size));
}

// The marks: danger/find.py

const LONGEST_TEXT = 100_000;
const LOOKED_AT = 24;
const SCALE = 16;

/** The book, ready for use, from what the file `danger.json` holds. */
export function open({ rules, learned }) {
  const lists = Object.entries(rules.lists).flatMap(([name, words]) => words.split(" ").map((word) => [word, name]));
  return {
    fix: new Map(Object.entries(rules.fix).map(([word, says]) => [word, says.split(" ").filter(Boolean)])),
    near: new Map(rules.fuzzy.words.map((word) => [word, withoutOne(word)])),
    never: new Set(rules.fuzzy.never),
    emoji: new Map(Object.entries(rules.emoji)),
    lists: new Map(lists),
    danger: matcher(rules.danger.map(({ group, patterns }) => [group, patterns])),
    plain: matcher(rules.plain.map(({ patterns }) => ["plain", patterns])),
    around: matcher(rules.around.map(({ name, patterns }) => [name, patterns])),
    bygone: matcher(rules.bygone.map(({ patterns }) => ["bygone", patterns])),
    idioms: matcher(rules.idiom.map(({ patterns }) => ["idiom", patterns])),
    weights: Uint8Array.from(atob(learned.weights), (char) => char.charCodeAt(0)),
    bias: learned.bias,
    share: learned.share,
    threshold: learned.threshold,
  };
}

function spoken(words, { start, end }) {
  const found = [];
  for (let index = start; index < end; index += 1) {
    if (found.length && words[index].sentence !== words[index - 1].sentence) found.push(".");
    found.push(words[index].text);
  }
  return found;
}

function marked(words, found, book, net) {
  const byRules = found.map((part) => score(part, book));
  const kept = byRules.map((each) => each >= book.threshold);
  if (net) {
    const most = [...found.keys()].sort((one, other) => byRules[other] - byRules[one] || one - other).slice(0, LOOKED_AT);
    for (const index of most) {
      const rules = byRules[index] / SCALE;
      kept[index] = rules >= net.sure || rules * net.share + net.says(spoken(words, found[index])) >= net.threshold;
    }
  }
  return found.filter(({ isSaid }, index) => kept[index] || isSaid);
}

/** The places in a text that may mean danger: what stands there, and what kinds of words were near. Without the network
 * (danger-net.js) the rules decide alone. */
export function findMarks(text, book, net = null) {
  const chars = Array.from(text).slice(0, LONGEST_TEXT);
  const words = read(chars, book);
  const found = marked(words, parts(words, book), book, net);
  const marks = [];
  for (const part of found) {
    const spoken = new Set();
    for (const hit of part.hits) for (let at = hit.start; at < hit.end; at += 1) spoken.add(words[at].sentence);
    const all = words.slice(part.start, part.end);
    const some = all.filter(({ sentence }) => spoken.has(sentence));
    const kept = some.length ? some : all;
    const near = new Set(part.hits.map((hit) => hit.pattern.group));
    marks.push({ start: kept[0].start, end: Math.max(...kept.map(({ end }) => end)), near });
  }
  const apart = [];
  for (const mark of marks.sort((one, other) => one.start - other.start || one.end - other.end)) {
    const before = apart.at(-1);
    if (before && mark.start < before.end) {
      before.end = Math.max(before.end, mark.end);
      for (const name of mark.near) before.near.add(name);
    } else {
      apart.push(mark);
    }
  }
  return apart.map(({ start, end, near }) => ({ start, end, text: chars.slice(start, end).join(""), near: [...near].sort() }));
}
