//! However many cards, devices, users and amounts somebody makes up, a window stays as large as it is. A process of its own: it reads what the
//! kernel says it takes.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use models::attempts::{AccountEvent, CardResult, Window};
use models::observation::Timestamp;
use models::purchase::{Card, Purchase};
use models::transitions::{Described, Machines, SHIPPED};

/// Each is of another card, device, user, amount and issuer.
const PURCHASES: u64 = 250_000;
const FULL: u64 = 70_000;

fn resident_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

fn id(kind: u64, number: u64) -> [u8; 16] {
    (u128::from(kind) << 64 | u128::from(number)).to_le_bytes()
}

#[test]
fn a_million_made_up_names_do_not_make_a_window_larger() {
    let described: Described = toml::from_str(SHIPPED).unwrap();
    let mut window = Window::new(Machines::try_from(described).unwrap());
    let (before, mut full) = (resident_mib(), 0);
    for number in 0..PURCHASES {
        if number == FULL {
            full = resident_mib();
        }
        let at = Timestamp(number as i64 * 10_000);
        let bin = format!("{number:08}");
        let card =
            Card { id: id(1, number), bin, last4: format!("{:04}", number % 10_000), expiry: id(2, number) };
        let purchase = Purchase {
            at,
            amount_minor: number as i64,
            currency: format!("{}", number % 1_000),
            payee: Some(id(3, number)),
            card: Some(card),
        };
        let (device, user) = (Some(id(4, number)), Some(id(5, number)));
        (0..3).for_each(|_| window.note_account(id(5, number), AccountEvent::LoginFailed, at));
        window.note_purchase(&purchase, device, user);
        window.note_result(&purchase, device, user, CardResult::Declined, at);
    }
    let after = resident_mib();
    assert!(after <= full + 8, "{full} MiB, then {after} MiB");
    assert!(after - before <= 80, "{} MiB", after - before);
}
