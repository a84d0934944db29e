//! Eyes and hands: model, actions, keymap, screens, panes, popups, themes.
//!
//! Owns the terminal. Must not know anything but the API's client and wire types.
