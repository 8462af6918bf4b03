// Which skills fit a moment, found on the device: the clinical part of wiseline/skills/finder/logic.py, and the words
// that a moment shares with how people put it (BM25). Rougher than the server, and always there.
const STRONG_URGE = 3;
const HARMING = new Set(["self_harm", "suicide"]);
const ROLE_WHEN_OVERWHELMED = { crisis: 1.6, ground: 0.2, abstain: 0, accept: -0.3 };
const ROLE_WHEN_CALM = { crisis: -0.6, understand: 0.2, change: 0.2 };
const ROLE_WITHOUT_WORDS = { crisis: 0.8, ground: 0.4 };
const WORDS_WEIGHT = 0.35;
const [K1, B] = [1.2, 0.5];

const stems = (text) => (text.toLowerCase().replace(/['\u2019]/g, "").match(/\p{L}{3,}/gu) ?? []).map((word) => word.slice(0, 6));

/** How much of the moment's words each text has, by skill: rare words count more. */
function shared(skills, text) {
  const asked = new Set(stems(text));
  if (!asked.size) return new Map();
  const texts = new Map(skills.map(({ id, said }) => [id, stems(said)]));
  const usual = [...texts.values()].reduce((sum, words) => sum + words.length, 0) / skills.length;
  const found = new Map(skills.map(({ id }) => [id, 0]));
  for (const word of asked) {
    const counts = [...texts].map(([id, words]) => [id, words.filter((other) => other === word).length, words.length]);
    const holding = counts.filter(([, count]) => count).length;
    if (!holding) continue;
    const rare = Math.log(1 + (skills.length - holding + 0.5) / (holding + 0.5));
    for (const [id, count, length] of counts) {
      const weight = (count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / usual));
      found.set(id, found.get(id) + rare * weight);
    }
  }
  return found;
}

function fit(skill, question, breakdown) {
  const { intensity, urges, emotion } = question;
  const overwhelmed = intensity >= breakdown || urges.some((urge) => HARMING.has(urge));
  let score = skill.worth;
  if (overwhelmed) score += ROLE_WHEN_OVERWHELMED[skill.role] ?? -1;
  else if (intensity !== null) score += ROLE_WHEN_CALM[skill.role] ?? 0;
  else if (!question.text.trim() && !emotion && !urges.length) score += ROLE_WITHOUT_WORDS[skill.role] ?? 0;
  if (intensity !== null) score -= Math.max(skill.intensity[0] - intensity, intensity - skill.intensity[1], 0) / 40;
  score += urges.filter((urge) => skill.urges.includes(urge)).length * 0.25 * (STRONG_URGE + 1);
  if (urges.includes("substances") && skill.role === "abstain") score += 0.8;
  if (emotion && skill.emotions.includes(emotion)) score += 0.5;
  return score - 0.4 * skill.mind.length;
}

/** The skills that may be offered now, the best first. */
export function rank({ skills, breakdown }, question) {
  const may = skills.filter((skill) => {
    if (question.not.has(skill.id)) return false;
    if (question.place && !skill.places.includes(question.place)) return false;
    return question.minutes === null || skill.minutes[0] <= question.minutes;
  });
  const words = shared(may, question.text);
  const score = (skill) => fit(skill, question, breakdown) + WORDS_WEIGHT * (words.get(skill.id) ?? 0);
  const scored = may.map((skill) => [score(skill), skill]);
  return scored.sort(([one, a], [other, b]) => other - one || a.id.localeCompare(b.id)).map(([, skill]) => skill);
}
