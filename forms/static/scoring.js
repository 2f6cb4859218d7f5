// The means of a sheet by the rule of collect/rules/scoring.py, in whole numbers: nothing is rounded before it is shown.
// A mean of up to eight cycles is a whole number of 840ths, since 840 is the least number that 1 to 8 all divide.
const PARTS = 840;
const HIGHEST = 8;

// dimensions: [{id, domain, isReversed}]; cycles: [{id: 1..7}], where a missing score is missing.
// Return the mean of each dimension and each domain as [840ths, divisor]; null is unknown.
export function means(dimensions, cycles) {
  const ofDimension = new Map();
  const ofDomain = new Map();
  for (const { id } of dimensions) {
    const scores = cycles.map((cycle) => cycle[id]).filter(Boolean);
    const sum = scores.reduce((total, score) => total + score, 0);
    ofDimension.set(id, scores.length ? [(sum * PARTS) / scores.length, 1] : null);
  }
  for (const { domain } of dimensions) {
    const parts = dimensions
      .filter((dimension) => dimension.domain === domain)
      .map(({ id, isReversed }) => {
        const mean = ofDimension.get(id)?.[0];
        return mean === undefined ? null : isReversed ? HIGHEST * PARTS - mean : mean;
      });
    const isKnown = !parts.includes(null);
    ofDomain.set(domain, isKnown ? [parts.reduce((total, part) => total + part, 0), parts.length] : null);
  }
  return { dimensions: ofDimension, domains: ofDomain };
}

// Return a mean with two decimals, rounded half up as `shown` does; "–" when it is unknown.
export function shown(mean, sign = ",") {
  if (mean === null) return "–";
  const [sum, divisor] = mean;
  const hundredths = Math.floor((200 * sum + PARTS * divisor) / (2 * PARTS * divisor));
  const text = String(hundredths).padStart(3, "0");
  return `${text.slice(0, -2)}${sign}${text.slice(-2)}`;
}
