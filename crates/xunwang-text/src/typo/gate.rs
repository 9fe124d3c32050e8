//! The gate (判别): from the evidence to one number between 0 and 1.

use super::evidence::FEATURES;

/// Weights of the evidence (权重).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Gate {
    pub(crate) weights: [f32; FEATURES],
}

impl Gate {
    /// How likely a change is right.
    pub(crate) fn score(&self, evidence: &[f32; FEATURES]) -> f32 {
        let sum: f32 = self.weights.iter().zip(evidence).map(|(weight, value)| weight * value).sum();
        1.0 / (1.0 + (-sum).exp())
    }

    /// Learns weights from examples (拟合): Newton's method on the logistic loss with a little shrinkage.
    pub(crate) fn fit(examples: &[([f32; FEATURES], bool)]) -> Self {
        let mut weights = [0.0_f64; FEATURES];
        for _ in 0..25 {
            let mut gradient = [0.0_f64; FEATURES];
            let mut hessian = [[0.0_f64; FEATURES]; FEATURES];
            for (evidence, right) in examples {
                let sum: f64 = weights.iter().zip(evidence).map(|(weight, &value)| weight * f64::from(value)).sum();
                let chance = 1.0 / (1.0 + (-sum).exp());
                let miss = chance - f64::from(u8::from(*right));
                let slope = chance * (1.0 - chance);
                for (one, &left) in evidence.iter().enumerate() {
                    gradient[one] += miss * f64::from(left);
                    for (other, &right) in evidence.iter().enumerate() {
                        hessian[one][other] += slope * f64::from(left) * f64::from(right);
                    }
                }
            }
            for place in 0..FEATURES {
                gradient[place] += 1.0 * weights[place];
                hessian[place][place] += 1.0;
            }
            let step = solve(hessian, gradient);
            for (weight, step) in weights.iter_mut().zip(step) {
                *weight -= step;
            }
        }
        Self { weights: weights.map(|weight| weight as f32) }
    }
}

/// Solves a small system of equations by elimination.
fn solve(mut matrix: [[f64; FEATURES]; FEATURES], mut right: [f64; FEATURES]) -> [f64; FEATURES] {
    for column in 0..FEATURES {
        let pivot = (column..FEATURES).max_by(|&one, &other| matrix[one][column].abs().total_cmp(&matrix[other][column].abs()));
        let pivot = pivot.unwrap_or(column);
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        for row in 0..FEATURES {
            if row == column || matrix[column][column] == 0.0 {
                continue;
            }
            let factor = matrix[row][column] / matrix[column][column];
            let source = matrix[column];
            for (cell, above) in matrix[row].iter_mut().zip(source) {
                *cell -= factor * above;
            }
            right[row] -= factor * right[column];
        }
    }
    let mut solution = [0.0; FEATURES];
    for place in 0..FEATURES {
        if matrix[place][place] != 0.0 {
            solution[place] = right[place] / matrix[place][place];
        }
    }
    solution
}
