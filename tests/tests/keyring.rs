//! The keyring on a disk that loses and tears whatever was not synced.

use engine::keyring::{Alias, Keyring, Person};
use futures_util::future::join_all;
use models::observation::Timestamp;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use server::keyring::{Keys, OpenError};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use tests::TornDisk;

const SEEDS: u64 = 300;
const MINUTE_US: i64 = 60_000_000;

fn open(disk: &TornDisk, minute: i64) -> Result<Keys, OpenError> {
    Keys::open(Arc::new(disk.clone()), Path::new("/data"), Timestamp(minute * MINUTE_US))
}

fn pseudonym(number: u64) -> [u8; 16] {
    u128::from(number).to_be_bytes()
}

/// What its owners may rely on.
#[derive(Clone, Default)]
struct Promised {
    known: BTreeMap<u64, Alias>,
    destroyed: Vec<(u64, Alias)>,
}

impl Promised {
    fn holds(&self, keys: &Keys) {
        for (number, alias) in &self.known {
            assert_eq!(keys.alias(pseudonym(*number)), Some(*alias), "person {number} is lost");
            assert!(keys.key(*alias).is_some(), "the key of person {number} is lost");
        }
        for (number, alias) in &self.destroyed {
            assert_ne!(keys.alias(pseudonym(*number)), Some(*alias), "person {number} came back");
            assert!(keys.key(*alias).is_none(), "the key of person {number} came back");
        }
    }
}

/// People come, some at once, and one in three is destroyed again; epochs turn in between.
async fn lived(keys: &Keys, promised: &mut Promised, random: &mut ChaCha8Rng, minute: i64) {
    // Now and then so many that their entries span sectors.
    let many = if random.random_bool(0.2) { 40 } else { 5 };
    let numbers: Vec<u64> = (0..random.random_range(1..many)).map(|_| random.random_range(0..200)).collect();
    let came = join_all(numbers.iter().map(|number| keys.person(pseudonym(*number)))).await;
    for (number, person) in numbers.into_iter().zip(came) {
        if let Ok(Person { alias, .. }) = person {
            let before = promised.known.insert(number, alias);
            assert!(before.is_none_or(|before| before == alias), "person {number} has two aliases");
        }
    }
    if random.random_bool(0.3) {
        // Whether that succeeds or not, it may have happened.
        let _ = keys.pass_time(Timestamp(minute * MINUTE_US)).await;
    }
    let one = promised.known.keys().nth(random.random_range(0..3)).copied();
    if let Some(number) = one.filter(|_| random.random_bool(0.3)) {
        let alias = promised.known.remove(&number).unwrap();
        if keys.destroy(vec![alias]).await.is_ok() {
            promised.destroyed.push((number, alias));
        }
    }
}

#[tokio::test]
async fn whoever_was_handed_out_stays_and_whoever_was_destroyed_is_gone_after_any_power_failure() {
    let (mut stayed, mut gone) = (0, 0);
    for seed in 0..SEEDS {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut disk = TornDisk::default();
        let (mut promised, mut minute) = (Promised::default(), 0);
        for _life in 0..3 {
            let keys = open(&disk, minute).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
            promised.holds(&keys);
            let (mut now, mut before) = (promised.clone(), promised);
            disk.fail_after(random.random_range(0..40), random.random());
            while disk.survived().is_none() {
                // What happens while the power fails may have happened or not.
                before.clone_from(&now);
                minute += 7;
                lived(&keys, &mut now, &mut random, minute).await;
            }
            // Whoever was being destroyed when it failed is promised nothing.
            before.known.retain(|number, alias| now.known.get(number) == Some(alias));
            promised = before;
            drop(keys);
            disk = disk.survived().unwrap();
        }
        (stayed, gone) = (stayed + promised.known.len(), gone + promised.destroyed.len());
    }
    println!("{stayed} people stayed, {gone} were gone");
    assert!(stayed > 1_000 && gone > 300, "hardly anybody came or went: {stayed}, {gone}");
}

#[tokio::test]
async fn a_full_disk_refuses_newcomers_and_says_so_until_there_is_room() {
    let disk = TornDisk::default();
    let keys = open(&disk, 0).unwrap();
    let known = keys.person(pseudonym(1)).await.unwrap();
    disk.set_room(Some(10));
    keys.person(pseudonym(2)).await.unwrap_err();
    assert_eq!(keys.person(pseudonym(1)).await.unwrap().alias, known.alias, "whoever is known stays known");
    keys.check().await.unwrap_err();
    disk.set_room(None);
    keys.check().await.unwrap();
    let newcomer = keys.person(pseudonym(2)).await.unwrap().alias;
    drop(keys);
    let keys = open(&disk.crash(1), 0).unwrap();
    assert_eq!([1, 2].map(|number| keys.alias(pseudonym(number))), [Some(known.alias), Some(newcomer)]);
}

#[tokio::test]
async fn a_damaged_keyring_is_refused_with_its_file_and_place() {
    let disk = TornDisk::default();
    {
        let keys = open(&disk, 0).unwrap();
        for number in 0..5 {
            keys.person(pseudonym(number)).await.unwrap();
        }
    }
    disk.damage(Path::new("/data/keyring/people"), 100);
    let refused = open(&disk, 0).map(drop).unwrap_err().to_string();
    assert!(refused.contains("/data/keyring/people: damaged at byte 88"), "{refused}");
}

#[tokio::test]
async fn one_person_asked_for_many_times_at_once_is_one_person() {
    let keys = open(&TornDisk::default(), 0).unwrap();
    let asked = join_all((0..50).map(|_| keys.person(pseudonym(7)))).await;
    let aliases: Vec<Alias> = asked.into_iter().map(|person| person.unwrap().alias).collect();
    assert!(aliases.iter().all(|alias| *alias == aliases[0]));
    assert_eq!(keys.people(), 1);
}
