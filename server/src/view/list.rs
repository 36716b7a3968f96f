//! Lists that page by cursor.

use crate::problem::Problem;
use engine::journal::{Journal, Key, Seq, Stored};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// One page of a list, newest first.
#[derive(Serialize, ToSchema)]
pub struct List<T> {
    /// The items.
    pub items: Vec<T>,
    /// Send it as `cursor` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Which page.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Page {
    /// Items on a page, 1 to 100; 25 where it is not said.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
    /// `next_cursor` of the page before.
    #[param(pattern = "^[0-9a-f]{1,16}$")]
    cursor: Option<String>,
}

impl Page {
    /// The records of this page that mention a key, and the cursor of the next.
    pub async fn read(&self, journal: &impl Journal, key: Key) -> Result<(Vec<Stored>, Cursor), Problem> {
        let (limit, before) = self.parse()?;
        let found = journal.mentions(&key, before, limit).await?;
        let cursor = Cursor(found.last().filter(|_| found.len() == limit).map(|stored| stored.seq));
        Ok((found, cursor))
    }

    /// How many, and from where on.
    pub(crate) fn parse(&self) -> Result<(usize, Option<Seq>), Problem> {
        Ok((self.limit()?, self.before()?))
    }

    fn limit(&self) -> Result<usize, Problem> {
        match self.limit {
            None => Ok(25),
            Some(limit) if (1..=100).contains(&limit) => Ok(limit),
            Some(_) => Err(Problem::invalid("limit", "between 1 and 100")),
        }
    }

    fn before(&self) -> Result<Option<Seq>, Problem> {
        let parse = |text: &String| Seq::from_str_radix(text, 16);
        let cursor = self.cursor.as_ref().map(parse).transpose();
        cursor.map_err(|_| Problem::invalid("cursor", "not a cursor of this list"))
    }
}

/// Where the next page starts, if there may be one.
pub struct Cursor(Option<Seq>);

impl Cursor {
    /// There is no next page.
    pub const END: Self = Self(None);

    /// Wraps the items of a page.
    pub fn wrap<T>(self, items: Vec<T>) -> List<T> {
        List { items, next_cursor: self.0.map(|seq| format!("{seq:x}")) }
    }
}
