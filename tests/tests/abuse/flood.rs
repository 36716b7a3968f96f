//! Floods of page views: refused beyond an allowance, bounded in memory, and honest visits go on.

use crate::raw::{Raw, opening};
use server::config::Rate;
use std::net::Ipv4Addr;
use std::time::{Duration, Instant};
use tests::{Pennyprint, ScriptedPage, USUAL};

const MIB: usize = 1 << 20;

#[tokio::test]
async fn ten_thousand_sessions_from_one_address_get_their_allowance_and_memory_stays_flat() {
    let server = Pennyprint::start();
    let allowance = server.app.config.limits.page_opens_per_address;
    let mut flooder = Raw::connect(&server, Ipv4Addr::new(127, 0, 1, 1)).await;
    let (mut opened, mut refused) = (0_u32, 0_u32);
    let began = Instant::now();
    let mut resident_at_allowance = 0;
    for _ in 0..10_000 {
        flooder.send(opening(&server, None)).await;
        let heard = flooder.hear().await;
        match heard.status {
            200 => opened += 1,
            _ => {
                assert_eq!((heard.status, heard.code()), (429, "too_many_from_address"));
                if refused == 0 {
                    resident_at_allowance = resident_kib();
                }
                refused += 1;
            }
        }
    }
    let (grown_kib, refilled) =
        (resident_kib().saturating_sub(resident_at_allowance), began.elapsed().as_secs() as u32 + 1);
    let most = allowance.burst + allowance.per_minute * refilled / 60 + 1;
    assert!((allowance.burst..=most).contains(&opened), "{opened} were opened, {refused} refused");
    assert_eq!(server.app.mte.count().0, opened as usize);
    assert!(server.app.mte.held_bytes() < 4 * 1024 * opened as usize);
    assert!(grown_kib < 8 * 1024, "8,000 refusals cost {grown_kib} KiB");
    let honest = server.visit(2, None, Duration::ZERO).await;
    assert_eq!(honest.status, 200, "{honest:?}");
}

#[tokio::test]
async fn a_flood_from_everywhere_is_bounded_in_bytes_and_takes_silent_page_views_before_an_honest_one() {
    let server = Pennyprint::with(|config| {
        config.limits.page_views_mib = 1;
        config.limits.page_opens_per_address = Rate::UNLIMITED;
    });
    let mut honest = ScriptedPage::open(&server, 200, None).await;
    honest.run(Duration::ZERO).await;
    let mut opened = 0;
    // Faster than anybody can be called silent: what does not fit is refused.
    let refused = loop {
        let mut flooder =
            Raw::connect(&server, Ipv4Addr::new(127, 1, (opened / 250) as u8, 1 + (opened % 250) as u8))
                .await;
        flooder.send(opening(&server, None)).await;
        let heard = flooder.hear().await;
        if heard.status != 200 {
            break heard;
        }
        opened += 1;
        assert!(opened < 10_000, "a mebibyte has room for all of them");
    };
    assert_eq!((refused.status, refused.code(), refused.header("retry-after")), (429, "too_many", Some("5")));
    let within = |bytes: usize| bytes < MIB + 64 * 1024;
    assert!(within(server.app.mte.held_bytes()));

    tokio::time::sleep(Duration::from_secs(6)).await;
    let next = ScriptedPage::open(&server, 201, None).await;
    let (kept, _) = server.app.mte.count();
    assert!(kept < opened * 15 / 16, "silent ones made room: {kept} of {opened} are left");
    assert!(within(server.app.mte.held_bytes()));
    honest.token().await;
    next.token().await;
}

#[tokio::test]
async fn one_address_that_fills_its_page_views_with_events_is_forgotten_before_another() {
    let server = Pennyprint::with(|config| config.limits.page_views_mib = 1);
    let mut honest = ScriptedPage::open(&server, 1, None).await;
    honest.run(USUAL).await;
    let mut stuffed = Vec::new();
    for _ in 0..40 {
        stuffed.push(ScriptedPage::open(&server, 2, None).await);
    }
    let mut answers = Vec::new();
    for page in &stuffed {
        let report = wire::report::encode(&page.opened.page_view, 0, 0, &[0x17, 0].repeat(8_000));
        answers.push(page.send("/v1/reports", report).await);
    }
    let full = answers.into_iter().find(|answer| answer.status != 204).expect("a mebibyte is too little");
    assert_eq!((full.status.as_u16(), full.code()), (429, "too_many"));
    tokio::time::sleep(Duration::from_secs(6)).await;
    ScriptedPage::open(&server, 3, None).await;
    assert_eq!(stuffed[0].try_token().await.code(), "page_view_unknown");
    honest.token().await;
}

/// `VmRSS` of `/proc/self/status` (proc(5)).
fn resident_kib() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}
