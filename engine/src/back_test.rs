//! The back-test of a policy on the newest assessments of one site, while the road goes on.

use crate::artifact::Kind;
use crate::assessment::RoadError;
use crate::ids::SiteId;
use crate::journal::{Body, Journal, Key, KeyKind, Seq};
use crate::keyring::Keyring;
use crate::newest::{Newest, STRIDE};
use crate::policy::Policy;
use crate::reading;
use crate::replay::Replay;

/// Newest assessments that are judged anew: a bound on how long whoever asks has to wait.
pub const ASSESSMENTS: usize = 10_000;

/// What the policy would have decided on the evidence of that time, and what turned out to be true.
pub async fn back_test<J: Journal, K: Keyring>(
    journal: &J,
    keys: &K,
    site: SiteId,
    policy: Policy,
) -> Result<Replay, RoadError> {
    let mut replay = Replay::new(policy, Some(site));
    for key in [Kind::Weights.kept(site), Kind::Weights.key(site)] {
        hear_all(journal, key, 0, &mut replay).await?;
    }
    let mut newest = Newest::of(Key { kind: KeyKind::AssessmentsOf, id: site.0 }, ASSESSMENTS);
    while let Some(page) = newest.page(journal).await? {
        for stored in page {
            let answer = match &stored.record.body {
                Body::Assessed(entry) => reading::answer(keys, entry)?.open(),
                _ => None,
            };
            replay.hear(&stored.record, answer.as_deref(), None);
        }
    }
    let outcomes = Key { kind: KeyKind::OutcomesOf, id: site.0 };
    hear_all(journal, outcomes, newest.oldest(), &mut replay).await?;
    Ok(replay)
}

async fn hear_all<J: Journal>(
    journal: &J,
    key: Key,
    mut after: Seq,
    replay: &mut Replay,
) -> Result<(), RoadError> {
    loop {
        let found = journal.mentions_after(&key, after, STRIDE).await?;
        let Some(last) = found.last() else { return Ok(()) };
        after = last.seq;
        found.iter().for_each(|stored| replay.hear(&stored.record, None, None));
    }
}
