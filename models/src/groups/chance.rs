//! How many groups would be at least so suspicious were the reasons handed out to interactions at random.
//!
//! A tie of `w` nats is one of a share `e^−w` of all interactions. Were that independent of who interacts with whom, `w` would be
//! exponential and the sum of `counted` of them a gamma variable, whose tail is at most `exp(counted + counted·ln(W/counted) − W)` (Chernoff).
//! `counted` ties of all `ties` that the parties have can be chosen in so many ways, and a group can begin with any of `parties`: the
//! expected number of groups is at most the product (the union bound).

/// `ln` of that number. `parties` are those in the window, `ties` all that the group's parties have there, `counted` those within the
/// group, `nats` what these weigh together.
pub(super) fn ln_expected(parties: usize, ties: usize, counted: usize, nats: f64) -> f64 {
    let (n, k) = (ties.max(counted) as f64, counted as f64);
    if counted == 0 || nats <= k {
        return f64::INFINITY;
    }
    let choices = libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0);
    libm::log(parties.max(1) as f64) + choices + k + k * libm::log(nats / k) - nats
}
