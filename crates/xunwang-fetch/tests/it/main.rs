//! The fetcher against real servers on loopback: request in, exchange out.

mod hostile;
mod outcomes;
mod politeness;
mod redirects;
mod robots;
mod servers;
mod service;
mod tls;
