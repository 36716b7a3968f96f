//! A store that misbehaves as far as the contracts allow: what is true of the road over this one is true over any.

use engine::journal::{AppendError, Journal, Key, ReadError, Record, Seq, Stored};
use engine::store::{Cached, Row, StateStore, StoreError};
use models::entity::EntityKey;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use server::store::memory::Memory;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

/// A kind of misbehaviour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An append is answered with a conflict on one of its claims, and nothing was written.
    Conflict,
    /// An append is answered as unavailable, and nothing was written.
    Refused,
    /// An append is answered as unavailable, and it was written.
    Lost,
    /// An append is answered as unavailable, and is written some calls later if its claims are still free then.
    Late,
    /// A call lets others go first: it is carried out late, or answered long after it was carried out.
    Overtaken,
    /// The journal cannot be read.
    Unreadable,
    /// A row is loaded as it was at some time before, or not at all.
    RowBehind,
    /// A row is not kept.
    RowDropped,
    /// A row cannot be loaded.
    RowUnreadable,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Conflict,
        Self::Refused,
        Self::Lost,
        Self::Late,
        Self::Overtaken,
        Self::Unreadable,
        Self::RowBehind,
        Self::RowDropped,
        Self::RowUnreadable,
    ];
}

/// Of this many calls others are let go first at most, where any is.
const OVERTAKERS: u8 = 24;
/// The share of calls at which a late record is written.
const LATE_NOW: f64 = 0.2;

/// The store. Where it is polled by one thread, the same seed gives the same misbehaviour.
pub struct Hostile {
    memory: Memory,
    mischief: Mutex<Mischief>,
}

struct Mischief {
    random: ChaCha8Rng,
    rates: [f64; Fault::ALL.len()],
    happened: [usize; Fault::ALL.len()],
    late: Vec<Record>,
    kept: HashMap<EntityKey, Vec<Arc<Row>>>,
    /// The newest version of an entity that was not kept.
    dropped: HashMap<EntityKey, u64>,
}

impl Mischief {
    fn happens(&mut self, fault: Fault) -> bool {
        let happens = self.random.random_bool(self.rates[fault as usize]);
        self.happened[fault as usize] += usize::from(happens);
        happens
    }

    fn one_of<'o, T>(&mut self, among: &'o [T]) -> Option<&'o T> {
        (!among.is_empty()).then(|| &among[self.random.random_range(0..among.len())])
    }
}

fn rates(faults: &[(Fault, f64)]) -> [f64; Fault::ALL.len()] {
    let mut rates = [0.0; Fault::ALL.len()];
    faults.iter().for_each(|(fault, rate)| rates[*fault as usize] = *rate);
    rates
}

/// What becomes of an append.
enum Fate {
    Refused(AppendError),
    Late,
    Lost,
    Written,
}

impl Hostile {
    /// A store with these kinds of misbehaviour, each with the share of the calls at which it happens.
    pub fn new(seed: u64, faults: &[(Fault, f64)]) -> Self {
        let mischief = Mischief {
            random: ChaCha8Rng::seed_from_u64(seed),
            rates: rates(faults),
            happened: [0; Fault::ALL.len()],
            late: Vec::new(),
            kept: HashMap::new(),
            dropped: HashMap::new(),
        };
        Self { memory: Memory::default(), mischief: Mutex::new(mischief) }
    }

    /// Misbehaves in these ways and no others from here on.
    pub fn misbehave(&self, faults: &[(Fault, f64)]) {
        self.mischief().rates = rates(faults);
    }

    /// How often a kind of misbehaviour has happened.
    pub fn happened(&self, fault: Fault) -> usize {
        self.mischief().happened[fault as usize]
    }

    /// Writes what is late and behaves from here on. Rows that it is behind with stay so.
    pub async fn calm(&self) {
        self.misbehave(&[]);
        let late = std::mem::take(&mut self.mischief().late);
        self.write(late).await;
    }

    fn mischief(&self) -> MutexGuard<'_, Mischief> {
        self.mischief.lock().unwrap()
    }

    async fn let_others_go_first(&self) {
        let others = {
            let mut mischief = self.mischief();
            match mischief.happens(Fault::Overtaken) {
                true => mischief.random.random_range(1..=OVERTAKERS),
                false => 0,
            }
        };
        for _ in 0..others {
            tokio::task::yield_now().await;
        }
    }

    async fn write_late_ones(&self) {
        let due = {
            let mut mischief = self.mischief();
            let late = std::mem::take(&mut mischief.late);
            let (due, later) = late.into_iter().partition(|_| mischief.random.random_bool(LATE_NOW));
            mischief.late = later;
            due
        };
        self.write(due).await;
    }

    async fn write(&self, late: Vec<Record>) {
        for record in late {
            // Where another has taken its claims meanwhile it is never written.
            let _ = self.memory.append(record).await;
        }
    }

    fn fate(&self, record: &Record) -> Fate {
        let mut mischief = self.mischief();
        let unavailable = || AppendError::Unavailable("so it pleased".into());
        if let Some((key, _)) = mischief.one_of(&record.claims)
            && mischief.happens(Fault::Conflict)
        {
            return Fate::Refused(AppendError::Conflict(*key));
        }
        match () {
            () if mischief.happens(Fault::Refused) => Fate::Refused(unavailable()),
            () if mischief.happens(Fault::Late) => Fate::Late,
            () if mischief.happens(Fault::Lost) => Fate::Lost,
            () => Fate::Written,
        }
    }

    /// Everything that happens around a read of the journal. The answer may be old when it arrives, never when the call
    /// is made.
    async fn read<T>(&self, read: impl Future<Output = Result<T, ReadError>>) -> Result<T, ReadError> {
        self.let_others_go_first().await;
        self.write_late_ones().await;
        if self.mischief().happens(Fault::Unreadable) {
            return Err(ReadError::Unavailable("so it pleased".into()));
        }
        let answer = read.await;
        self.let_others_go_first().await;
        answer
    }
}

