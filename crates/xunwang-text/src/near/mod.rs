//! Near-duplicates (近似重复) over the index of a fleet.
