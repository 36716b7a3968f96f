//! Edges of a network in the order of time, one a line: `source,target,minute,label`, with or without that header. `label` is `-` for what
//! is genuine and anything else for an attack; `minute` is any text that is the same for all edges of a minute.

use super::{DataError, headless};
use std::collections::HashMap;
use std::path::Path;

/// One edge, and what is true of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabelledEdge {
    /// Number of the source, from 0.
    pub source: u32,
    /// Number of the target; both are numbered together.
    pub target: u32,
    /// Number of the minute, from 1: those in which nothing came are not counted.
    pub tick: u32,
    /// Whether it was an attack.
    pub attack: bool,
}

/// Reads a file.
///
/// # Errors
/// It cannot be read, or a line is no edge.
pub fn edges(file: &Path) -> Result<Vec<LabelledEdge>, DataError> {
    let (mut names, mut minute, mut tick) = (HashMap::<String, u32>::new(), String::new(), 0);
    let mut found = Vec::new();
    headless(file, &["source", "target", "minute", "label"])?.each(|row| {
        let mut number = |at: usize| match row.text(at) {
            "" => Err(row.wrong(at, "nobody")),
            name => Ok(match names.get(name) {
                Some(known) => *known,
                None => {
                    let next = names.len() as u32;
                    names.insert(name.into(), next);
                    next
                }
            }),
        };
        let (source, target) = (number(0)?, number(1)?);
        if row.text(2).is_empty() {
            return Err(row.wrong(2, "no minute"));
        }
        if row.text(3).is_empty() {
            return Err(row.wrong(3, "no label"));
        }
        if row.text(2) != minute {
            minute = row.text(2).into();
            tick += 1;
        }
        found.push(LabelledEdge { source, target, tick, attack: row.text(3) != "-" });
        Ok(())
    })?;
    Ok(found)
}
