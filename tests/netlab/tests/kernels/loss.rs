//! What a link loses is lost for the kernels, which send it again.

use crate::support::{TcpInfo, arrivals, connect, datagrams, echo};
use netlab::{Counts, Direction, HostSetup, Link, Loss, Network};
use std::io::{Read, Write};
use std::time::Duration;

/// Half a megabyte there and back; what the sender's kernel sent again, and what became of its packets.
fn transfer(seed: u64, loss: Loss) -> Option<(u64, Counts)> {
    let network = Network::or_skip(seed)?;
    let shop = network.host(HostSetup::at([10, 1, 0, 1])).unwrap();
    let up = Direction { delay_us: 2_000, loss, ..Direction::default() };
    let home = network.host(HostSetup::at([10, 2, 0, 1]).behind(Link { up, ..Link::default() })).unwrap();
    echo(&shop);
    let (stream, _) = connect(&home, &shop);
    std::thread::scope(|scope| {
        scope.spawn(|| (&stream).write_all(&[7; 500_000]).unwrap());
        (&stream).read_exact(&mut vec![0; 500_000]).unwrap();
    });
    Some((TcpInfo::of(&home).retransmits(), home.counts().0))
}

#[test]
fn a_kernel_sends_again_what_the_link_lost() {
    let Some((retransmits, sent)) = transfer(21, Loss::independent(0.03)) else { return };
    let share = sent.lost as f64 / (sent.lost + sent.passed) as f64;
    assert!((0.01..0.06).contains(&share), "{share} of the packets were lost: {sent:?}");
    assert!(retransmits * 2 >= sent.lost, "{sent:?}, and {retransmits} were sent again");
}

#[test]
fn a_link_without_loss_makes_no_kernel_send_again() {
    let Some((retransmits, sent)) = transfer(22, Loss::default()) else { return };
    // A kernel probes where an answer is late, and on a busy machine one or two are.
    assert!(retransmits < 5 && sent.lost == 0, "{sent:?}, and {retransmits} were sent again");
}

/// Which of 1,000 datagrams are lost.
fn lost(seed: u64, loss: Loss) -> Option<Vec<u32>> {
    let network = Network::or_skip(seed)?;
    let link = Link::both(Direction { loss, ..Direction::default() });
    let shop = network.host(HostSetup::at([10, 1, 0, 1])).unwrap();
    let home = network.host(HostSetup::at([10, 2, 0, 1]).behind(link)).unwrap();
    let arrived = arrivals(&datagrams(&home), &datagrams(&shop), 1_000, Duration::from_micros(50));
    Some((0..1_000).filter(|number| !arrived.contains(number)).collect())
}

#[test]
fn the_same_seed_loses_the_same_packets_of_real_kernels() {
    let bursts = Loss::bursty(0.1, 4.0);
    let Some(first) = lost(23, bursts) else { return };
    assert_eq!(Some(&first), lost(23, bursts).as_ref());
    assert_ne!(Some(&first), lost(24, bursts).as_ref());
}

#[test]
fn losses_come_in_bursts_of_the_length_that_was_asked_for() {
    let Some(lost) = lost(25, Loss::bursty(0.2, 5.0)) else { return };
    let share = lost.len() as f64 / 1_000.0;
    let bursts = 1 + lost.windows(2).filter(|two| two[1] - two[0] > 1).count();
    let length = lost.len() as f64 / bursts as f64;
    assert!((0.12..0.28).contains(&share) && (3.3..7.0).contains(&length), "{share}, {length} packets");
}
