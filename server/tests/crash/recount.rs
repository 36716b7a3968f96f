//! What the server learned, counted again from its journal alone.

use crate::folder::Folder;
use crate::ledger::Ledger;
use engine::fold;
use engine::ids::AssessmentId;
use engine::pipeline::Pipeline;
use engine::secrets::Domain;
use engine::store::StateStore;
use models::entity::{EntityKey, EntityKind};
use models::observation::Timestamp;
use server::app::Road;
use server::keyring::Keys;
use server::sites::Sites;
use server::store::embedded::disk::FileSystem;
use server::store::embedded::{Bounds, Embedded, SEGMENT_BYTES};
use server::store::memory::Memory;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Compares every row with a fold from an empty cache, as the last kill left it and after the rest is learned, and every
/// word on a visit with what was acknowledged.
pub(crate) async fn compare(folder: &Folder, ledger: &Ledger) {
    let store = Arc::new(
        Embedded::open(
            &folder.path(),
            Bounds { cache_bytes: 16 << 20, rows_bytes: 16 << 20, segment_bytes: SEGMENT_BYTES },
        )
        .unwrap(),
    );
    let secrets = server::keyring::master::open(&folder.path()).unwrap();
    let keys = Arc::new(Keys::open(Arc::new(FileSystem), &folder.path(), server::clock::now()).unwrap());
    let road = Pipeline { journal: Arc::clone(&store), store, keys, secrets };
    let site = Sites::load(&road).await.unwrap().by_id(folder.site).unwrap();
    let devices: BTreeSet<&str> = ledger.assessments.iter().map(|assessed| assessed.device()).collect();
    let entities: Vec<EntityKey> = devices
        .into_iter()
        .map(|device| road.secrets.pseudonym(folder.site, Domain::Device, device))
        .map(|id| EntityKey { kind: EntityKind::Device, id })
        .collect();
    let from_file = rows(&road, &entities).await;
    assert!(from_file > 0, "no row came from the file, so nothing is shown here");

    let now = server::clock::now();
    road.learn_undisputed(now, Timestamp(now.0 + 1)).await.unwrap();
    rows(&road, &entities).await;
    let (mut taught, mut kept_out) = (0, 0);
    for assessed in &ledger.assessments {
        let standing = road.assessment(&site, AssessmentId::parse(assessed.id()).unwrap()).await.unwrap();
        let seal = standing.assessed.record.seal.unwrap();
        let expected = match assessed.label {
            Some(label) => Some(label == "legitimate"),
            None => assessed.is_allowed().then_some(true),
        };
        assert_eq!(road.verdict(seal).await.unwrap().taught, expected, "{}", assessed.id());
        taught += usize::from(expected == Some(true));
        kept_out += usize::from(expected == Some(false));
    }
    println!(
        "{} devices, {from_file} rows from the file; {taught} visits taught, {kept_out} did not",
        entities.len()
    );
    assert!(taught > 0 && kept_out > 0);
}

/// Every row is what its own records say, bit for bit. Returns how many came from the file.
async fn rows(road: &Road, entities: &[EntityKey]) -> usize {
    let mut from_file = 0;
    for entity in entities {
        let cached = road.store.load(entity).await.unwrap();
        from_file += usize::from(cached.is_some_and(|cached| !cached.current && cached.row.version > 0));
        let row = fold::current(&road.journal, &road.keys, &road.store, entity, false).await.unwrap();
        let folded =
            fold::current(&road.journal, &road.keys, &Memory::default(), entity, true).await.unwrap();
        assert!(folded.version > 0, "a device has learned nothing in the whole run");
        assert_eq!(row, folded, "a row is not what the journal says");
    }
    from_file
}
