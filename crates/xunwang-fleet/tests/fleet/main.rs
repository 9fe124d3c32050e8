//! The fleet against an independent reader: an HTML parser of its own, no code of the product.

mod checker;
mod hostile;
mod serving;
mod truth;
