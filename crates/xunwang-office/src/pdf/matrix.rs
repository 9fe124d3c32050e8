//! Places and turns on a page.

use hayro_syntax::object::Number;

/// A transformation of the page: `x' = a·x + c·y + e`, `y' = b·x + d·y + f`.
#[derive(Clone, Copy)]
pub(super) struct Matrix([f64; 6]);

impl Matrix {
    pub(super) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(super) fn of(numbers: [Number; 6]) -> Self {
        Self(numbers.map(|number| number.as_f64()))
    }

    pub(super) fn shift(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// This one first, then the other.
    pub(super) fn then(&self, other: &Self) -> Self {
        let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (self.0, other.0);
        Self([
            a * g + b * i,
            a * h + b * j,
            c * g + d * i,
            c * h + d * j,
            e * g + f * i + k,
            e * h + f * j + l,
        ])
    }

    pub(super) fn point(&self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// Where a direction points to, as a vector of length one.
    pub(super) fn turn(&self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, ..] = self.0;
        let (x, y) = (a * x + c * y, b * x + d * y);
        let length = x.hypot(y);
        if length > 0.0 && length.is_finite() {
            (x / length, y / length)
        } else {
            (1.0, 0.0)
        }
    }

    /// How high a unit becomes.
    pub(super) fn height(&self) -> f64 {
        self.0[2].hypot(self.0[3])
    }
}
