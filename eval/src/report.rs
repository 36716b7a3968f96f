//! What a task found: one table for people, one object with the same numbers for programs.

use serde_json::{Map, Value, json};
use std::fmt::{self, Display, Formatter};

/// Named numbers, by dotted keys: `one_class.mean_eer`.
#[derive(Clone, Debug, Default)]
pub struct Figures(Vec<(String, Value)>);

impl Figures {
    /// Adds one.
    pub fn push(&mut self, key: impl Into<String>, value: f64) {
        self.0.push((key.into(), json!(value)));
    }

    /// Adds several of one key.
    pub fn push_all(&mut self, key: impl Into<String>, values: &[f64]) {
        self.0.push((key.into(), json!(values)));
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<f64> {
        self.0.iter().find(|(one, _)| one == key)?.1.as_f64()
    }

    /// One object, nested by the dots; what is not a number is `null`.
    pub fn json(&self) -> Value {
        let mut all = Map::new();
        self.0.iter().for_each(|(key, value)| put(&mut all, key, value));
        Value::Object(all)
    }
}

fn put(object: &mut Map<String, Value>, key: &str, value: &Value) {
    match key.split_once('.') {
        None => _ = object.insert(key.into(), value.clone()),
        Some((outer, rest)) => {
            if let Value::Object(inner) = object.entry(outer).or_insert_with(|| json!({})) {
                put(inner, rest, value);
            }
        }
    }
}

/// A table: its title, its columns, its rows.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// What it shows.
    pub title: String,
    /// Heads of the columns behind the first.
    pub heads: Vec<&'static str>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A row: its name and its cells.
#[derive(Clone, Debug)]
pub struct Row(pub String, pub Vec<Option<f64>>);

impl Display for Table {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let name = self.rows.iter().map(|Row(name, _)| name.chars().count()).max().unwrap_or(0).max(12);
        writeln!(out, "\n{}", self.title)?;
        write!(out, "{:<name$}", "")?;
        for head in &self.heads {
            write!(out, "  {head:>10}")?;
        }
        writeln!(out)?;
        for Row(row, cells) in &self.rows {
            write!(out, "{row:<name$}")?;
            for (cell, head) in cells.iter().zip(&self.heads) {
                let width = head.chars().count().max(10);
                match cell {
                    Some(value) if value.fract() == 0.0 && value.abs() >= 2.0 => {
                        write!(out, "  {value:>width$.0}")?
                    }
                    Some(value) => write!(out, "  {value:>width$.4}")?,
                    None => write!(out, "  {:>width$}", "–")?,
                }
            }
            writeln!(out)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dotted_keys_are_nested() {
        let mut figures = Figures::default();
        figures.push("one_class.mean_eer", 0.05);
        figures.push("one_class.sd_eer", 0.01);
        figures.push("auc", f64::NAN);
        assert_eq!(figures.json(), json!({ "one_class": { "mean_eer": 0.05, "sd_eer": 0.01 }, "auc": null }));
    }
}
