//! Lists that page by cursor.

use crate::problem::Problem;
use engine::journal::Seq;
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
    limit: Option<usize>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

impl Page {
    /// Items on the page.
    pub fn limit(&self) -> Result<usize, Problem> {
        match self.limit {
            None => Ok(25),
            Some(limit) if (1..=100).contains(&limit) => Ok(limit),
            Some(_) => Err(Problem::invalid("limit", "between 1 and 100")),
        }
    }

    /// Where it starts.
    pub fn before(&self) -> Result<Option<Seq>, Problem> {
        let parse = |text: &String| Seq::from_str_radix(text, 16);
        let cursor = self.cursor.as_ref().map(parse).transpose();
        cursor.map_err(|_| Problem::invalid("cursor", "not a cursor of this list"))
    }

    /// Wraps a page: `last` is the position of its last item, `full` whether there may be more.
    pub fn wrap<T>(items: Vec<T>, last: Option<Seq>, full: bool) -> List<T> {
        List { items, next_cursor: last.filter(|_| full).map(|seq| format!("{seq:x}")) }
    }
}
