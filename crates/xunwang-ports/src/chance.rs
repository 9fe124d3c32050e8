//! Chance (随机), handed in so that tests can repeat it.

/// Gives bytes that nobody can foretell.
pub trait Chance: Send + Sync {
    /// Fills with chance.
    fn fill(&self, bytes: &mut [u8]);
}

/// The system's own chance: the one place where it is asked.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) {
        // Without it no secret is one: better to stop than to go on.
        getrandom::fill(bytes).expect("the system gives random bytes");
    }
}
