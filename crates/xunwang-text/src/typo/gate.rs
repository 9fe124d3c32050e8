//! The gate (判别): from the evidence to one number between 0 and 1, by a small network of one hidden layer.

use super::evidence::FEATURES;
use super::learn::Dice;

/// Units of the hidden layer.
const HIDDEN: usize = 16;

/// Weights of the evidence (权重).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Gate {
    weights: Vec<f32>,
}

impl Default for Gate {
    /// A gate that lets nothing through.
    fn default() -> Self {
        let mut weights = vec![0.0; WEIGHTS];
        weights[WEIGHTS - 1] = -20.0;
        Self { weights }
    }
}

/// Number of weights: for each hidden unit its inputs and a bias, then one for each hidden unit and a bias.
pub(crate) const WEIGHTS: usize = HIDDEN * (FEATURES + 1) + HIDDEN + 1;

impl Gate {
    /// Reads weights, one number on a line; lines with `#` are remarks.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let weights: Vec<f32> = lines
            .map(|line| line.trim().parse().ok())
            .collect::<Option<_>>()?;
        (weights.len() == WEIGHTS).then_some(Self { weights })
    }

    /// The weights as a file.
    pub(crate) fn write(&self) -> String {
        self.weights
            .iter()
            .map(|weight| format!("{weight:.4}\n"))
            .collect()
    }

    /// How likely a change is right.
    pub(crate) fn score(&self, evidence: &[f32; FEATURES]) -> f32 {
        self.forward(evidence).1
    }

    fn forward(&self, evidence: &[f32; FEATURES]) -> ([f32; HIDDEN], f32) {
        let (inner, outer) = self.weights.split_at(HIDDEN * (FEATURES + 1));
        let mut hidden = [0.0; HIDDEN];
        for (unit, weights) in hidden.iter_mut().zip(inner.chunks_exact(FEATURES + 1)) {
            let sum: f32 = weights
                .iter()
                .zip(evidence)
                .map(|(weight, value)| weight * value)
                .sum();
            *unit = (sum + weights[FEATURES]).tanh();
        }
        let sum: f32 = outer
            .iter()
            .zip(&hidden)
            .map(|(weight, value)| weight * value)
            .sum();
        (hidden, 1.0 / (1.0 + (-(sum + outer[HIDDEN])).exp()))
    }

    /// Learns weights from examples (拟合): Adam on the logistic loss; repeatable.
    pub(crate) fn fit(examples: &[([f32; FEATURES], bool)], rounds: usize) -> Self {
        let mut dice = Dice(11);
        let spread = |dice: &mut Dice| (dice.below(2001) as f32 / 1000.0 - 1.0) * 0.3;
        let mut gate = Self {
            weights: (0..WEIGHTS).map(|_| spread(&mut dice)).collect(),
        };
        let (mut mean, mut square) = (vec![0.0_f32; WEIGHTS], vec![0.0_f32; WEIGHTS]);
        let mut order: Vec<usize> = (0..examples.len()).collect();
        let batches = examples.len().div_ceil(BATCH);
        let mut steps = 0;
        for _ in 0..rounds {
            for place in (1..order.len()).rev() {
                order.swap(place, dice.below(place + 1));
            }
            for batch in order.chunks(BATCH) {
                steps += 1;
                let done = steps as f32 / (rounds * batches) as f32;
                let rate = 0.004 * (1.0 - done) + 0.0001;
                let mut slope = vec![0.0_f32; WEIGHTS];
                for &place in batch {
                    gate.slope(&examples[place], &mut slope);
                }
                for (place, slope) in slope.into_iter().enumerate() {
                    let slope = slope / batch.len() as f32 + 1e-5 * gate.weights[place];
                    mean[place] = 0.9 * mean[place] + 0.1 * slope;
                    square[place] = 0.999 * square[place] + 0.001 * slope * slope;
                    let bias = (
                        1.0 - 0.9_f32.powi(steps.min(1000)),
                        1.0 - 0.999_f32.powi(steps.min(10_000)),
                    );
                    gate.weights[place] -=
                        rate * (mean[place] / bias.0) / ((square[place] / bias.1).sqrt() + 1e-8);
                }
            }
        }
        gate
    }

    fn slope(&self, (evidence, right): &([f32; FEATURES], bool), slope: &mut [f32]) {
        let (hidden, chance) = self.forward(evidence);
        let miss = chance - f32::from(u8::from(*right));
        let outer = HIDDEN * (FEATURES + 1);
        slope[outer + HIDDEN] += miss;
        for (unit, value) in hidden.iter().enumerate() {
            slope[outer + unit] += miss * value;
            let inner = miss * self.weights[outer + unit] * (1.0 - value * value);
            let base = unit * (FEATURES + 1);
            for (weight, value) in slope[base..].iter_mut().zip(evidence) {
                *weight += inner * value;
            }
            slope[base + FEATURES] += inner;
        }
    }
}

/// Examples that are weighed together while learning.
const BATCH: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_learnt_written_and_read() {
        let mut dice = Dice(3);
        let examples: Vec<([f32; FEATURES], bool)> = (0..600)
            .map(|_| {
                let mut evidence = [0.0; FEATURES];
                evidence[1] = dice.below(2001) as f32 / 1000.0 - 1.0;
                evidence[2] = dice.below(2001) as f32 / 1000.0 - 1.0;
                (evidence, evidence[1] > 0.2 && evidence[2] > 0.0)
            })
            .collect();
        let gate = Gate::parse(&Gate::fit(&examples, 600).write()).expect("weights");
        let agreed = examples
            .iter()
            .filter(|(evidence, right)| (gate.score(evidence) > 0.5) == *right)
            .count();
        assert!(agreed > 570, "{agreed} of 600");
        assert_eq!(Gate::parse("1.0\n2.0\n"), None);
        assert_eq!(Gate::parse("one\n"), None);
    }

    #[test]
    fn without_weights_nothing_passes() {
        assert!(Gate::default().score(&[1.0; FEATURES]) < 0.001);
    }
}
