//! Office files (办公文档) as websites and offices hand them on: PDF, DOCX, XLSX to their text and the links in them, and
//! comments written into a copy of a DOCX.
//!
//! Invariants: pure, bytes in and values out; nothing in a file is executed or fetched; a file that cannot be read says
//! why, and neither panics nor eats the machine.
