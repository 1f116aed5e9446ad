/**
 * Numbers as people read them, in the page's language. Pure.
 *
 * @module
 */

/** What stands where a number is not known yet. */
export const UNKNOWN = "–";

/** A smaller probability is shown with as many zeros as it takes. */
const SMALL = 0.001;
/** Less than this is only said to be less: a dozen zeros run out of every table. */
const TINY = 1e-6;

/**
 * @typedef {object} Formatter
 * @property {(value: number | null | undefined) => string} integer
 * @property {(value: number | null | undefined) => string} accuracy 0..=1 as a percentage with two decimals
 * @property {(value: number | null | undefined) => string} percent 0..=1 as a whole percentage
 * @property {(value: number | null | undefined) => string} share 0..=1 as a percentage with one decimal
 * @property {(value: number | null | undefined) => string} probability 0..=1 as a percentage, precise where it is small, down to 0.0001 %
 * @property {(value: number | null | undefined) => string} loss
 * @property {(value: number | null | undefined) => string} signed two significant digits, with a sign
 * @property {(value: number | null | undefined) => string} magnitude two significant digits
 * @property {(value: number | null | undefined) => string} term a summand: three decimals, with a sign
 * @property {(milliseconds: number | null | undefined) => string} duration minutes:seconds
 * @property {(bytes: number | null | undefined) => string} megabytes
 */

/**
 * @param {string} language a BCP 47 tag
 * @returns {Formatter}
 */
export function createFormatter(language) {
  /** @param {Intl.NumberFormatOptions} options */
  const number = (options) => {
    const format = new Intl.NumberFormat(language, options);
    return (/** @type {number | null | undefined} */ value) => (isNumber(value) ? format.format(value) : UNKNOWN);
  };
  const precise = number({ style: "percent", minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const small = number({ style: "percent", maximumSignificantDigits: 2 });
  return {
    integer: number({ maximumFractionDigits: 0 }),
    accuracy: precise,
    percent: number({ style: "percent", maximumFractionDigits: 0 }),
    share: number({ style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 }),
    probability(value) {
      if (!isNumber(value) || value >= SMALL) return precise(value);
      return value > 0 && value < TINY ? `<${small(TINY)}` : small(value);
    },
    loss: number({ minimumFractionDigits: 4, maximumFractionDigits: 4 }),
    signed: number({ maximumSignificantDigits: 2, minimumSignificantDigits: 2, signDisplay: "exceptZero" }),
    term: number({ minimumFractionDigits: 3, maximumFractionDigits: 3, signDisplay: "exceptZero" }),
    magnitude: number({ maximumSignificantDigits: 2, minimumSignificantDigits: 2 }),
    duration: (milliseconds) => (isNumber(milliseconds) ? clock(milliseconds) : UNKNOWN),
    megabytes: (bytes) =>
      isNumber(bytes) ? number({ maximumFractionDigits: bytes < 1e6 ? 2 : 1 })(bytes / 1e6) : UNKNOWN,
  };
}

/**
 * @param {number | null | undefined} value
 * @returns {value is number}
 */
function isNumber(value) {
  return typeof value === "number" && Number.isFinite(value);
}

/** @param {number} milliseconds */
function clock(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
