// What an assessment says of a visit, whatever it says of the payment.

const OF_A_VISIT = ["device", "identity", "behaviour", "automation"];

/** How the detectors that go by a visit put it, each saying once: `absent no_probe`. */
export const ofTheVisit = ({ evidence }) => [
  ...new Set(
    evidence.filter(({ detector }) => OF_A_VISIT.includes(detector)).map(({ status, why }) => `${status} ${why}`),
  ),
];
