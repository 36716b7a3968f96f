//! What people cost: a keyring of a million, in memory and on disk, and erasing one of them.

use crate::load::runtime;
use crate::memory::resident_bytes;
use engine::keyring::Keyring;
use futures_util::StreamExt;
use futures_util::stream;
use models::observation::Timestamp;
use server::keyring::{FOLDER, Keys, PEOPLE};
use server::store::embedded::disk::FileSystem;
use std::sync::Arc;
use std::time::Instant;

const PEOPLE_COUNT: u64 = 1_000_000;
/// People who come at once.
const AT_ONCE: usize = 4096;

pub(crate) fn report() {
    let beside = std::env::current_exe().unwrap();
    let folder = tempfile::tempdir_in(beside.parent().unwrap()).unwrap();
    let open = || Keys::open(Arc::new(FileSystem), folder.path(), Timestamp(0)).unwrap();
    let before = resident_bytes();
    let keys = open();
    println!("\nA keyring of {PEOPLE_COUNT} people");
    runtime().block_on(async {
        let came = stream::iter(0..PEOPLE_COUNT).map(|number| keys.person(crate::journal::spread(number)));
        let came = came.buffer_unordered(AT_ONCE).filter(|person| std::future::ready(person.is_ok()));
        assert_eq!(came.count().await as u64, PEOPLE_COUNT);
    });
    let each = (resident_bytes() - before) / PEOPLE_COUNT as f64;
    let file = std::fs::metadata(folder.path().join(FOLDER).join(PEOPLE)).unwrap().len();
    println!(
        "resident bytes per person {each:.0}, bytes in the file {:.0}",
        file as f64 / PEOPLE_COUNT as f64
    );
    drop(keys);
    let began = Instant::now();
    let keys = open();
    println!("{:<44} {:>8.2} s", "opened", began.elapsed().as_secs_f64());
    let began = Instant::now();
    runtime().block_on(async {
        let alias = keys.alias(crate::journal::spread(77)).unwrap();
        keys.destroy(vec![alias]).await.unwrap();
        assert!(keys.key(alias).is_none());
    });
    println!(
        "{:<44} {:>8.2} s",
        "one of them destroyed, the file written anew",
        began.elapsed().as_secs_f64()
    );
}
