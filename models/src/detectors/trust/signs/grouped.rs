//! Grouped: the party belongs to a group whose dealings with each other are denser than chance would make them (`docs/GROUPS.md`).
//!
//! Wrong about families, teams and clubs that trade with each other much.

use crate::regard::Regard;
use crate::signs::Sign;
use alloc::{format, string::String};

pub(in super::super) static GROUPED: Sign<Regard> = Sign {
    code: "in_suspicious_group",
    frequency: 0.001,
    may_be_usual: false,
    seen: |regard| grouped(regard),
};

pub(crate) fn grouped(regard: &Regard) -> Option<String> {
    let group = regard.group?;
    let (members, nats) = (group.members, group.surprise_nats);
    Some(format!(
        "one of {members} who deal with each other in a way that chance makes once in e^{nats:.0} times"
    ))
}
