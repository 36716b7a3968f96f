//! Journals of every released format go on being read, and say what they said.

use models::detectors::device::{Device, State};
use models::detectors::registered;
use std::collections::BTreeSet;
use std::path::Path;

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to.join(entry.file_name())),
            false => drop(std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap()),
        }
    }
}

/// What the states of devices say, in whichever version of the detector they were written down.
fn learned(described: &serde_json::Value) -> Vec<(u64, State)> {
    let rows = described["learned"].as_array().unwrap().iter();
    let row = |row: &serde_json::Value| {
        let bytes: Vec<u8> = serde_json::from_value(row["states"][0][1].clone()).unwrap();
        (row["version"].as_u64().unwrap(), registered::decode::<Device>(&bytes).unwrap())
    };
    rows.map(row).collect()
}

#[tokio::test]
async fn a_journal_of_every_released_format_says_what_it_said() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut formats = 0;
    for fixture in std::fs::read_dir(fixtures).unwrap() {
        let fixture = fixture.unwrap().path();
        // Opening writes: the fixture itself stays as it is.
        let folder = tempfile::TempDir::new().unwrap();
        copy(&fixture.join("data"), folder.path());
        let described = tests::fixture::described(&tests::fixture::open(folder.path())).await;
        let said: serde_json::Value =
            serde_json::from_slice(&std::fs::read(fixture.join("says.json")).unwrap()).unwrap();
        assert_eq!(described["records"], said["records"], "{}", fixture.display());
        assert_eq!(learned(&described), learned(&said), "{}", fixture.display());
        // Before format 4 there were no parties.
        let counted = said.get("counted").unwrap_or(&serde_json::Value::from(0)).clone();
        assert_eq!(described["counted"], counted, "{}", fixture.display());
        formats += 1;
    }
    assert!(formats > 0);
}

/// Or else something could change without anybody noticing.
#[test]
fn the_newest_fixture_has_every_kind_of_record() {
    let said = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/format-5/says.json");
    let said: serde_json::Value = serde_json::from_slice(&std::fs::read(said).unwrap()).unwrap();
    let kinds: BTreeSet<&str> =
        said["records"].as_array().unwrap().iter().map(|record| record["kind"].as_str().unwrap()).collect();
    let all = [
        "Account",
        "Analyst",
        "Artifact",
        "Assessed",
        "Challenged",
        "Checkpoint",
        "Considered",
        "Erased",
        "Interacted",
        "Kept",
        "Outcome",
        "Promised",
        "Published",
        "Resulted",
        "Sealed",
        "Seen",
        "Site",
        "Undisputed",
    ];
    assert_eq!(kinds, BTreeSet::from(all));
}
