//! How a payee stands, as no graph would say it.

use models::observation::Timestamp;
use models::regard::{Membership, Regard};
use models::standing::Standing;
use proptest::option::weighted;
use proptest::prelude::*;

pub(super) fn regard() -> BoxedStrategy<Regard> {
    (weighted(0.95, standing()), weighted(0.1, membership()))
        .prop_map(|(standing, group)| Regard { standing, group })
        .boxed()
}

fn standing() -> impl Strategy<Value = Standing> {
    let share = || prop_oneof![6 => 0.0..=1.0, 1 => Just(f64::NAN), 1 => any::<f64>()];
    let jump = weighted(0.5, prop_oneof![6 => -8.0..8.0, 1 => any::<f64>()]);
    (any::<[i64; 2]>(), [share(), share(), share()], any::<[u32; 4]>(), jump).prop_map(
        |([as_of, since], [trust, uncertainty, credibility], counts, jump)| {
            let [heard_from, turned_to, opinions, bad_opinions] = counts;
            let (as_of, since) = (Timestamp(as_of), Timestamp(since));
            Standing {
                as_of,
                trust,
                uncertainty,
                credibility,
                since,
                heard_from,
                turned_to,
                opinions,
                bad_opinions,
                jump,
            }
        },
    )
}

fn membership() -> impl Strategy<Value = Membership> {
    (any::<[u8; 16]>(), any::<i64>(), any::<u32>(), any::<f64>()).prop_map(
        |(group, since, members, surprise_nats)| Membership {
            group,
            since: Timestamp(since),
            members,
            surprise_nats,
        },
    )
}
