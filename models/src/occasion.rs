//! What an assessment is about, and what is learned from later: each detector reads one part of it.

use crate::attempts::Attempts;
use crate::evidence::Absence;
use crate::kept::Kept;
use crate::lineage::Lineage;
use crate::observation::Observation;
use crate::purchase::{Paid, Purchase};
use crate::regard::Regard;
use alloc::borrow::Cow;

/// Everything that is known of one moment at a shop. Any part may be missing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Occasion<'a> {
    /// The visit that the page sealed.
    pub visit: Option<&'a Observation>,
    /// How that visit carries on the identity of its device.
    pub lineage: Option<&'a Lineage>,
    /// The payment that the back end asked about.
    pub purchase: Option<&'a Purchase>,
    /// What had been tried at the site lately.
    pub attempts: Option<&'a Attempts>,
    /// What the site's graphs said of whoever is paid.
    pub regard: Option<&'a Regard>,
    /// What came of an earlier payment to the party it is about.
    pub paid: Option<&'a Paid>,
    /// What came of an earlier promise of the party it is about.
    pub kept: Option<&'a Kept>,
}

impl<'a> Occasion<'a> {
    /// A visit and nothing else.
    pub fn of_visit(visit: &'a Observation) -> Self {
        Self { visit: Some(visit), ..Self::default() }
    }

    /// Whether there is nothing to be judged or learned.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The part of an occasion that a detector reads.
pub trait Part: Clone {
    /// It, or by name why there is none. Owned where it is made of several.
    fn of<'o>(occasion: &Occasion<'o>) -> Result<Cow<'o, Self>, Absence>;
}

impl Part for Observation {
    fn of<'o>(occasion: &Occasion<'o>) -> Result<Cow<'o, Self>, Absence> {
        occasion.visit.map(Cow::Borrowed).ok_or(Absence::NoProbe)
    }
}

impl Part for Lineage {
    fn of<'o>(occasion: &Occasion<'o>) -> Result<Cow<'o, Self>, Absence> {
        occasion.visit.ok_or(Absence::NoProbe)?;
        occasion.lineage.map(Cow::Borrowed).ok_or(Absence::NotFollowed)
    }
}

impl Part for Purchase {
    fn of<'o>(occasion: &Occasion<'o>) -> Result<Cow<'o, Self>, Absence> {
        occasion.purchase.map(Cow::Borrowed).ok_or(Absence::NoPurchase)
    }
}

impl Part for Paid {
    fn of<'o>(occasion: &Occasion<'o>) -> Result<Cow<'o, Self>, Absence> {
        occasion.paid.map(Cow::Borrowed).ok_or(Absence::NoPurchase)
    }
}

impl Part for Attempts {
    fn of<'o>(occasion: &Occasion<'o>) -> Result<Cow<'o, Self>, Absence> {
        occasion.purchase.ok_or(Absence::NoPurchase)?;
        occasion.attempts.map(Cow::Borrowed).ok_or(Absence::NotFollowed)
    }
}

impl Part for Regard {
    fn of<'o>(occasion: &Occasion<'o>) -> Result<Cow<'o, Self>, Absence> {
        occasion.purchase.ok_or(Absence::NoPurchase)?.payee.ok_or(Absence::NoPayee)?;
        occasion.regard.map(Cow::Borrowed).ok_or(Absence::NotFollowed)
    }
}

impl Part for Kept {
    fn of<'o>(occasion: &Occasion<'o>) -> Result<Cow<'o, Self>, Absence> {
        occasion.kept.map(Cow::Borrowed).ok_or(Absence::NoCommitment)
    }
}
