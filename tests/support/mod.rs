//! The harness that the rooms tests share.
