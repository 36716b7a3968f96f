//! The road, without the world: pipeline, journal and store contracts, policies.
