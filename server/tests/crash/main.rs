//! Acknowledged means durable: the real server under load is killed with SIGKILL again and again on one data folder. After
//! every start all that it ever acknowledged must stand, and at the end what it learned must be what its journal says.
//!
//! `PENNYPRINT_CRASH_KILLS` (50) says how often, `PENNYPRINT_CRASH_SEED` (1) draws the moments.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a panic is a failed test")]
#![allow(clippy::print_stdout, reason = "how much was put to the test belongs into the log")]

mod folder;
mod ledger;
mod load;
mod recount;
mod shop;

use folder::{Folder, Server};
use ledger::Ledger;
use load::Load;
use shop::Shop;
use std::cell::RefCell;
use std::time::Duration;

/// Numbers drawn from a seed (`SplitMix64`).
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    pub(crate) fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    fn ms(&mut self, least: usize, most: usize) -> Duration {
        Duration::from_millis((least + self.below(most - least + 1)) as u64)
    }
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

/// How a life of the server ends.
#[derive(Debug)]
enum End {
    /// SIGKILL under load.
    Killed,
    /// SIGTERM under load, and SIGKILL while it is still tidying up: most of the index is written there.
    KilledWhileStopping,
    /// SIGTERM, and it ends by itself: from here on the index and the rows in the file are behind the journal.
    Stopped,
}

#[tokio::test]
async fn what_was_acknowledged_stands_however_often_the_server_is_killed() {
    // Another test of this process may have installed it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (kills, seed) = (setting("PENNYPRINT_CRASH_KILLS", 50), setting("PENNYPRINT_CRASH_SEED", 1));
    let mut draw = Draw(seed);
    let folder = Folder::with_a_site();
    println!("seed {seed}, data in {}", folder.path().display());
    let ledger = RefCell::new(Ledger::default());
    let (mut killed, mut while_starting, mut stopped) = (0, 0, 0);
    for life in 0.. {
        if killed >= kills {
            break;
        }
        // Recovery and the first learning of a life are interrupted too.
        if draw.one_in(4) {
            folder.begin_to_start_and_kill(draw.ms(0, 150)).await;
            while_starting += 1;
        }
        let server = folder.start();
        let shop = Shop::of(&folder, &server);
        ledger::check(&shop, &ledger, &mut draw, false).await;
        let end = match life {
            _ if life % 10 == 9 => End::Stopped,
            _ if draw.one_in(5) => End::KilledWhileStopping,
            _ => End::Killed,
        };
        match end {
            End::Stopped => stopped += 1,
            End::Killed | End::KilledWhileStopping => killed += 1,
        }
        live(&shop, &ledger, server, end, &mut draw).await;
    }
    let server = folder.start();
    ledger::check(&Shop::of(&folder, &server), &ledger, &mut draw, true).await;
    server.kill();
    let ledger = ledger.into_inner();
    println!("{killed} kills under load, {while_starting} while starting, {stopped} clean stops: {ledger}");
    println!("{} unfinished groups were cut off", folder.logged("an unfinished group was cut off"));
    ledger.is_enough_for(kills as usize);
    recount::compare(&folder, &ledger).await;
    folder.remove();
}

/// Load until the end of this life.
async fn live(shop: &Shop, ledger: &RefCell<Ledger>, server: Server, end: End, draw: &mut Draw) {
    let load = Load::new(shop, ledger, draw.next());
    let ending = async {
        tokio::time::sleep(draw.ms(150, 550)).await;
        match end {
            End::Killed => server.kill(),
            End::KilledWhileStopping => {
                server.terminate();
                load.stop();
                tokio::time::sleep(draw.ms(0, 120)).await;
                server.kill();
            }
            End::Stopped => {
                server.terminate();
                load.stop();
                server.ended().await;
            }
        }
    };
    tokio::join!(ending, load.run());
}
