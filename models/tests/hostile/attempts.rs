//! What was tried before, as nobody would have tried it.

use models::attempts::{Account, Attempts, Common, Crowd, Past, Span, Walk};
use models::transitions::{Danger, Happening, Passed};
use proptest::option::weighted;
use proptest::prelude::*;

pub(super) fn attempts() -> BoxedStrategy<Attempts> {
    let pasts = [(); 3].map(|()| prop::option::of(past()));
    let commons = [(); 4].map(|()| prop::option::of(common()));
    let flags = [(); 3].map(|()| any::<Option<bool>>());
    let walk = (0..20_u8, any::<u8>()).prop_map(|(length, among)| Walk { length, among });
    let dangers = prop::collection::vec(danger(), 0..3);
    let dangers = prop_oneof![4 => Just(Vec::new()), 1 => dangers];
    (flags, pasts, prop::option::of(walk), commons, weighted(0.8, account()), dangers)
        .prop_map(|(flags, pasts, walk, commons, account, dangers)| {
            let ([card_known, tiny, till], [card, device, user]) = (flags, pasts);
            let [expiry, issuer, amount, size] = commons;
            Attempts {
                card_known,
                tiny,
                card,
                device,
                till,
                user,
                walk,
                expiry,
                issuer,
                amount,
                size,
                account,
                dangers,
            }
        })
        .boxed()
}

fn past() -> BoxedStrategy<Past> {
    [span(), span(), span()].prop_map(|[minutes, hour, day]| Past { minutes, hour, day }).boxed()
}

fn span() -> impl Strategy<Value = Span> {
    let count = || prop_oneof![8 => Just(0_u8), 4 => 0..17_u8, 1 => any::<u8>()];
    [(); 7].map(|()| count()).prop_map(
        |[attempts, other_cards, tiny, answered, refused, cards_refused, cvc_failed]| Span {
            attempts,
            other_cards,
            tiny,
            answered,
            refused,
            cards_refused,
            cvc_failed,
        },
    )
}

fn crowd() -> impl Strategy<Value = Crowd> {
    let count = || prop_oneof![8 => 0..40_u32, 1 => any::<u32>()];
    [(); 4].map(|()| count()).prop_map(|[cards, among, answered, refused]| Crowd {
        cards,
        among,
        answered,
        refused,
    })
}

fn common() -> BoxedStrategy<Common> {
    let share = || prop_oneof![8 => 0.001..0.5_f32, 1 => any::<f32>(), 1 => Just(f32::NAN)];
    ([crowd(), crowd(), crowd()], any::<Option<u32>>(), [share(), share()], [0.0..300.0_f32, 0.0..300.0_f32])
        .prop_map(|(crowds, refused_s, shares, worths)| Common {
            minutes: crowds[0],
            hour: crowds[1],
            day: crowds[2],
            refused_s: refused_s.map(|seconds| seconds % 2_000),
            usual_share: shares[0],
            worth: worths[0],
            usually_refused: shares[1],
            refused_worth: worths[1],
        })
        .boxed()
}

fn account() -> BoxedStrategy<Account> {
    let since =
        || prop_oneof![6 => Just(None), 1 => any::<Option<u32>>(), 2 => (0..90_000_u32).prop_map(Some)];
    let failed = || prop_oneof![6 => Just(0_u8), 1 => any::<u8>(), 3 => 0..17_u8];
    (failed(), failed(), [(); 4].map(|()| since()))
        .prop_map(|(failed_hour, failed_day, [login_s, credential_s, address_s, card_s])| Account {
            failed_hour,
            failed_day,
            login_s,
            credential_s,
            address_s,
            card_s,
        })
        .boxed()
}

fn danger() -> BoxedStrategy<Danger> {
    let on = prop::sample::select(vec![Happening::Refused, Happening::LoginFailed, Happening::Purchase]);
    let passed =
        (on, any::<u8>(), any::<u32>()).prop_map(|(on, times, before_s)| Passed { on, times, before_s });
    let machine = prop::sample::select(vec!["one", "another"]);
    (machine, 1e-6..0.5_f64, prop::collection::vec(passed, 0..17))
        .prop_map(|(machine, rarity, path)| Danger {
            machine: machine.into(),
            state: "spent".into(),
            text: "it was spent".into(),
            rarity,
            as_rare: rarity,
            path,
        })
        .boxed()
}