impl Journal for Hostile {
    async fn append(&self, record: Record) -> Result<(), AppendError> {
        self.let_others_go_first().await;
        self.write_late_ones().await;
        let answer = match self.fate(&record) {
            Fate::Refused(error) => Err(error),
            Fate::Late => {
                self.mischief().late.push(record);
                Err(AppendError::Unavailable("it is on its way".into()))
            }
            Fate::Lost => match self.memory.append(record).await {
                Ok(()) => Err(AppendError::Unavailable("the answer was lost".into())),
                conflict => conflict,
            },
            Fate::Written => self.memory.append(record).await,
        };
        self.let_others_go_first().await;
        answer
    }

    async fn check(&self) -> Result<(), AppendError> {
        self.memory.check().await
    }

    async fn claimed(&self, key: &Key, version: u64) -> Result<Option<Stored>, ReadError> {
        self.read(self.memory.claimed(key, version)).await
    }

    async fn mentions(&self, key: &Key, before: Option<Seq>, limit: usize) -> Result<Vec<Stored>, ReadError> {
        self.read(self.memory.mentions(key, before, limit)).await
    }

    async fn mentions_after(&self, key: &Key, after: Seq, limit: usize) -> Result<Vec<Stored>, ReadError> {
        self.read(self.memory.mentions_after(key, after, limit)).await
    }

    async fn records_after(&self, after: Seq, limit: usize) -> Result<Vec<Stored>, ReadError> {
        self.read(self.memory.records_after(after, limit)).await
    }

    async fn forget(&self, before: Seq) -> Result<Seq, AppendError> {
        self.let_others_go_first().await;
        self.write_late_ones().await;
        let (refused, lost) = {
            let mut mischief = self.mischief();
            (mischief.happens(Fault::Refused), mischief.happens(Fault::Lost))
        };
        if refused {
            return Err(AppendError::Unavailable("so it pleased".into()));
        }
        let answer = self.memory.forget(before).await;
        self.let_others_go_first().await;
        if lost { Err(AppendError::Unavailable("the answer was lost".into())) } else { answer }
    }

    fn begin(&self) -> Seq {
        self.memory.begin()
    }
}

impl StateStore for Hostile {
    async fn load(&self, key: &EntityKey) -> Result<Option<Cached>, StoreError> {
        self.let_others_go_first().await;
        {
            let mut mischief = self.mischief();
            if mischief.happens(Fault::RowUnreadable) {
                return Err(StoreError("so it pleased".into()));
            }
            if mischief.happens(Fault::RowBehind) {
                let mut ever: Vec<_> = vec![None];
                ever.extend(mischief.kept.get(key).into_iter().flatten().cloned().map(Some));
                let row = mischief.one_of(&ever).cloned().flatten();
                return Ok(row.map(|row| Cached { row, current: false }));
            }
        }
        let loaded = self.memory.load(key).await?;
        let dropped = self.mischief().dropped.get(key).copied().unwrap_or(0);
        Ok(loaded.map(|Cached { row, current }| Cached { current: current && dropped <= row.version, row }))
    }

    fn save(&self, key: EntityKey, row: Arc<Row>) {
        let mut mischief = self.mischief();
        if mischief.happens(Fault::RowDropped) {
            let dropped = mischief.dropped.entry(key).or_default();
            *dropped = row.version.max(*dropped);
            return;
        }
        let kept = mischief.kept.entry(key).or_default();
        if kept.iter().all(|older| older.version <= row.version) {
            kept.push(Arc::clone(&row));
        }
        self.memory.save(key, row);
    }

    fn doubt(&self, key: EntityKey, row: Arc<Row>) {
        self.memory.doubt(key, row);
    }

    async fn scrub(&self) -> Result<(), StoreError> {
        self.let_others_go_first().await;
        self.memory.scrub().await
    }

    fn remove(&self, key: &EntityKey) {
        let mut mischief = self.mischief();
        mischief.kept.remove(key);
        mischief.dropped.remove(key);
        self.memory.remove(key);
    }
}
