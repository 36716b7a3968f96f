//! A data folder in the hands of somebody who has every file and every key in it.

use engine::ids::AssessmentId;
use engine::journal::{AssessedRecord, Body, Record, SealedRecord};
use engine::locked::{Purpose, SecretKey};
use server::store::embedded::disk::FileSystem;
use server::store::embedded::log::reader;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The folder, and every run of bytes in it that may be a key.
pub(crate) struct Raw {
    files: Vec<(PathBuf, Vec<u8>)>,
    records: Vec<Record>,
    keys: BTreeSet<[u8; SecretKey::BYTES]>,
}

/// What could be opened.
#[derive(Default)]
pub(crate) struct Opened {
    pub(crate) answers: Vec<Arc<AssessedRecord>>,
    pub(crate) visits: Vec<Arc<SealedRecord>>,
}

impl Raw {
    pub(crate) fn of(folder: &Path) -> Self {
        let mut files = Vec::new();
        collect(folder, &mut files);
        let journal = folder.join("journal");
        let records = reader::records(&FileSystem, &journal).unwrap();
        let records = records.map(Result::unwrap).collect();
        let mut keys = BTreeSet::new();
        // Wherever the keys stand in these files: every offset is tried.
        for (path, bytes) in &files {
            if path.components().any(|part| part.as_os_str() == "keyring") {
                keys.extend(bytes.windows(SecretKey::BYTES).map(|key| <[u8; 32]>::try_from(key).unwrap()));
            }
            if path.ends_with("master.key") {
                let text = String::from_utf8(bytes.clone()).unwrap();
                let halves = text.trim().split_at(32);
                let bytes = [halves.0, halves.1].map(|half| engine::ids::unhex(half).unwrap()).concat();
                keys.insert(bytes.try_into().unwrap());
            }
        }
        Self { files, records, keys }
    }

    /// The files in which these bytes stand as they are.
    pub(crate) fn files_with(&self, bytes: &[u8]) -> Vec<&Path> {
        let holds = |file: &&(PathBuf, Vec<u8>)| file.1.windows(bytes.len()).any(|window| window == bytes);
        self.files.iter().filter(holds).map(|(path, _)| path.as_path()).collect()
    }

    /// The assessments that are in the journal, open or not.
    pub(crate) fn assessments(&self) -> Vec<AssessmentId> {
        let id = |record: &Record| match &record.body {
            Body::Assessed(entry) => Some(entry.id),
            _ => None,
        };
        self.records.iter().filter_map(id).collect()
    }

    /// Everything that any key opens, also those keys that are found on the way.
    pub(crate) fn opened(&self) -> Opened {
        let mut opened = Opened::default();
        let mut visit_keys: Vec<SecretKey> = Vec::new();
        for record in &self.records {
            if let Body::Assessed(entry) = &record.body {
                for key in self.keys.iter().map(|key| SecretKey::new(*key)) {
                    let derived = key.derive(Purpose::Assessment, &entry.id.0);
                    if let Ok(answer) = entry.answer.open(&derived).or(entry.answer.open(&key)) {
                        visit_keys.extend(answer.visit_key);
                        opened.answers.push(answer);
                    }
                }
            }
        }
        for record in &self.records {
            if let Body::Sealed(entry) = &record.body {
                let derived =
                    self.keys.iter().map(|key| SecretKey::new(*key).derive(Purpose::Visit, &entry.seal.0));
                let as_they_are = self.keys.iter().map(|key| SecretKey::new(*key));
                let mut all = derived.chain(as_they_are).chain(visit_keys.iter().copied());
                opened.visits.extend(all.find_map(|key| entry.visit.open(&key).ok()));
            }
        }
        opened
    }
}

fn collect(folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => collect(&path, files),
            false => files.push((path.clone(), std::fs::read(&path).unwrap())),
        }
    }
}
