// Payments, their outcomes and promises, as a merchant's back end tells them.

/** `user` pays `payee` with `card`, without a probe; `label` is what turned out to be true. Answers the assessment. */
export async function paid(backEnd, { id, user, card, payee, amount_minor, label }) {
  const assessment = await backEnd.post("/v1/assessments", {
    token: null, action: "checkout", user_id: user,
    transaction: { id, amount_minor, currency: "EUR", payee_id: payee,
      card: { id: card, bin: "400000", last4: "0002", expiry_hash: "x" },
    },
  });
  if (label) await backEnd.post("/v1/outcomes", { assessment_id: assessment.id, label });
  return assessment;
}

/** A party promises a price of 10 at most, and asks `price`: more than was promised nobody asks who means it well. */
export async function promised(backEnd, { id, party, price }) {
  const commitment = [{ attribute: "price", type: "number", at_most: 10, bearing: "testifying" }];
  await backEnd.post("/v1/commitments", { id, party_id: party, commitment });
  return backEnd.post(`/v1/commitments/${id}/outcome`, { outcome: { price } });
}
